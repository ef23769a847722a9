#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// SHA-256 and its HMAC (RFC 2104), by OpenSSL.

namespace kaskad::net {

using sha256_digest = std::array<uint8_t, 32>;

sha256_digest sha256(std::string_view octets);

// HMAC-SHA-256 with the key's own work done once, for a key that signs much. One thread at a time.
class hmac_sha256_signer {
  public:
    explicit hmac_sha256_signer(std::string_view key);
    ~hmac_sha256_signer();
    hmac_sha256_signer(hmac_sha256_signer&&) noexcept;
    hmac_sha256_signer& operator=(hmac_sha256_signer&&) noexcept;

    // Of the parts, one behind the other.
    sha256_digest sign(std::initializer_list<std::string_view> parts);

  private:
    struct states;
    std::unique_ptr<states> states_;
};

inline std::string_view as_octets(const sha256_digest& value) {
    return {reinterpret_cast<const char*>(value.data()), value.size()};
}

std::string to_hex(std::string_view octets);  // lower case
// Of either case; empty for what is not hexadecimal.
std::optional<std::string> from_hex(std::string_view hex);
// 64 hexadecimal digits of either case.
std::optional<sha256_digest> parse_sha256(std::string_view hex);

}  // namespace kaskad::net
