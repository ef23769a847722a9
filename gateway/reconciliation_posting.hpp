#pragma once

#include "gateway/api_caller.hpp"
#include "gateway/command_complaint.hpp"
#include "gateway/reconciliation_order.hpp"

#include <filesystem>
#include <string>

// `kaskad reconcile --post`: what a run comes to is shown, asked about, and booked by the running gateway; the file is
// kept first. Blocks.

namespace kaskad::gateway {

struct posting_wish {
    gateway_address gateway;
    std::filesystem::path file;
    std::filesystem::path folder;  // where it is kept
    order_heading heading;
    bool yes = false;
};

checked<void> post_reconciliation(const reconciled& run, const reconciliation_request& asked, const posting_wish& wish);

}  // namespace kaskad::gateway
