#include "gateway/api/list_request.hpp"

#include "gateway/api/number_text.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::api {

std::expected<uint32_t, problem> parse_limit(const request_query& query, const list_limits& limits) {
    const auto* text = find_parameter(query, "limit");
    if (text == nullptr) return limits.standard;
    uint32_t value = 0;
    if (read_number(*text, value) && value >= 1 && value <= limits.max) return value;
    return refuse_parameter("invalid_field", "limit", fmt::format("must be from 1 to {}", limits.max));
}

std::expected<core::message_id, problem> parse_after(const request_query& query) {
    const auto* text = find_parameter(query, "after");
    if (text == nullptr) return core::message_id{};
    const auto after = core::parse_message_id(*text);
    if (!after) return refuse_parameter("invalid_field", "after", "must be the id of a message");
    return *after;
}

std::expected<list_request, problem> parse_list_request(std::string_view query, const list_limits& limits) {
    const auto parameters = parse_request_query(query, {"after", "limit"});
    if (!parameters) return std::unexpected(parameters.error());
    const auto after = parse_after(*parameters);
    if (!after) return std::unexpected(after.error());
    const auto limit = parse_limit(*parameters, limits);
    if (!limit) return std::unexpected(limit.error());
    return list_request{.after = *after, .limit = *limit};
}

}  // namespace kaskad::gateway::api
