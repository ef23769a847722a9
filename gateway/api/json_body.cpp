#include "gateway/api/json_body.hpp"

#include "gateway/api/message_request.hpp"

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

}  // namespace

text_position position_at(std::string_view body, size_t offset) {
    const auto before = body.substr(0, offset);
    const auto line_start = before.rfind('\n');
    return {before.size(), 1 + static_cast<size_t>(std::ranges::count(before, '\n')),
            before.size() - (line_start == before.npos ? 0 : line_start + 1) + 1};
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

std::expected<json::object, problem> parse_json_object(std::string_view body) {
    auto root = parse_json(body);
    if (!root) return std::unexpected(std::move(root.error()));
    if (!root->is_object()) return std::unexpected(make_problem("malformed_json", "The body must be a JSON object."));
    return std::move(root->get_object());
}

std::string_view kind_name(const json::value& value) {
    switch (value.kind()) {
        case json::kind::null:
            return "null";
        case json::kind::bool_:
            return "a boolean";
        case json::kind::int64:
        case json::kind::uint64:
        case json::kind::double_:
            return "a number";
        case json::kind::string:
            return "a string";
        case json::kind::array:
            return "an array";
        case json::kind::object:
            return "an object";
    }
    return "something else";
}

}  // namespace kaskad::gateway::api
