#include "gateway/simulators/channel_json.hpp"

namespace kaskad::gateway::simulators {

namespace {

const boost::json::value* find(const boost::json::value& from, const char* pointer) {
    boost::system::error_code failed;
    return from.find_pointer(pointer, failed);
}

}  // namespace

std::optional<boost::json::value> parse_object(std::string_view body) {
    boost::system::error_code failed;
    auto value = boost::json::parse(body, failed);
    if (failed || !value.is_object()) return std::nullopt;
    return value;
}

std::string text_at(const boost::json::value& from, const char* pointer) {
    const auto* found = find(from, pointer);
    if (found == nullptr) return {};
    if (const auto* text = found->if_string()) return std::string{*text};
    return found->is_number() ? boost::json::serialize(*found) : std::string{};
}

std::optional<int64_t> number_at(const boost::json::value& from, const char* pointer) {
    const auto* found = find(from, pointer);
    if (found == nullptr) return std::nullopt;
    boost::system::error_code failed;
    const auto number = found->to_number<int64_t>(failed);
    return failed ? std::nullopt : std::optional{number};
}

boost::json::value as_number(std::string_view text) {
    boost::system::error_code failed;
    auto value = boost::json::parse(text, failed);
    return failed || !value.is_number() ? boost::json::value{text} : value;
}

net::http_response json_answer(int status, const boost::json::value& body) {
    return {.status = status, .content_type = "application/json; charset=utf-8", .body = boost::json::serialize(body)};
}

}  // namespace kaskad::gateway::simulators
