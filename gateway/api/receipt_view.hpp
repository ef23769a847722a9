#pragma once

#include "gateway/api/client_directory.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/message_view.hpp"
#include "gateway/api/receipt_tally.hpp"

#include <string>

// Receipts as JSON for staff: sums by link and day, parts one by one, and parked receipts. Pure.

namespace kaskad::gateway::api {

struct receipts_heading {
    uint32_t from_day = 0;  // since 1970
    uint32_t to_day = 0;
    std::string zone;
    int64_t as_of_utc_ms = 0;
};

// One that is in the database no more is "link 7".
std::string name_of_link(const link_names& links, core::link_id id);

// {"from", "to", "zone", "as_of", "late_after_hours", "rows": [...], "total": {...}}
std::string render_receipts(const receipt_tally& tally, const receipts_heading& heading, const link_names& links);

struct receipt_names {
    const link_names& links;
    const client_directory& clients;
};

// An element of a list.
void write_seen_part(json_writer& out, const seen_part& seen, const receipt_names& names);
void write_parked(json_writer& out, const facts::parked_receipt& parked, const link_names& links);

}  // namespace kaskad::gateway::api
