#pragma once

#include "gateway/api/receipt_request.hpp"
#include "gateway/api/receipt_view.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <string>

// Reads receipts out of the database for reports, page by page: memory holds a page, and of a report its rows.

namespace kaskad::gateway {

// Called after each page with how many messages were read so far, and how far that is; false = stop.
using receipts_progress = std::function<bool(uint64_t read, core::message_id last)>;

// The error is a sentence: the database cannot be read, there are too many rows, or `progress` said stop.
std::expected<api::receipt_tally, std::string> tally_receipts(store::report_reader& from,
                                                              const api::receipts_question& asked, uint32_t back_days,
                                                              const receipts_progress& progress);

// Of each part that the filter takes, in order; false = enough.
using part_sink = std::function<bool(const api::seen_part&)>;
std::expected<void, std::string> list_parts(store::report_reader& from, const api::receipts_question& asked,
                                            uint32_t back_days, const api::receipt_filter& filter,
                                            const part_sink& sink, const receipts_progress& progress);

// All that are parked, of that link or of all (0).
std::expected<void, std::string> list_parked(store::report_reader& from, core::link_id link,
                                             const std::function<void(const facts::parked_receipt&)>& sink);

}  // namespace kaskad::gateway
