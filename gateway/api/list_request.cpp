#include "gateway/api/list_request.hpp"

#include "net/url.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace kaskad::gateway::api {

namespace {

std::unexpected<problem> refuse(std::string_view code, const std::string& parameter, std::string why) {
    auto result = make_problem(code, fmt::format("{}: {}.", parameter, why));
    result.errors.push_back({parameter, std::move(why)});
    return std::unexpected(std::move(result));
}

std::optional<uint32_t> parse_limit(std::string_view text, uint32_t max) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > max) return std::nullopt;
    return value;
}

}  // namespace

std::expected<list_request, problem> parse_list_request(std::string_view query, const list_limits& limits) {
    const auto parameters = net::parse_query(query);
    if (!parameters) return std::unexpected(make_problem("malformed_request", "The query cannot be decoded."));
    list_request result{.after = {}, .limit = limits.standard};
    std::set<std::string_view> seen;
    for (const auto& [name, value] : *parameters) {
        if (!seen.insert(name).second) return refuse("invalid_field", name, "is given twice");
        if (name == "after") {
            const auto after = core::parse_message_id(value);
            if (!after) return refuse("invalid_field", name, "must be the id of a message");
            result.after = *after;
        } else if (name == "limit") {
            const auto limit = parse_limit(value, limits.max);
            if (!limit) return refuse("invalid_field", name, fmt::format("must be from 1 to {}", limits.max));
            result.limit = *limit;
        } else {
            return refuse("unknown_field", name.substr(0, 64), "is no parameter of this address");
        }
    }
    return result;
}

}  // namespace kaskad::gateway::api
