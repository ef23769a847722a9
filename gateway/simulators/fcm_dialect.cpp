#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/channel_jwt.hpp"
#include "gateway/simulators/channel_signature.hpp"
#include "net/secret.hpp"
#include "net/url.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

// Firebase Cloud Messaging v1 and its token service (channels.md 3.8). Google tells nothing of delivery: the callbacks
// are those of the shop's app.

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr std::array KEYS{
    key_form{"project_id", key_source::given, "kaskad-sim"},
    key_form{"client_email", key_source::given, "kaskad@kaskad-sim.iam.gserviceaccount.com"},
    key_form{"private_key", key_source::rsa},
    key_form{"ack_secret", key_source::secret},
};
constexpr std::string_view TOKEN_PATH = "/token";
constexpr std::string_view GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr std::string_view SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
constexpr std::string_view TOKEN_PREFIX = "ya29.";
constexpr int64_t TOKEN_VALID_S = 3600;
constexpr int64_t CLOCK_SKEW_S = 300;
constexpr size_t PAYLOAD_MAX = 4096;

net::http_response refuse(int code, std::string_view status, std::string_view message, std::string_view fcm_code) {
    json::array details;
    if (!fcm_code.empty())
        details.push_back({{"@type", "type.googleapis.com/google.firebase.fcm.v1.FcmError"}, {"errorCode", fcm_code}});
    auto answer = json_answer(
        code, {{"error", {{"code", code}, {"message", message}, {"status", status}, {"details", details}}}});
    if (code == 429 || code == 503) answer.fields.add("Retry-After", "1");
    return answer;
}

net::http_response refuse_verdict(channel_verdict verdict) {
    switch (verdict) {
        case channel_verdict::throttled:
            return refuse(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", "QUOTA_EXCEEDED");
        case channel_verdict::suspended:
            return refuse(403, "PERMISSION_DENIED", "SenderId mismatch", "SENDER_ID_MISMATCH");
        case channel_verdict::broken:
            return refuse(503, "UNAVAILABLE", "The service is currently unavailable.", "UNAVAILABLE");
        case channel_verdict::template_refused:
            return refuse(400, "INVALID_ARGUMENT", "Invalid value at 'message'", "INVALID_ARGUMENT");
        default:
            return refuse(404, "NOT_FOUND", "Requested entity was not found.", "UNREGISTERED");
    }
}

net::http_response refuse_grant(std::string_view description) {
    return json_answer(400, {{"error", "invalid_grant"}, {"error_description", description}});
}

// An access token says until when it is good, and that it is ours.
std::string make_token(const channel_keys& keys, int64_t expires_s) {
    const auto expiry = std::to_string(expires_s);
    return fmt::format("{}{}.{}", TOKEN_PREFIX, expiry, hex_hmac(key_of(keys, "private_key"), expiry));
}

bool is_token(std::string_view token, const channel_keys& keys, int64_t now_s) {
    if (!token.starts_with(TOKEN_PREFIX)) return false;
    const auto expiry = token.substr(TOKEN_PREFIX.size(), token.rfind('.') - TOKEN_PREFIX.size());
    int64_t expires_s = 0;
    std::from_chars(expiry.data(), expiry.data() + expiry.size(), expires_s);
    return net::is_same_secret(token, make_token(keys, expires_s)) && now_s < expires_s;
}

channel_order answer_token(const net::http_request& request, const channel_keys& keys, int64_t now_s) {
    const auto fields = fields_of(request);
    if (!fields || key_of(*fields, "grant_type") != GRANT)
        return {.answer = json_answer(400, {{"error", "unsupported_grant_type"}})};
    const auto claims = verify_jwt(key_of(*fields, "assertion"), key_of(keys, "private_key"));
    if (!claims) return {.answer = refuse_grant("Invalid JWT Signature.")};
    if (claims->issuer != key_of(keys, "client_email")) return {.answer = refuse_grant("Invalid issuer.")};
    const bool is_now = claims->issued_s <= now_s + CLOCK_SKEW_S && claims->expires_s > now_s &&
                        claims->expires_s <= claims->issued_s + TOKEN_VALID_S;
    if (!is_now)
        return {.answer = refuse_grant("Invalid JWT: Token must be a short-lived token (60 minutes) and in a "
                                       "reasonable timeframe.")};
    if (!claims->audience.ends_with(TOKEN_PATH) || !claims->scope.contains(SCOPE))
        return {.answer = refuse_grant("Invalid JWT: audience or scope.")};
    return {.answer = json_answer(200, {{"access_token", make_token(keys, now_s + TOKEN_VALID_S)},
                                        {"expires_in", TOKEN_VALID_S - 1},
                                        {"token_type", "Bearer"}})};
}

std::string_view bearer_of(const net::http_request& request) {
    constexpr std::string_view SCHEME = "Bearer ";
    const auto given = request.header("Authorization").value_or("");
    return given.starts_with(SCHEME) ? given.substr(SCHEME.size()) : std::string_view{};
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::fcm; }
    std::span<const key_form> keys() const override { return KEYS; }

    bool is_addressed(std::string_view path) const override {
        return path == TOKEN_PATH || (path.starts_with("/v1/projects/") && path.ends_with("/messages:send"));
    }

    channel_order read(const net::http_request& request, const channel_keys& keys,
                       const channel_time& now) const override {
        if (request.method != "POST") return {.answer = refuse_method()};
        const auto now_s = now.real_utc_ms / 1000;
        if (request.path() == TOKEN_PATH) return answer_token(request, keys, now_s);
        if (!is_token(bearer_of(request), keys, now_s))
            return {.answer = refuse(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.", "")};
        if (segments_of(request.path())[2] != key_of(keys, "project_id"))
            return {.answer = refuse(403, "PERMISSION_DENIED", "Permission denied on resource project.", "")};
        return read_send(request.body);
    }

    std::string make_id(uint64_t number, const channel_send&, const channel_keys& keys) const override {
        return fmt::format("projects/{}/messages/0:{}%31bd1c9631bd1c96", key_of(keys, "project_id"), number);
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys&) const override {
        if (verdict != channel_verdict::accepted) return refuse_verdict(verdict);
        return json_answer(200, {{"name", message.id}});
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        const auto event = step.event == channel_event::unknown ? "teleported" : to_string(step.event);
        auto call = make_post(to.url, json::serialize(json::value{{"attempt", message.send.echo}, {"event", event}}));
        auto signature = hex_hmac(key_of(to.keys, "ack_secret"), call.body);
        call.fields.add("X-Kaskad-Signature", "sha256=" + (step.is_forged ? forge(std::move(signature)) : signature));
        return call;
    }

  private:
    static channel_order read_send(const std::string& octets) {
        const auto body = parse_object(octets);
        channel_order order{.wants = channel_order::kind::send};
        if (body) order.send.address = text_at(*body, "/message/token");
        if (order.send.address.empty())
            return {.answer =
                        refuse(400, "INVALID_ARGUMENT", "Recipient of the message is not set.", "INVALID_ARGUMENT")};
        if (octets.size() > PAYLOAD_MAX * 2)
            return {.answer = refuse(400, "INVALID_ARGUMENT", "Message is too big", "INVALID_ARGUMENT")};
        order.send.text = text_at(*body, "/message/notification/body");
        order.send.echo = text_at(*body, "/message/data/attempt_id");
        order.send.callback_url = text_at(*body, "/message/data/ack_url");
        return order;
    }
};

}  // namespace

const channel_dialect& fcm_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
