#pragma once

#include <string>
#include <string_view>

// Query and path of a call to the API, escaped (RFC 3986).

namespace kaskad::gateway {

std::string url_escaped(std::string_view text);

class url_query {
  public:
    // Nothing is said of an empty value.
    void add(std::string_view name, std::string_view value);
    // With its question mark, or empty.
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

}  // namespace kaskad::gateway
