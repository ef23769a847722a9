#include "gateway/api/report_request.hpp"

#include "core/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

constexpr std::string_view GROUPS = "client, sub_client, sender, network, class, hour";

std::expected<int64_t, problem> parse_end(const request_query& query, std::string_view name) {
    const auto* text = find_parameter(query, name);
    if (text == nullptr) return refuse_parameter("missing_field", name, "a day or a time is needed, as 2026-11-01");
    const auto moment = parse_moment(*text);
    if (!moment) return refuse_parameter("invalid_field", name, "is no day, as 2026-11-01, and no time of RFC 3339");
    return *moment;
}

std::expected<report_period, problem> parse_period(const request_query& query) {
    const auto from = parse_end(query, "from");
    if (!from) return std::unexpected(from.error());
    const auto to = parse_end(query, "to");
    if (!to) return std::unexpected(to.error());
    if (*to <= *from) return refuse_parameter("invalid_field", "to", "must be behind from; it is not part of it");
    return report_period{*from, *to};
}

std::string parameter_or_empty(const request_query& query, std::string_view name) {
    const auto* text = find_parameter(query, name);
    return text == nullptr ? std::string{} : *text;
}

// "client,hour"; each at most once.
std::expected<std::vector<stats_group>, problem> parse_groups(const request_query& query) {
    std::vector<stats_group> groups;
    auto rest = parameter_or_empty(query, "group_by");
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        const auto group = parse_stats_group(rest.substr(0, comma));
        if (!group) return refuse_parameter("invalid_field", "group_by", fmt::format("may name {}", GROUPS));
        if (std::ranges::find(groups, *group) != groups.end())
            return refuse_parameter("invalid_field", "group_by", "names a group twice");
        groups.push_back(*group);
        rest = comma == std::string::npos ? std::string{} : rest.substr(comma + 1);
    }
    return groups;
}

}  // namespace

std::expected<stats_request, problem> parse_stats_request(std::string_view query) {
    const auto given = parse_request_query(query, {"from", "to", "group_by", "client", "sender", "network", "class"});
    if (!given) return std::unexpected(given.error());
    const auto period = parse_period(*given);
    if (!period) return std::unexpected(period.error());
    if (period->to_utc_ms - period->from_utc_ms > STATS_DAYS_MAX * core::DAY_MS)
        return refuse_parameter("invalid_field", "to", fmt::format("at most {} days behind from", STATS_DAYS_MAX));
    auto groups = parse_groups(*given);
    if (!groups) return std::unexpected(groups.error());
    stats_request made{.period = *period, .client = parameter_or_empty(*given, "client"), .question = {}};
    made.question.groups = std::move(*groups);
    if (const auto* sender = find_parameter(*given, "sender")) made.question.sender = *sender;
    made.question.network = parameter_or_empty(*given, "network");
    const auto* klass = find_parameter(*given, "class");
    if (klass == nullptr) return made;
    made.question.klass = core::parse_message_class(*klass);
    if (!made.question.klass) return refuse_parameter("invalid_class", "class", "is no class of messages");
    return made;
}

std::expected<usage_request, problem> parse_usage_request(std::string_view query, const list_limits& limits) {
    const auto given = parse_request_query(query, {"from", "to", "client", "after", "limit"});
    if (!given) return std::unexpected(given.error());
    const auto period = parse_period(*given);
    if (!period) return std::unexpected(period.error());
    const auto after = parse_after(*given);
    if (!after) return std::unexpected(after.error());
    const auto limit = parse_limit(*given, limits);
    if (!limit) return std::unexpected(limit.error());
    return usage_request{*period, parameter_or_empty(*given, "client"), *after, *limit};
}

}  // namespace kaskad::gateway::api
