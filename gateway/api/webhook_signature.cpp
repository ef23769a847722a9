#include "gateway/api/webhook_signature.hpp"

#include "net/base64.hpp"
#include "net/digest.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::api {

namespace {

constexpr size_t KEY_SIZE_MIN = 24;
constexpr size_t KEY_SIZE_MAX = 64;

}  // namespace

std::optional<std::string> parse_webhook_secret(std::string_view secret) {
    if (!secret.starts_with(WEBHOOK_SECRET_PREFIX)) return std::nullopt;
    auto key = net::from_base64(secret.substr(WEBHOOK_SECRET_PREFIX.size()));
    if (!key || key->size() < KEY_SIZE_MIN || key->size() > KEY_SIZE_MAX) return std::nullopt;
    return key;
}

std::string sign_webhook(net::hmac_sha256_signer& key, const webhook_stamp& stamp, std::string_view body) {
    const auto digest = key.sign({stamp.id, ".", fmt::format_int{stamp.utc_s}.c_str(), ".", body});
    return "v1," + net::to_base64(net::as_octets(digest));
}

void add_webhook_fields(net::http_fields& fields, net::hmac_sha256_signer& key, const webhook_stamp& stamp,
                        std::string_view body) {
    fields.add("webhook-id", stamp.id);
    fields.add("webhook-timestamp", fmt::format("{}", stamp.utc_s));
    fields.add("webhook-signature", sign_webhook(key, stamp, body));
}

}  // namespace kaskad::gateway::api
