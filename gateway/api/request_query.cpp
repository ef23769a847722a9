#include "gateway/api/request_query.hpp"

#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr size_t NAME_SHOWN_MAX = 64;

}  // namespace

std::unexpected<problem> refuse_parameter(std::string_view code, std::string_view name, std::string why) {
    auto result = make_problem(code, fmt::format("{}: {}.", name, why));
    result.errors.push_back({std::string{name}, std::move(why)});
    return std::unexpected(std::move(result));
}

std::expected<request_query, problem> parse_request_query(std::string_view query,
                                                          std::initializer_list<std::string_view> known) {
    const auto parameters = net::parse_query(query);
    if (!parameters) return std::unexpected(make_problem("malformed_request", "The query cannot be decoded."));
    request_query result;
    for (const auto& [name, value] : *parameters) {
        if (std::ranges::find(known, name) == known.end())
            return refuse_parameter("unknown_field", std::string_view{name}.substr(0, NAME_SHOWN_MAX),
                                    "is no parameter of this address");
        if (!result.emplace(name, value).second) return refuse_parameter("invalid_field", name, "is given twice");
    }
    return result;
}

const std::string* find_parameter(const request_query& query, std::string_view name) {
    const auto found = query.find(name);
    return found == query.end() ? nullptr : &found->second;
}

}  // namespace kaskad::gateway::api
