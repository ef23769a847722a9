#include "gateway/exchange_text.hpp"

#include "gateway/charset_converter.hpp"
#include "smpp/unicode.hpp"

#include <utility>

namespace kaskad::gateway {

namespace {

struct declared_charset {
    const char* name;
    std::string_view head;
};
constexpr declared_charset CHARSETS[] = {{"CP1251", "Кодировка=Windows"}, {"CP866", "Кодировка=DOS"}};

}  // namespace

std::expected<std::string, std::string> exchange_text_to_utf8(std::string_view octets) {
    if (!smpp::find_invalid_utf8(octets)) return std::string{octets};
    for (const auto& [name, head] : CHARSETS) {
        auto text = charset_converter{name}.to_utf8(octets);
        if (text && text->contains(head)) return std::move(*text);
    }
    return std::unexpected(
        "is neither UTF-8 nor in the encoding that its head names (Кодировка=Windows or DOS): export it anew");
}

}  // namespace kaskad::gateway
