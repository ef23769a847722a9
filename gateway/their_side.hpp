#pragma once

#include "gateway/gathered_side.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <vector>

// What a supplier's file says, put aside until our side is there too: its rows with times as they stand in it where no
// zone is known yet, or its totals. Blocks; on any thread.

namespace kaskad::gateway {

struct their_side {
    explicit their_side(const reconciliation_request& asked) : gathered{asked} {}

    file_identity identity;
    supplier_reading file;
    currency_list currencies;
    gathered_side gathered;
    std::vector<billing::reconciliation::total_row> totals;
};

// progress: rows read so far; false = stop.
std::expected<void, reconciliation_refusal> read_their_side(const reconciliation_request& asked,
                                                            const smpp::time_zone& zone,
                                                            const std::function<bool(uint64_t)>& progress,
                                                            their_side& into);

}  // namespace kaskad::gateway
