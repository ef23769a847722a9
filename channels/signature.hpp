#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

// How providers sign, by OpenSSL. What they claim is compared in a time that tells nothing but its length, and no
// signature fits an empty key: whoever forgot to write a secret must not take forgeries.

namespace kaskad::channels {

// HMAC-SHA-256 of the parts, one behind the other, in hexadecimal behind `prefix`.
struct hex_claim {
    std::string_view prefix{};
    std::string_view text;
};
bool is_signed(std::string_view key, std::initializer_list<std::string_view> parts, const hex_claim& claim);

// The same with SHA-1, in base64. SHA-1 is Twilio's choice; as an HMAC it still holds.
bool is_signed_sha1(std::string_view key, std::string_view text, std::string_view claim);

}  // namespace kaskad::channels
