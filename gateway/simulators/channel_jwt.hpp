#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What a token service wants to see: a JSON web token signed with an account's RSA key (RFC 7515, RS256). Pure, but for
// the making of keys.

namespace kaskad::gateway::simulators {

// A new private key of 2048 bits, as PEM (PKCS #8).
std::string make_rsa_key();
// Whether the PEM holds a private RSA key.
bool is_rsa_key(std::string_view pem);

struct jwt_claims {
    std::string issuer;
    std::string audience;
    std::string scope;
    int64_t issued_s = 0;
    int64_t expires_s = 0;
};

// Nothing for what is no token, is not RS256, or was not signed with that key.
std::optional<jwt_claims> verify_jwt(std::string_view token, std::string_view private_key_pem);

// base64url without padding (RFC 7515 section 2).
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace kaskad::gateway::simulators
