#include "gateway/clients/lockout.hpp"

#include <algorithm>

namespace kaskad::gateway::clients {

bool lockout::is_locked(const std::string& key, int64_t now) const {
    const auto found = entries_.find(key);
    return found != entries_.end() && now < found->second.locked_until_ms;
}

void lockout::note_failure(const std::string& key, int64_t now) {
    if (!entries_.contains(key)) make_room(now);
    auto& entry = entries_[key];
    if (entry.failures > 0 && now - entry.last_ms > options_.window_ms) entry.failures = 0;
    entry.last_ms = now;
    if (++entry.failures < options_.failures_max) return;
    entry.failures = 0;
    entry.locked_until_ms = now + options_.lock_ms;
}

void lockout::make_room(int64_t now) {
    if (entries_.size() < options_.keys_max) return;
    std::erase_if(entries_, [&](const auto& each) {
        return now - each.second.last_ms > options_.window_ms && now >= each.second.locked_until_ms;
    });
    if (entries_.size() < options_.keys_max) return;
    entries_.erase(std::ranges::min_element(entries_, {}, [](const auto& each) { return each.second.last_ms; }));
}

}  // namespace kaskad::gateway::clients
