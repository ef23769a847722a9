#include "billing/part_rate.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::billing {

namespace {

constexpr int64_t SECOND_US = 1'000'000;

int64_t length_us(uint32_t parts, const part_rate_terms& terms) {
    ASSERT(terms.per_second > 0);
    return static_cast<int64_t>(parts) * SECOND_US / terms.per_second;
}

}  // namespace

int64_t part_rate::wait_ms(uint32_t parts, const part_rate_terms& terms, int64_t now_ms) const {
    const auto ahead = length_us(std::max(terms.burst, parts) - parts, terms);
    const auto early = due_us_ - ahead - now_ms * 1'000;
    return early <= 0 ? 0 : (early + 999) / 1'000;
}

bool part_rate::admits(uint32_t parts, const part_rate_terms& terms, int64_t now_ms) const {
    return wait_ms(parts, terms, now_ms) == 0;
}

void part_rate::take(uint32_t parts, const part_rate_terms& terms, int64_t now_ms) {
    due_us_ = std::max(due_us_, now_ms * 1'000) + length_us(parts, terms);
}

}  // namespace kaskad::billing
