#include "gateway/api/receipt_request.hpp"

#include "core/calendar.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/json_fields.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/timestamp.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace kaskad::gateway::api {

namespace {

using facts::message_state;

constexpr int64_t HOUR_MS = 3'600'000;

constexpr std::array ENDS = {message_state::delivered, message_state::read,      message_state::failed,
                             message_state::expired,   message_state::cancelled, message_state::rejected,
                             message_state::unknown};

std::expected<uint32_t, problem> read_day(const request_query& query, std::string_view name) {
    const auto* text = find_parameter(query, name);
    if (text == nullptr) return refuse_parameter("missing_field", name, "a day is needed, as 2026-11-01");
    const auto day = parse_day(*text);
    if (!day) return refuse_parameter("invalid_field", name, "is no day, as 2026-11-01");
    return *day;
}

// False: it is there and no number from 1 to `most`.
bool read_count(const request_query& query, std::string_view name, uint32_t most, uint32_t& into) {
    const auto* text = find_parameter(query, name);
    if (text == nullptr) return true;
    return read_number(*text, into) && into >= 1 && into <= most;
}

std::unexpected<problem> refuse_count(std::string_view name, uint32_t most) {
    return refuse_parameter("invalid_field", name, fmt::format("must be from 1 to {}", most));
}

void read_text(const request_query& query, std::string_view name, std::string& into) {
    if (const auto* text = find_parameter(query, name)) into = *text;
}

std::expected<receipt_days, problem> read_days(const request_query& query) {
    receipt_days made;
    const auto from = read_day(query, "from");
    if (!from) return std::unexpected(from.error());
    const auto to = read_day(query, "to");
    if (!to) return std::unexpected(to.error());
    if (*to <= *from) return refuse_parameter("invalid_field", "to", "must be behind from; it is not part of it");
    if (*to - *from > RECEIPT_DAYS_MAX)
        return refuse_parameter("invalid_field", "to", fmt::format("at most {} days behind from", RECEIPT_DAYS_MAX));
    made.from = *from;
    made.to = *to;
    read_text(query, "zone", made.zone);
    read_text(query, "link", made.link);
    if (!read_count(query, "back_days", BACK_DAYS_MAX, made.back_days)) return refuse_count("back_days", BACK_DAYS_MAX);
    if (!read_count(query, "late_after_hours", LATE_HOURS_MAX, made.late_hours))
        return refuse_count("late_after_hours", LATE_HOURS_MAX);
    return made;
}

std::string moment_fault(std::string_view text) {
    return parse_moment(text) ? "" : "is no day, as 2026-11-01, and no time of RFC 3339";
}

std::optional<message_state> parse_end(std::string_view text) {
    const auto found = std::ranges::find_if(ENDS, [&](message_state each) { return facts::to_string(each) == text; });
    return found == ENDS.end() ? std::nullopt : std::optional{*found};
}

std::string end_fault(std::string_view text) {
    if (parse_end(text)) return {};
    std::string known;
    for (const auto each : ENDS)
        known += (known.empty() ? "" : ", ") + std::string{facts::to_string(each)};
    return "'" + std::string{text} + "' is none of " + known;
}

std::string id_fault(std::string_view text) {
    return core::parse_message_id(text) ? "" : "must be the id of a message";
}

struct repeat_texts {
    std::string from;
    std::string to;
    std::string after;
    std::vector<std::string> states;
};

void take(const repeat_texts& given, repeat_request& into) {
    into.period = {parse_moment(given.from).value_or(0), parse_moment(given.to).value_or(0)};
    if (!given.after.empty()) into.after = core::parse_message_id(given.after).value_or(core::message_id{});
    for (const auto& each : given.states)
        if (const auto state = parse_end(each)) into.states.push_back(*state);
}

}  // namespace

std::expected<receipt_days, problem> parse_receipts_request(std::string_view query) {
    const auto given = parse_request_query(query, {"from", "to", "zone", "link", "back_days", "late_after_hours"});
    if (!given) return std::unexpected(given.error());
    return read_days(*given);
}

std::expected<receipt_list_request, problem> parse_receipt_list(std::string_view query, const list_limits& limits) {
    const auto given = parse_request_query(
        query, {"from", "to", "zone", "link", "back_days", "late_after_hours", "state", "after", "limit"});
    if (!given) return std::unexpected(given.error());
    auto days = read_days(*given);
    if (!days) return std::unexpected(days.error());
    const auto* state = find_parameter(*given, "state");
    if (state == nullptr) return refuse_parameter("missing_field", "state", fmt::format("one of {}", RECEIPT_FILTERS));
    const auto filter = parse_receipt_filter(*state);
    if (!filter) return refuse_parameter("invalid_field", "state", fmt::format("must be one of {}", RECEIPT_FILTERS));
    const auto after = parse_after(*given);
    if (!after) return std::unexpected(after.error());
    const auto limit = parse_limit(*given, limits);
    if (!limit) return std::unexpected(limit.error());
    return receipt_list_request{*std::move(days), *filter, *after, *limit};
}

std::expected<parked_request, problem> parse_parked_request(std::string_view query, const list_limits& limits) {
    const auto given = parse_request_query(query, {"link", "after", "limit"});
    if (!given) return std::unexpected(given.error());
    parked_request made;
    read_text(*given, "link", made.link);
    const auto* after = find_parameter(*given, "after");
    if (after != nullptr && !read_number(*after, made.after))
        return refuse_parameter("invalid_field", "after", "must be the id of a parked receipt");
    const auto limit = parse_limit(*given, limits);
    if (!limit) return std::unexpected(limit.error());
    made.limit = *limit;
    return made;
}

receipts_question question_of(const receipt_days& asked, local_days zone, core::link_id link) {
    return {.from_utc_ms = zone.begin_of(asked.from),
            .to_utc_ms = zone.begin_of(asked.to),
            .link = link,
            .days = zone,
            .late_ms = int64_t{asked.late_hours} * HOUR_MS};
}

report_period pages_for(const receipts_question& asked, uint32_t back_days) {
    return {asked.from_utc_ms - int64_t{back_days} * core::DAY_MS, asked.to_utc_ms};
}

std::expected<repeat_request, problem> read_repeat_request(std::string_view body) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    repeat_request made;
    repeat_texts given;
    in.require("client", "who is to be told");
    in.require("from", "a day or a time, as 2026-11-01");
    in.require("to", "a day or a time, as 2026-11-02; it is not part of it");
    in.read("client", made.client);
    in.read("from", given.from, moment_fault);
    in.read("to", given.to, moment_fault);
    in.read("states", given.states, end_fault);
    in.read("after", given.after, id_fault);
    in.read("limit", made.limit, 1, REPEATS_MAX);
    in.read("dry_run", made.is_dry_run);
    take(given, made);
    if (made.period.from_utc_ms != 0 && made.period.to_utc_ms <= made.period.from_utc_ms)
        in.refuse("invalid_field", "to", "must be behind from; it is not part of it");
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

std::expected<close_request, problem> read_close_request(std::string_view body, int64_t now_utc_ms) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    close_request made;
    std::string before;
    std::string after;
    in.require("link", "whose operator said nothing");
    in.require("before", "a day or a time, as 2026-11-01: what left before it");
    in.read("link", made.link);
    in.read("before", before, moment_fault);
    in.read("back_days", made.back_days, 1, BACK_DAYS_MAX);
    in.read("after", after, id_fault);
    in.read("limit", made.limit, 1, REPEATS_MAX);
    in.read("dry_run", made.is_dry_run);
    made.before_utc_ms = parse_moment(before).value_or(0);
    if (made.before_utc_ms > now_utc_ms) in.refuse("invalid_field", "before", "is to come yet");
    if (!after.empty()) made.after = core::parse_message_id(after).value_or(core::message_id{});
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return made;
}

}  // namespace kaskad::gateway::api
