#include "engine/recent_submits.hpp"

namespace kaskad::engine {

std::optional<facts::accepted_item> recent_submits::find(const std::string& key, int64_t now) const {
    const auto found = submits_.find(key);
    if (found == submits_.end() || found->second.until <= now) return std::nullopt;
    return found->second.answer;
}

void recent_submits::add(const std::string& key, const facts::accepted_item& answer, int64_t until, int64_t now) {
    submits_.insert_or_assign(key, submit{answer, until});
    order_.emplace_back(until, key);
    while (!order_.empty() && (order_.front().first <= now || order_.size() > max_)) {
        const auto& [due, oldest] = order_.front();
        const auto found = submits_.find(oldest);
        // It may have come anew since, and stand further behind.
        if (found != submits_.end() && found->second.until == due) submits_.erase(found);
        order_.pop_front();
    }
}

}  // namespace kaskad::engine
