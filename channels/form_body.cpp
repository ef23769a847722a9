#include "channels/form_body.hpp"

#include <fmt/format.h>

namespace kaskad::channels {

namespace {

bool is_unreserved(char c) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return is_word || std::string_view{"-._~"}.contains(c);
}

}  // namespace

std::string percent_encode(std::string_view text) {
    std::string result;
    result.reserve(text.size() * 3);
    for (const char c : text) {
        if (is_unreserved(c)) {
            result += c;
        } else {
            fmt::format_to(std::back_inserter(result), "%{:02X}", static_cast<uint8_t>(c));
        }
    }
    return result;
}

form_body& form_body::add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += percent_encode(name) + "=" + percent_encode(value);
    return *this;
}

}  // namespace kaskad::channels
