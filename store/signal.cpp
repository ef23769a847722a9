#include "store/signal.hpp"

#include <climits>

#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kaskad::store {

namespace {

static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t), "the futex looks at the counter itself");

void futex_wait(std::atomic<uint32_t>& word, uint32_t seen, std::chrono::milliseconds time_max) {
    timespec time{};
    time.tv_sec = time_max.count() / 1000;
    time.tv_nsec = time_max.count() % 1000 * 1'000'000;
    ::syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, seen, &time, nullptr, 0);
}

void futex_wake(std::atomic<uint32_t>& word) {
    ::syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace

void signal::notify() {
    count_.fetch_add(1);
    if (sleepers_.load() != 0) futex_wake(count_);
}

uint32_t signal::prepare() {
    sleepers_.fetch_add(1);
    return count_.load();
}

void signal::cancel() {
    sleepers_.fetch_sub(1);
}

void signal::wait(uint32_t ticket, std::chrono::milliseconds time_max) {
    if (time_max.count() > 0) futex_wait(count_, ticket, time_max);
    sleepers_.fetch_sub(1);
}

}  // namespace kaskad::store
