#include "gateway/api/message_request.hpp"

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

constexpr size_t PARSER_OCTETS = 1024;
constexpr size_t VALUE_OCTETS = 4096;

text_position position_at(std::string_view body, size_t offset) {
    const auto before = body.substr(0, offset);
    const auto line_start = before.rfind('\n');
    return {before.size(), 1 + static_cast<size_t>(std::ranges::count(before, '\n')),
            before.size() - (line_start == before.npos ? 0 : line_start + 1) + 1};
}

std::string describe(const boost::system::error_code& ec) {
    if (ec == json::error::too_deep) return fmt::format("nested deeper than {} levels", JSON_DEPTH_MAX);
    if (ec == json::error::incomplete) return "the text ends too early";
    return ec.message();
}

problem make_syntax_problem(std::string_view body, size_t offset, const boost::system::error_code& ec) {
    const auto where = position_at(body, offset);
    auto result =
        make_problem("malformed_json", fmt::format("Line {}, column {}: {}.", where.line, where.column, describe(ec)));
    result.where = where;
    return result;
}

std::expected<json::value, problem> parse_json(std::string_view body, json::storage_ptr memory) {
    json::parse_options options;
    options.max_depth = JSON_DEPTH_MAX;
    std::array<unsigned char, PARSER_OCTETS> room;
    json::stream_parser parser{{}, options, room.data(), room.size()};
    parser.reset(std::move(memory));
    boost::system::error_code ec;
    size_t offset = parser.write_some(body.data(), body.size(), ec);
    if (!ec && offset < body.size()) ec = json::error::extra_data;
    if (!ec) parser.finish(ec);
    if (ec) return std::unexpected(make_syntax_problem(body, offset, ec));
    return parser.release();
}

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
