#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// SHA-256 and its HMAC (RFC 2104), by OpenSSL.

namespace kaskad::net {

using sha256_digest = std::array<uint8_t, 32>;

sha256_digest sha256(std::string_view octets);
sha256_digest hmac_sha256(std::string_view key, std::string_view octets);

inline std::string_view as_octets(const sha256_digest& value) {
    return {reinterpret_cast<const char*>(value.data()), value.size()};
}

std::string to_hex(std::string_view octets);  // lower case
// 64 hexadecimal digits of either case.
std::optional<sha256_digest> parse_sha256(std::string_view hex);

}  // namespace kaskad::net
