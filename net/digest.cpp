#include "net/digest.hpp"

#include "core/assert.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace kaskad::net {

namespace {

constexpr std::string_view HEX = "0123456789abcdef";

const uint8_t* as_bytes(std::string_view octets) {
    return reinterpret_cast<const uint8_t*>(octets.data());
}

std::optional<uint8_t> hex_value(char c) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const auto value = HEX.find(c);
    if (value == HEX.npos) return std::nullopt;
    return static_cast<uint8_t>(value);
}

}  // namespace

sha256_digest sha256(std::string_view octets) {
    sha256_digest result{};
    ASSERT(EVP_Digest(octets.data(), octets.size(), result.data(), nullptr, EVP_sha256(), nullptr) == 1);
    return result;
}

sha256_digest hmac_sha256(std::string_view key, std::string_view octets) {
    sha256_digest result{};
    unsigned size = 0;
    ASSERT(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(octets), octets.size(), result.data(),
                &size) != nullptr);
    ASSERT(size == result.size());
    return result;
}

std::string to_hex(std::string_view octets) {
    std::string out;
    out.reserve(octets.size() * 2);
    for (const char c : octets) {
        out += HEX[static_cast<uint8_t>(c) >> 4];
        out += HEX[static_cast<uint8_t>(c) & 15];
    }
    return out;
}

std::optional<sha256_digest> parse_sha256(std::string_view hex) {
    sha256_digest result{};
    if (hex.size() != result.size() * 2) return std::nullopt;
    for (size_t i = 0; i < result.size(); ++i) {
        const auto high = hex_value(hex[i * 2]);
        const auto low = hex_value(hex[i * 2 + 1]);
        if (!high || !low) return std::nullopt;
        result[i] = static_cast<uint8_t>(*high << 4 | *low);
    }
    return result;
}

}  // namespace kaskad::net
