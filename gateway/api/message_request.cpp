#include "gateway/api/message_request.hpp"

#include "gateway/api/json_body.hpp"
#include "gateway/api/message_fields.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace kaskad::gateway::api {

namespace {

namespace json = boost::json;

constexpr size_t VALUE_OCTETS = 4096;

problem make_count_problem(size_t count) {
    return make_problem("invalid_item_count",
                        fmt::format("The array holds {} messages; 1 to {} are taken at once.", count, ITEMS_MAX));
}

problem make_root_problem(std::string_view body) {
    const size_t offset = std::min(body.find_first_not_of(" \t\r\n"), body.size());
    auto result = make_problem("malformed_json", "The body must be a JSON object or an array of objects.");
    result.where = position_at(body, offset);
    return result;
}

}  // namespace

std::expected<message_request, problem> parse_message_request(std::string_view body) {
    // One message is parsed without an allocation; the value's memory goes as a whole.
    std::array<unsigned char, VALUE_OCTETS> room;
    json::monotonic_resource memory{room.data(), room.size()};
    const auto root = parse_json(body, &memory);
    if (!root) return std::unexpected(root.error());
    message_request request;
    if (root->is_object()) {
        request.items.push_back(parse_message_fields(*root));
        return request;
    }
    if (!root->is_array()) return std::unexpected(make_root_problem(body));
    const auto& items = root->get_array();
    if (items.empty() || items.size() > ITEMS_MAX) return std::unexpected(make_count_problem(items.size()));
    request.is_array = true;
    for (const auto& item : items)
        request.items.push_back(parse_message_fields(item));
    return request;
}

}  // namespace kaskad::gateway::api
