#pragma once

#include "gateway/difference_list.hpp"
#include "gateway/own_side.hpp"
#include "gateway/reconciliation_order.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

// A file that was set against the books, as JSON: sums, what every difference is, and the first rows of each kind. In a
// client's eyes there are no suppliers, and no ids of theirs.

namespace kaskad::gateway {

struct comparison_heading {
    const own_side& side;
    local_span period;
    std::string file;  // its name; empty: it was not said
    int64_t as_of_utc_ms = 0;
    uint32_t limit = 0;     // rows of each category
    bool is_staff = false;  // who reads it
};

// What would be booked of it, by which agreement. The order is refused in words where nothing can be.
struct comparison_outcome {
    std::string tolerance;
    std::expected<reconciliation_order, std::string> order;
};

// list: of the run. outcome: none of a client's own file. Refused, in words: what cannot be read.
std::expected<std::string, std::string> render_comparison(const reconciled& run, difference_list& list,
                                                          const comparison_heading& heading,
                                                          const std::optional<comparison_outcome>& outcome);

}  // namespace kaskad::gateway
