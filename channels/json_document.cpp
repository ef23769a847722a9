#include "channels/json_document.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace kaskad::channels {

namespace json = boost::json;

namespace {

json::string_view as_view(std::string_view text) {
    return {text.data(), text.size()};
}

std::optional<int64_t> parse_whole(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<json::value> parse_json(std::string_view body) {
    boost::system::error_code ec;
    auto value = json::parse(as_view(body), ec);
    if (ec) return std::nullopt;
    return value;
}

const json::value* find(const json::value& in, std::string_view pointer) {
    boost::system::error_code ec;
    return in.find_pointer(as_view(pointer), ec);
}

const json::array* list_at(const json::value& in, std::string_view pointer) {
    const auto* found = find(in, pointer);
    return found ? found->if_array() : nullptr;
}

std::string text_at(const json::value& in, std::string_view pointer) {
    const auto* found = find(in, pointer);
    if (!found) return {};
    if (const auto* text = found->if_string()) return std::string{text->data(), text->size()};
    if (const auto* number = found->if_int64()) return std::to_string(*number);
    if (const auto* number = found->if_uint64()) return std::to_string(*number);
    return {};
}

std::optional<int64_t> whole_at(const json::value& in, std::string_view pointer) {
    return parse_whole(text_at(in, pointer));
}

bool flag_at(const json::value& in, std::string_view pointer) {
    const auto* found = find(in, pointer);
    return found && found->is_bool() && found->get_bool();
}

}  // namespace kaskad::channels
