#include "store/position_waits.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::store {

position_waits::time position_waits::next_deadline() const {
    auto next = time::max();
    for (const auto& waiter : waiters_)
        next = std::min(next, waiter.deadline);
    return next;
}

void position_waits::handle_progress(uint64_t reached, time now) {
    std::vector<waiter> ended;
    for (auto& waiter : waiters_) {
        if (waiter.position <= reached || waiter.deadline <= now)
            ended.push_back({waiter.position, waiter.deadline, std::exchange(waiter.call, nullptr)});
    }
    std::erase_if(waiters_, [](const waiter& waiter) { return !waiter.call; });
    for (auto& waiter : ended)
        waiter.call(waiter.position <= reached);
}

void position_waits::add(uint64_t position, time deadline, done call) {
    waiters_.push_back({position, deadline, std::move(call)});
}

}  // namespace kaskad::store
