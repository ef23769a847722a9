#include "net/http_message.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <array>

namespace kaskad::net {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// RFC 9110 section 5.6.2, by octet.
constexpr auto TOKEN_CHARACTERS = [] {
    std::array<bool, 256> result{};
    for (const char c :
         std::string_view{"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!#$%&'*+-.^_`|~"})
        result[static_cast<uint8_t>(c)] = true;
    return result;
}();

// Anything but control characters; the tabulator may be there.
constexpr auto VALUE_CHARACTERS = [] {
    std::array<bool, 256> result{};
    for (size_t c = 0; c < result.size(); ++c)
        result[c] = c == '\t' || (c >= 0x20 && c != 0x7F);
    return result;
}();

bool are_all(std::string_view text, const std::array<bool, 256>& allowed) {
    return std::ranges::all_of(text, [&](char c) { return allowed[static_cast<uint8_t>(c)]; });
}

}  // namespace

bool is_same_name(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool is_field_value(std::string_view text) {
    return are_all(text, VALUE_CHARACTERS);
}

bool is_field_name(std::string_view text) {
    return !text.empty() && are_all(text, TOKEN_CHARACTERS);
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
