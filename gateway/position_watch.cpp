#include "gateway/position_watch.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

position_watch::position_watch(net::shard& home, store::projector& projector)
    : home_{home}, projector_{projector}, timer_{home.get_executor(), [this] { check(); }} {}

void position_watch::await(uint64_t position, net::clock::time_point deadline, done call) {
    if (projector_.position() >= position) return call(true);
    projector_.flush_to(position);
    home_.post([this, waiter = waiter{position, deadline, std::move(call)}]() mutable {
        waiters_.push_back(std::move(waiter));
        check();
    });
}

void position_watch::note_progress() {
    home_.post([this] { check(); });
}

void position_watch::check() {
    const auto reached = projector_.position();
    const auto now = net::clock::now();
    std::vector<waiter> ended;
    for (auto& waiter : waiters_) {
        if (waiter.position <= reached || waiter.deadline <= now) ended.push_back(std::move(waiter));
    }
    std::erase_if(waiters_, [](const waiter& waiter) { return !waiter.call; });
    auto next = net::clock::time_point::max();
    for (const auto& waiter : waiters_)
        next = std::min(next, waiter.deadline);
    timer_.expire_at(next);
    for (auto& waiter : ended)
        waiter.call(waiter.position <= reached);
}

}  // namespace kaskad::gateway
