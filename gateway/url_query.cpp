#include "gateway/url_query.hpp"

#include <fmt/core.h>

namespace kaskad::gateway {

std::string url_escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                              c == '.' || c == '_' || c == '~';
        result += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

void url_query::add(std::string_view name, std::string_view value) {
    if (!value.empty()) text_ += fmt::format("{}{}={}", text_.empty() ? '?' : '&', name, url_escaped(value));
}

}  // namespace kaskad::gateway
