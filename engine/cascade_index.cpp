#include "engine/cascade_index.hpp"

#include "engine/facts/codec.hpp"

#include <algorithm>

namespace kaskad::engine {

bool is_open_cascade(const facts::message& value) {
    return value.cascade != 0 && !facts::is_final(value.state);
}

void cascade_index::note(const facts::message& value) {
    if (!is_open_cascade(value)) return forget(value);
    auto& ids = open_[value.recipient];
    const auto place = std::ranges::lower_bound(ids, value.id);
    if (place != ids.end() && *place == value.id) return;
    ids.insert(place, value.id);
    ++size_;
}

void cascade_index::forget(const facts::message& value) {
    const auto found = open_.find(value.recipient);
    if (value.cascade == 0 || found == open_.end()) return;
    size_ -= std::erase(found->second, value.id);
    if (found->second.empty()) open_.erase(found);
}

std::vector<core::message_id> cascade_index::of(const std::string& recipient) const {
    const auto found = open_.find(recipient);
    return found == open_.end() ? std::vector<core::message_id>{} : found->second;
}

}  // namespace kaskad::engine
