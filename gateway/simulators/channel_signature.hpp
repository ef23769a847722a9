#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// How the messengers sign what they post: an HMAC in the form each of them likes. Pure.

namespace kaskad::gateway::simulators {

// "sha256=<hex>": X-Hub-Signature-256.
std::string sign_whatsapp(std::string_view app_secret, std::string_view body);
// Hex, with the SHA-256 of the token as key, over "timestamp\nbody": X-Request-Signature.
std::string sign_telegram_gateway(std::string_view token, std::string_view timestamp, std::string_view body);
// Base64 of HMAC-SHA1 over the address and the parameters in order of their names: X-Twilio-Signature.
std::string sign_twilio(std::string_view auth_token, std::string_view url,
                        std::vector<std::pair<std::string, std::string>> parameters);

// Hex of HMAC-SHA256.
std::string hex_hmac(std::string_view key, std::string_view octets);

// The same kind of text, and wrong: one character is another.
std::string forge(std::string signature);

}  // namespace kaskad::gateway::simulators
