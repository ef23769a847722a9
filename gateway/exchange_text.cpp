#include "gateway/exchange_text.hpp"

#include "smpp/unicode.hpp"

#include <cstdint>
#include <iconv.h>
#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

// Of one octet no character of these needs more than three in UTF-8.
constexpr size_t UTF8_PER_OCTET = 3;

class charset_converter {
  public:
    explicit charset_converter(const char* from) : converter_{iconv_open("UTF-8", from)} {}
    ~charset_converter() {
        if (is_there()) iconv_close(converter_);
    }
    charset_converter(const charset_converter&) = delete;
    charset_converter& operator=(const charset_converter&) = delete;

    // Nothing: an octet that is no character, or a system without this charset.
    std::optional<std::string> to_utf8(std::string_view octets) {
        if (!is_there()) return std::nullopt;
        std::string text(octets.size() * UTF8_PER_OCTET, '\0');
        auto* in = const_cast<char*>(octets.data());  // iconv() reads it only
        auto* out = text.data();
        size_t in_left = octets.size();
        size_t out_left = text.size();
        if (iconv(converter_, &in, &in_left, &out, &out_left) == static_cast<size_t>(-1)) return std::nullopt;
        text.resize(text.size() - out_left);
        return text;
    }

  private:
    // iconv_open() fails with -1, which is no address.
    bool is_there() const { return reinterpret_cast<intptr_t>(converter_) != -1; }

    iconv_t converter_;
};

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
