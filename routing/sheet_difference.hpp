#pragma once

#include "routing/price_sheet.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// What a new rate sheet changes of the one before it, at one moment. Says nothing about traffic or margin.

namespace kaskad::routing {

// recurrency: both have a price, in two currencies, which nothing here compares.
enum class price_change_kind : uint8_t { up = 0, down = 1, added = 2, missing = 3, recurrency = 4 };

inline constexpr size_t PRICE_CHANGE_KINDS = 5;

// `before` is empty (no currency) of what was added, `after` of what is missing.
struct price_change {
    price_change_kind kind = price_change_kind::up;
    sheet_price before;
    sheet_price after;
    bool is_large = false;  // up or down by more than was asked about
};

struct sheet_difference {
    std::vector<price_change> changes;  // by destination
    std::array<size_t, PRICE_CHANGE_KINDS> counts{};
    size_t large = 0;
    size_t same = 0;
};

// Compared is what a delivered part costs, of each destination the row that counts at `at_local_ms`: of those that have
// begun, the one that begins last. large_percent: a change of exactly so much is not large; any of a price of 0 is.
sheet_difference compare_sheets(std::span<const sheet_price> before, std::span<const sheet_price> after,
                                int64_t at_local_ms, uint32_t large_percent);

std::string_view to_string(price_change_kind value);

}  // namespace kaskad::routing
