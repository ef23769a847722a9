#include "net/shard.hpp"

#include "core/assert.hpp"

#include <pthread.h>

namespace kaskad::net {

namespace {
constexpr std::size_t THREAD_NAME_MAX = 15;  // what Linux keeps
}

shard::shard(std::string name) : name_{std::move(name)} {}

shard::~shard() {
    stop();
}

void shard::start() {
    ASSERT(!thread_.joinable());
    work_.emplace(context_.get_executor());
    context_.restart();
    thread_ = std::thread{[this] {
        pthread_setname_np(pthread_self(), name_.substr(0, THREAD_NAME_MAX).c_str());
        context_.run();
    }};
}

void shard::stop() {
    if (!thread_.joinable()) return;
    ASSERT(!is_current());
    work_.reset();
    context_.stop();
    thread_.join();
}

std::size_t shard::poll() {
    ASSERT(!thread_.joinable());
    context_.restart();
    return context_.poll();
}

bool shard::run_until(const std::function<bool()>& predicate, std::chrono::milliseconds time_max) {
    ASSERT(!thread_.joinable());
    const auto end = clock::now() + time_max;
    while (!predicate()) {
        if (clock::now() >= end) return false;
        context_.restart();
        context_.run_one_until(std::min(end, clock::now() + std::chrono::milliseconds{5}));
    }
    return true;
}

}  // namespace kaskad::net
