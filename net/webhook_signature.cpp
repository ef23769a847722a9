#include "net/webhook_signature.hpp"

#include "net/base64.hpp"
#include "net/digest.hpp"
#include "net/secret.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

namespace kaskad::net {

namespace {

constexpr size_t KEY_SIZE_MIN = 24;
constexpr size_t KEY_SIZE_MAX = 64;

std::optional<int64_t> parse_seconds(std::string_view text) {
    int64_t value = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (trouble != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// "v1,... v1,..."
bool has_signature(std::string_view list, std::string_view wanted) {
    bool found = false;
    while (!list.empty()) {
        const auto space = list.find(' ');
        found = is_same_secret(list.substr(0, space), wanted) || found;
        list = space == std::string_view::npos ? std::string_view{} : list.substr(space + 1);
    }
    return found;
}

}  // namespace

std::optional<std::string> parse_webhook_secret(std::string_view secret) {
    if (!secret.starts_with(WEBHOOK_SECRET_PREFIX)) return std::nullopt;
    auto key = from_base64(secret.substr(WEBHOOK_SECRET_PREFIX.size()));
    if (!key || key->size() < KEY_SIZE_MIN || key->size() > KEY_SIZE_MAX) return std::nullopt;
    return key;
}

std::string sign_webhook(hmac_sha256_signer& key, const webhook_stamp& stamp, std::string_view body) {
    const auto digest = key.sign({stamp.id, ".", fmt::format_int{stamp.utc_s}.c_str(), ".", body});
    return "v1," + to_base64(as_octets(digest));
}

void add_webhook_fields(http_fields& fields, hmac_sha256_signer& key, const webhook_stamp& stamp,
                        std::string_view body) {
    fields.add("webhook-id", stamp.id);
    fields.add("webhook-timestamp", fmt::format("{}", stamp.utc_s));
    fields.add("webhook-signature", sign_webhook(key, stamp, body));
}

webhook_verdict verify_webhook(const http_fields& fields, hmac_sha256_signer& key, std::string_view body,
                               int64_t utc_s) {
    const auto id = fields.find("webhook-id");
    const auto time = fields.find("webhook-timestamp");
    const auto signatures = fields.find("webhook-signature");
    if (!id || id->empty() || !time || !signatures) return webhook_verdict::missing;
    const auto stamped = parse_seconds(*time);
    if (!stamped) return webhook_verdict::missing;
    if (std::abs(*stamped - utc_s) > WEBHOOK_TOLERANCE_S) return webhook_verdict::stale;
    const auto wanted = sign_webhook(key, {std::string{*id}, *stamped}, body);
    return has_signature(*signatures, wanted) ? webhook_verdict::good : webhook_verdict::wrong;
}

}  // namespace kaskad::net
