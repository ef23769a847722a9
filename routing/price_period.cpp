#include "routing/price_period.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

int64_t end_of(const price_row& row) {
    return row.to_utc_ms == 0 ? PRICE_FOREVER : row.to_utc_ms;
}

price_period made_of(const price_row& row, int64_t from_utc_ms, int64_t to_utc_ms) {
    return {variant_of(row), row.currency, from_utc_ms, to_utc_ms, row.price, row.delivered};
}

// Appends what the rows that have begun (the last of them last) say from `at` until `end`, and drops what is over.
void append_until(int64_t end, int64_t at, std::vector<const price_row*>& begun, std::vector<price_period>& out) {
    while (!begun.empty() && at < end) {
        const auto& latest = *begun.back();
        const auto until = std::min(end_of(latest), end);
        if (at < until) out.push_back(made_of(latest, at, until));
        at = std::max(at, until);
        if (end_of(latest) <= at) begun.pop_back();
    }
}

}  // namespace

void append_periods(std::span<const price_row* const> rows, std::vector<price_period>& out) {
    std::vector<const price_row*> begun;
    int64_t at = 0;
    for (const auto* row : rows) {
        append_until(row->from_utc_ms, at, begun, out);
        begun.push_back(row);
        at = row->from_utc_ms;
    }
    append_until(PRICE_FOREVER, at, begun, out);
}

}  // namespace kaskad::routing
