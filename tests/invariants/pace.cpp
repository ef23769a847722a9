#include "tests/invariants/pace.hpp"

#include <fmt/format.h>

namespace kaskad::invariants {

void pace::take(core::link_id link, const link_terms& terms, size_t outstanding, int64_t now_ms, complaints& broken) {
    if (outstanding > terms.window) {
        broken.push_back(fmt::format("link {} has {} parts unanswered on one bind; its window is {}", link.value,
                                     outstanding, terms.window));
    }
    if (terms.rate == 0) return;
    auto& left = left_[link];
    left.push_back(now_ms);
    if (left.size() > REMEMBERED_MAX) left.pop_front();
    for (size_t index = 0; index < left.size(); ++index) {
        const auto count = static_cast<int64_t>(left.size() - index);
        const int64_t allowed = int64_t{terms.rate} * (now_ms - left[index]) + int64_t{terms.burst} * 1'000;
        if (count * 1'000 <= allowed) continue;
        broken.push_back(fmt::format("link {} sent {} parts in {} ms; its rate is {} a second", link.value, count,
                                     now_ms - left[index], terms.rate));
        return;
    }
}

}  // namespace kaskad::invariants
