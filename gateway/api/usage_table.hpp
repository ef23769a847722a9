#pragma once

#include "gateway/api/client_directory.hpp"
#include "gateway/api/message_view.hpp"
#include "store/report_reader.hpp"

#include <string>

// Messages as lines of CSV: one a message, with what its viewer pays for it. Links, suppliers' ids and what they cost
// stand only where an operator asks; who is above the viewer stands nowhere. Pure.

namespace kaskad::gateway::api {

struct usage_view {
    core::client_id viewer;    // 0: everything, at what comes to us
    core::client_id payer;     // only what this one pays for as well; 0 = whoever
    bool is_operator = false;  // with the columns that are the operator's business
    const client_directory& clients;
    const link_names& links;
};

// UTF-8; header=present is RFC 4180's.
inline constexpr std::string_view CSV_TYPE = "text/csv; charset=utf-8; header=present";

void append_usage_header(std::string& out, bool is_operator);

// False, and nothing appended: the message is not in this view. An operator's line needs the postings.
bool append_usage_line(std::string& out, const store::told_message& told, const usage_view& view);

}  // namespace kaskad::gateway::api
