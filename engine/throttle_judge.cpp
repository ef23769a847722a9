#include "engine/throttle_judge.hpp"

#include <algorithm>

namespace kaskad::engine {

void throttle_judge::accepted() {
    for (auto& each : refusals_)
        each.is_in_row = false;
}

bool throttle_judge::counts(const refusal& value, int64_t now) {
    if (value.recipient.empty()) return false;
    return now - value.at < (value.is_in_row ? MEMORY_MS : TOGETHER_MS);
}

// Its own, else the one that was refused longest ago.
throttle_judge::refusal& throttle_judge::place_for(std::string_view recipient) {
    const auto known = std::ranges::find(refusals_, recipient, &refusal::recipient);
    if (known != refusals_.end()) return *known;
    const auto is_older = [](const refusal& left, const refusal& right) {
        if (left.recipient.empty() != right.recipient.empty()) return left.recipient.empty();
        return left.at < right.at;
    };
    return *std::ranges::min_element(refusals_, is_older);
}

throttle_judge::verdict throttle_judge::refused(std::string_view recipient, int64_t now) {
    place_for(recipient) = {std::string{recipient}, now, true};
    const bool is_link = std::ranges::all_of(refusals_, [now](const refusal& each) { return counts(each, now); });
    return is_link ? verdict::link : verdict::recipient;
}

}  // namespace kaskad::engine
