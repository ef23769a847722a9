#include "bench/wire/poller.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>
#include <unistd.h>

namespace kaskad::bench {

namespace {

std::atomic<bool> stopping{false};

void note_signal(int) {
    stopping = true;
}

void control(int epoll, int operation, int file, uint32_t events, uint64_t token) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = token;
    if (::epoll_ctl(epoll, operation, file, &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

}  // namespace

poller::poller() : file_{::epoll_create1(EPOLL_CLOEXEC)} {
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}

poller::~poller() {
    ::close(file_);
}

void poller::add(int file, uint64_t token) {
    control(file_, EPOLL_CTL_ADD, file, EPOLLIN, token);
}

void poller::want_write(int file, uint64_t token, bool wanted) {
    control(file_, EPOLL_CTL_MOD, file, EPOLLIN | (wanted ? uint32_t{EPOLLOUT} : 0u), token);
}

void poller::remove(int file) {
    control(file_, EPOLL_CTL_DEL, file, 0, 0);
}

std::span<const epoll_event> poller::wait(int64_t wait_us) {
    const timespec limit{.tv_sec = wait_us / 1'000'000, .tv_nsec = wait_us % 1'000'000 * 1'000};
    const int count = ::epoll_pwait2(file_, events_.data(), static_cast<int>(events_.size()),
                                     wait_us < 0 ? nullptr : &limit, nullptr);
    return {events_.data(), static_cast<size_t>(std::max(count, 0))};
}

bool is_stopping() {
    return stopping;
}

void catch_signals() {
    struct sigaction action{};
    action.sa_handler = note_signal;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace kaskad::bench
