#include "config/hash.hpp"

#include "core/assert.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace kaskad::config {

namespace {

constexpr size_t SHA256_OCTETS = 32;
using hash = std::array<unsigned char, SHA256_OCTETS>;

std::string hex(const hash& octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char octet : octets) {
        text += digits[octet >> 4];
        text += digits[octet & 15];
    }
    return text;
}

}  // namespace

std::string sha256_hex(std::string_view octets) {
    hash result{};
    unsigned int size = 0;
    const int ok = EVP_Digest(octets.data(), octets.size(), result.data(), &size, EVP_sha256(), nullptr);
    ASSERT(ok == 1);
    ASSERT(size == SHA256_OCTETS);
    return hex(result);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view octets) {
    hash result{};
    unsigned int size = 0;
    const auto* mac = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                           reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), result.data(), &size);
    ASSERT(mac != nullptr);
    ASSERT(size == SHA256_OCTETS);
    return hex(result);
}

}  // namespace kaskad::config
