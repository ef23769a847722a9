#pragma once

#include "core/id.hpp"
#include "engine/facts/message.hpp"
#include "gateway/api/list_request.hpp"
#include "gateway/api/message_pages.hpp"
#include "gateway/api/receipt_outcome.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// What is asked of /v1/admin/receipts. Links, clients and zones are still names here: which there are is known only
// where the database is read. Pure.

namespace kaskad::gateway::api {

inline constexpr uint32_t RECEIPT_DAYS_MAX = 31;
// How long before it left a message may have been accepted: one that was scheduled for longer is not seen.
inline constexpr uint32_t BACK_DAYS = 8;
inline constexpr uint32_t BACK_DAYS_MAX = 400;
inline constexpr uint32_t LATE_HOURS = 24;
inline constexpr uint32_t LATE_HOURS_MAX = 720;

// Days of the zone, since 1970.
struct receipt_days {
    uint32_t from = 0;
    uint32_t to = 0;
    std::string zone = "UTC";
    std::string link;  // empty: all
    uint32_t back_days = BACK_DAYS;
    uint32_t late_hours = LATE_HOURS;
};

struct receipt_list_request {
    receipt_days days;
    receipt_filter filter;
    core::message_id after;
    uint32_t limit = 0;
};

struct parked_request {
    std::string link;  // empty: all
    uint64_t after = 0;
    uint32_t limit = 0;
};

std::expected<receipt_days, problem> parse_receipts_request(std::string_view query);
std::expected<receipt_list_request, problem> parse_receipt_list(std::string_view query, const list_limits& limits);
std::expected<parked_request, problem> parse_parked_request(std::string_view query, const list_limits& limits);

// When a part left that lies in these days, and when its message may have been accepted.
receipts_question question_of(const receipt_days& asked, local_days zone, core::link_id link);
report_period pages_for(const receipts_question& asked, uint32_t back_days);

inline constexpr uint32_t REPEATS_MAX = 500;
inline constexpr uint32_t REPEATS = 100;

// Which messages a client is told of once more: those that it handed in then and that ended so.
struct repeat_request {
    std::string client;
    report_period period;
    std::vector<facts::message_state> states;  // none named: all that are an end
    core::message_id after;
    uint32_t limit = REPEATS;
    bool is_dry_run = false;
};

std::expected<repeat_request, problem> read_repeat_request(std::string_view body);

inline constexpr uint32_t CLOSE_BACK_DAYS = 31;

// Which messages nobody waits for any longer: those that the link's operator has had since before then.
struct close_request {
    std::string link;
    int64_t before_utc_ms = 0;
    uint32_t back_days = CLOSE_BACK_DAYS;  // accepted so long before, at the most
    core::message_id after;
    uint32_t limit = REPEATS;
    bool is_dry_run = false;
};

std::expected<close_request, problem> read_close_request(std::string_view body, int64_t now_utc_ms);

}  // namespace kaskad::gateway::api
