#pragma once

#include <string>
#include <string_view>

// application/x-www-form-urlencoded, name by name: whatever a value holds, it ends where its field ends.

namespace kaskad::channels {

inline constexpr std::string_view FORM_TYPE = "application/x-www-form-urlencoded";

// All octets but letters, digits and "-._~" (RFC 3986 section 2.3).
std::string percent_encode(std::string_view text);

class form_body {
  public:
    form_body& add(std::string_view name, std::string_view value);
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

}  // namespace kaskad::channels
