#pragma once

#include <optional>
#include <string>
#include <string_view>

// Base64 with the standard alphabet and padding (RFC 4648 section 4). Octets live in strings.

namespace kaskad::net {

std::string to_base64(std::string_view octets);

// Nothing for other characters, wrong padding, line breaks, or bits behind the end that are not 0.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace kaskad::net
