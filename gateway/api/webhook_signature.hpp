#pragma once

#include "net/digest.hpp"
#include "net/http_message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Standard Webhooks 1.0: how a receiver knows that a callback is ours and of now. Pure.

namespace kaskad::gateway::api {

inline constexpr std::string_view WEBHOOK_SECRET_PREFIX = "whsec_";

// "whsec_<base64>" to the key's octets; the specification asks for 24 to 64 of them.
std::optional<std::string> parse_webhook_secret(std::string_view secret);

struct webhook_stamp {
    std::string id;  // the same on every repeat
    int64_t utc_s = 0;
};

// "v1,<base64 of HMAC-SHA256 over id.timestamp.body>"
std::string sign_webhook(net::hmac_sha256_signer& key, const webhook_stamp& stamp, std::string_view body);

// webhook-id, webhook-timestamp, webhook-signature.
void add_webhook_fields(net::http_fields& fields, net::hmac_sha256_signer& key, const webhook_stamp& stamp,
                        std::string_view body);

}  // namespace kaskad::gateway::api
