#include "net/http_message.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::net {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// RFC 9110 section 5.6.2.
bool is_token_character(char c) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return word || std::string_view{"!#$%&'*+-.^_`|~"}.contains(c);
}

}  // namespace

bool is_same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool is_field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == '\t' || static_cast<unsigned char>(c) >= 0x20; }) &&
           !text.contains('\x7F');
}

bool is_field_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

http_fields::field http_fields::at(std::size_t index) const {
    ASSERT(index < places_.size());
    const auto& place = places_[index];
    const std::string_view text{text_};
    return {text.substr(place.begin, place.name_size), text.substr(place.begin + place.name_size, place.value_size)};
}

std::optional<std::string_view> http_fields::find(std::string_view name) const {
    for (std::size_t index = 0; index < size(); ++index) {
        const auto field = at(index);
        if (is_same_name(field.name, name)) return field.value;
    }
    return std::nullopt;
}

void http_fields::add(std::string_view name, std::string_view value) {
    places_.push_back(
        {static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(name.size()), static_cast<uint32_t>(value.size())});
    text_ += name;
    text_ += value;
}

std::string_view http_request::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{} : std::string_view{target}.substr(mark + 1);
}

}  // namespace kaskad::net
