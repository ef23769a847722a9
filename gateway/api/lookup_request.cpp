#include "gateway/api/lookup_request.hpp"

#include "gateway/api/json_body.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <utility>

namespace kaskad::gateway::api {

namespace {

std::unexpected<problem> refuse(std::string_view code, std::string field, std::string why) {
    return std::unexpected(make_field_fault(code, std::move(field), std::move(why)));
}

}  // namespace

std::expected<std::vector<std::string>, problem> parse_lookup_request(std::string_view body) {
    const auto root = parse_json(body);
    if (!root) return std::unexpected(root.error());
    const auto* fields = root->if_object();
    if (!fields) return std::unexpected(make_problem("malformed_json", "The body must be a JSON object."));
    for (const auto& [name, value] : *fields)
        if (name != "numbers") return refuse("unknown_field", std::string{name}, "there is no such field");
    const auto* numbers = fields->if_contains("numbers");
    if (!numbers) return refuse("missing_field", "numbers", "a list of numbers is needed");
    if (!numbers->is_array()) return refuse("wrong_type", "numbers", "must be a list of strings");
    const auto& items = numbers->get_array();
    if (items.empty() || items.size() > LOOKUPS_MAX) {
        return refuse("invalid_field", "numbers",
                      fmt::format("the list holds {} numbers; 1 to {} are taken at once", items.size(), LOOKUPS_MAX));
    }
    std::vector<std::string> result;
    for (const auto& item : items) {
        if (!item.is_string()) return refuse("wrong_type", "numbers", "must be a list of strings");
        result.emplace_back(item.get_string());
    }
    return result;
}

}  // namespace kaskad::gateway::api
