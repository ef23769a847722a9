#pragma once

#include "gateway/api/receipt_request.hpp"
#include "gateway/api/receipt_view.hpp"
#include "gateway/api/report_work.hpp"

#include <memory>

// Receipts for staff, made page by page on the report reader's thread: sums, lists of parts, and parked receipts.

namespace kaskad::gateway::api {

inline constexpr size_t RECEIPT_ROWS_MAX = 10'000;

std::unique_ptr<report_work> make_receipts_work(receipt_days asked);
std::unique_ptr<report_work> make_receipt_list_work(receipt_list_request asked);
std::unique_ptr<report_work> make_parked_work(parked_request asked);

}  // namespace kaskad::gateway::api
