#include "gateway/charset_converter.hpp"

#include <cstdint>
#include <utility>

namespace kaskad::gateway {

namespace {

// Of one octet no character of the charsets that are in use needs more in UTF-8.
constexpr size_t UTF8_PER_OCTET = 4;

// iconv_open() fails with -1, which is no address.
iconv_t no_converter() {
    return reinterpret_cast<iconv_t>(intptr_t{-1});
}

}  // namespace

charset_converter::charset_converter(const char* from) : converter_{iconv_open("UTF-8", from)} {}

charset_converter::~charset_converter() {
    if (is_there()) iconv_close(converter_);
}

charset_converter::charset_converter(charset_converter&& other) noexcept
    : converter_{std::exchange(other.converter_, no_converter())} {}

bool charset_converter::is_there() const {
    return converter_ != no_converter();
}

std::optional<std::string> charset_converter::to_utf8(std::string_view octets) {
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

}  // namespace kaskad::gateway
