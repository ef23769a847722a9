#pragma once

#include <string>
#include <string_view>

// SHA-256 in the two ways a configuration needs it, as 64 hexadecimal digits.

namespace kaskad::config {

std::string sha256_hex(std::string_view octets);

// RFC 2104. Tells whether two texts are equal without telling the text to whoever lacks the key.
std::string hmac_sha256_hex(std::string_view key, std::string_view octets);

}  // namespace kaskad::config
