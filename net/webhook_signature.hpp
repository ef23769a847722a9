#pragma once

#include "net/digest.hpp"
#include "net/http_message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Standard Webhooks 1.0: how a receiver knows that a callback is ours and of now, and how we know the same of what
// phones tell us. Pure.

namespace kaskad::net {

inline constexpr std::string_view WEBHOOK_SECRET_PREFIX = "whsec_";

// "whsec_<base64>" to the key's octets; the specification asks for 24 to 64 of them.
std::optional<std::string> parse_webhook_secret(std::string_view secret);

struct webhook_stamp {
    std::string id;  // the same on every repeat
    int64_t utc_s = 0;
};

// "v1,<base64 of HMAC-SHA256 over id.timestamp.body>"
std::string sign_webhook(hmac_sha256_signer& key, const webhook_stamp& stamp, std::string_view body);

// webhook-id, webhook-timestamp, webhook-signature.
void add_webhook_fields(http_fields& fields, hmac_sha256_signer& key, const webhook_stamp& stamp,
                        std::string_view body);

// A request's clock may be so far from ours.
inline constexpr int64_t WEBHOOK_TOLERANCE_S = 300;

// In order of precedence.
enum class webhook_verdict : uint8_t { good = 0, missing = 1, stale = 2, wrong = 3 };

// Of the three fields and the body as received. Any of several signatures may be the good one; how far a wrong one is
// right does not show in the time it takes.
webhook_verdict verify_webhook(const http_fields& fields, hmac_sha256_signer& key, std::string_view body,
                               int64_t utc_s);

}  // namespace kaskad::net
