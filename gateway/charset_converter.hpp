#pragma once

#include <iconv.h>
#include <optional>
#include <string>
#include <string_view>

// Text of another charset in UTF-8, by the C library's iconv. One text after the other, on one thread.

namespace kaskad::gateway {

class charset_converter {
  public:
    explicit charset_converter(const char* from);
    ~charset_converter();
    charset_converter(charset_converter&& other) noexcept;

    // False: this system knows no such charset.
    bool is_there() const;

    // Nothing: an octet that is no character, or a system without this charset.
    std::optional<std::string> to_utf8(std::string_view octets);

  private:
    iconv_t converter_;
};

}  // namespace kaskad::gateway
