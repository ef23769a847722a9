#pragma once

#include "core/money.hpp"
#include "routing/price_key.hpp"
#include "routing/price_row.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

// Rows that overlap in time, turned into periods that do not: what a price is at a moment is then one search, however
// many rows have ended.

namespace kaskad::routing {

inline constexpr int64_t PRICE_FOREVER = std::numeric_limits<int64_t>::max();

// The price from from_utc_ms until before to_utc_ms; PRICE_FOREVER = until further notice.
struct price_period {
    price_variant variant = 0;
    core::currency currency;
    int64_t from_utc_ms = 0;
    int64_t to_utc_ms = 0;
    core::price price;
    core::price delivered;

    friend bool operator==(const price_period&, const price_period&) = default;
};

// Appends the periods of rows of one key and variant, in order; at most two for each row. The rows come by their start,
// no two with the same. Of those that are valid the one that began last decides; after its end the one before returns.
void append_periods(std::span<const price_row* const> rows, std::vector<price_period>& out);

}  // namespace kaskad::routing
