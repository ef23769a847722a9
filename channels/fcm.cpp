#include "channels/answer_reading.hpp"
#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/form_body.hpp"
#include "channels/json_document.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"
#include "channels/signature.hpp"
#include "channels/signed_token.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

// Firebase Cloud Messaging, HTTP v1 (firebase.google.com/docs/reference/fcm/rest/v1). It reports nothing: that a push
// arrived or was opened, the app tells its own server, and that server tells us, signed (docs/providers.md).

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using core::reason;
using facts::attempt_state;
using facts::channel_outcome;

constexpr std::array SETTINGS{
    setting_form{
        .name = "project_id", .is_required = true, .meaning = "The Firebase project: project_id of its key file."},
    setting_form{
        .name = "client_email", .is_required = true, .meaning = "The service account: client_email of its key file."},
    setting_form{
        .name = "private_key",
        .is_required = true,
        .is_secret = true,
        .meaning = "The service account's RSA key in PEM: private_key of its key file, with lines or with \\n."},
    setting_form{.name = "ack_secret",
                 .is_secret = true,
                 .meaning = "With it the app's server signs what it acknowledges. Empty: acknowledgements are refused, "
                            "and a push is never known to be more than sent."},
    setting_form{.name = "token_url",
                 .usual = "https://oauth2.googleapis.com/token",
                 .meaning = "Where access tokens are given out."},
    setting_form{.name = "base_url", .usual = "https://fcm.googleapis.com", .meaning = "Where the interface is."},
};

// Sent twice it is shown once: the tag and the collapse id of an attempt are the same.
constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .proves_delivered = true,
    .proves_read = true,
    .refuses_at_once = true,
    .is_idempotent = true,
    .takes_text = true,
    .addressed_by = facts::address_kind::token,
    .ttl_min_s = 1,
    .ttl_max_s = 28 * 86'400,
    .provider_ttl_s = 28 * 86'400,
};

constexpr size_t PAYLOAD_MAX = 4'096;  // octets
constexpr int64_t TOKEN_LIFE_S = 3'600;

constexpr std::array CODES{
    code_meaning{"UNREGISTERED", channel_outcome::next, reason::not_on_channel},
    code_meaning{"NOT_FOUND", channel_outcome::next, reason::not_on_channel},
    code_meaning{"SENDER_ID_MISMATCH", channel_outcome::account, reason::link_misconfigured},
    code_meaning{"THIRD_PARTY_AUTH_ERROR", channel_outcome::account, reason::link_credentials},
    code_meaning{"UNAUTHENTICATED", channel_outcome::account, reason::link_credentials},
    code_meaning{"PERMISSION_DENIED", channel_outcome::account, reason::link_credentials},
    code_meaning{"INVALID_ARGUMENT", channel_outcome::config, reason::content_rejected},
    code_meaning{"QUOTA_EXCEEDED", channel_outcome::throttle, reason::link_throttled},
    code_meaning{"RESOURCE_EXHAUSTED", channel_outcome::throttle, reason::link_throttled},
    code_meaning{"UNAVAILABLE", channel_outcome::retry, reason::link_system_error},
    code_meaning{"INTERNAL", channel_outcome::retry, reason::link_system_error},
};

constexpr code_meaning BAD_TOKEN{"INVALID_ARGUMENT", channel_outcome::next, reason::not_on_channel};

json::object make_notification(const facts::channel_content& content) {
    json::object made;
    if (!content.title.empty()) made["title"] = content.title;
    made["body"] = content.text;
    return made;
}

json::object make_data(const facts::send_over_channel& wanted, std::string_view ack_url) {
    json::object data;
    data["attempt_id"] = to_text(wanted.part);
    if (!ack_url.empty()) data["ack_url"] = ack_url;
    if (!wanted.content.link_url.empty()) data["link_url"] = wanted.content.link_url;
    return data;
}

json::object make_android(const facts::send_over_channel& wanted) {
    json::object shown;
    shown["tag"] = to_text(wanted.part);
    json::object android;
    if (wanted.ttl_s != 0) android["ttl"] = fmt::format("{}s", wanted.ttl_s);
    android["priority"] = wanted.klass == core::message_class::marketing ? "NORMAL" : "HIGH";
    android["notification"] = std::move(shown);
    return android;
}

// apns-expiration would be a point of time, and whoever translates has no clock: on iPhones the ttl is Apple's.
json::object make_apns(const facts::send_over_channel& wanted) {
    json::object headers;
    headers["apns-priority"] = wanted.klass == core::message_class::marketing ? "5" : "10";
    headers["apns-collapse-id"] = to_text(wanted.part);
    json::object apns;
    apns["headers"] = std::move(headers);
    return apns;
}

// FCM says INVALID_ARGUMENT of the address as of anything else; which field it means stands in a detail or in its
// words.
bool is_about_token(const json::value& body) {
    if (const auto* details = list_at(body, "/error/details")) {
        for (const auto& detail : *details) {
            if (text_at(detail, "/fieldViolations/0/field") == "message.token") return true;
        }
    }
    return text_at(body, "/error/message").contains("registration token");
}

// The code of FCM where there is one, else Google's.
std::string code_in(const json::value& body) {
    if (const auto* details = list_at(body, "/error/details")) {
        for (const auto& detail : *details) {
            if (auto code = text_at(detail, "/errorCode"); !code.empty()) return code;
        }
    }
    return text_at(body, "/error/status");
}

std::expected<callback_reading, callback_fault> read_acknowledgement(const net::http_request& request,
                                                                     const account& to) {
    const auto body = parse_json(request.body);
    const auto part = body ? parse_attempt(text_at(*body, "/attempt")) : facts::part_ref{};
    if (!part.message)
        return std::unexpected(callback_fault{400, "`attempt` must be the push's attempt_id, as \"123.1\""});
    callback_sheet sheet{to, request.body};
    const auto event = text_at(*body, "/event");
    if (event == "delivered" || event == "read") {
        sheet.add_report(event == "read" ? attempt_state::read : attempt_state::delivered).part = part;
    } else {
        sheet.keep_unknown(event, {}, part);
    }
    return sheet.finish();
}

class fcm_adapter final : public adapter {
  public:
    std::string_view name() const override { return "fcm"; }
    core::channel channel() const override { return core::channel::push; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    // Who takes no acknowledgements never knows more than that it was sent.
    facts::channel_capability capability_of(std::span<const facts::channel_setting> written) const override {
        auto can = CAPABILITY;
        can.proves_delivered = can.proves_read =
            std::ranges::find(written, "ack_secret", &facts::channel_setting::name) != written.end();
        return can;
    }
    std::span<const setting_form> settings() const override { return SETTINGS; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        if (const auto fits = check_content(wanted.content, CAPABILITY); !fits) return std::unexpected(fits.error());
        if (const auto fits = check_ttl(wanted.ttl_s, CAPABILITY); !fits) return std::unexpected(fits.error());
        if (wanted.address.empty()) return std::unexpected("a push needs the app's token as its address");
        if (from.token.empty()) return std::unexpected("there is no access token: look at the account's private_key");
        const auto ack_url =
            setting(from, "ack_secret").empty() ? std::string_view{} : std::string_view{from.callback_url};
        json::object message;
        message["token"] = wanted.address;
        message["notification"] = make_notification(wanted.content);
        message["data"] = make_data(wanted, ack_url);
        const auto size = json::serialize(message["notification"]).size() + json::serialize(message["data"]).size();
        if (size > PAYLOAD_MAX)
            return std::unexpected(fmt::format("the push has {} octets; FCM takes {}", size, PAYLOAD_MAX));
        message["android"] = make_android(wanted);
        message["apns"] = make_apns(wanted);
        json::object body;
        body["message"] = std::move(message);
        const auto path = fmt::format("/v1/projects/{}/messages:send", percent_encode(setting(from, "project_id")));
        auto call = make_json_call(join_url(setting(from, "base_url"), path), body);
        add_bearer(call, from.token);
        return call;
    }

    reply_reading read_reply(const net::http_response& reply) const override {
        const auto body = parse_json(reply.body);
        if (!body) return read_status(reply, repetition::harmless, {});
        if (const auto id = text_at(*body, "/name"); reply.status == 200 && !id.empty()) {
            auto reading = make_acceptance(id);
            reading.is_sent = true;
            return reading;
        }
        const auto code = code_in(*body);
        const auto* meaning = code == BAD_TOKEN.code && is_about_token(*body) ? &BAD_TOKEN : find_meaning(CODES, code);
        return read_code(meaning, reply, repetition::harmless, {code, text_at(*body, "/error/message")});
    }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        const hex_claim claim{"sha256=", request.header("X-Kaskad-Signature").value_or("")};
        if (setting(to, "ack_secret").empty())
            return std::unexpected(callback_fault{401, "the account has no ack_secret: nothing can be acknowledged"});
        if (!is_signed(setting(to, "ack_secret"), {request.body}, claim))
            return std::unexpected(callback_fault{401, "X-Kaskad-Signature does not fit"});
        return read_acknowledgement(request, to);
    }

    // Nothing where the key cannot sign: then there is no token, and make_call says so.
    std::optional<net::http_call> make_token_call(const account& from, int64_t utc_ms) const override {
        const auto now_s = utc_ms / 1'000;
        json::object claims;
        claims["iss"] = setting(from, "client_email");
        claims["scope"] = "https://www.googleapis.com/auth/firebase.messaging";
        claims["aud"] = setting(from, "token_url");
        claims["iat"] = now_s;
        claims["exp"] = now_s + TOKEN_LIFE_S;
        const auto assertion = sign_token(claims, setting(from, "private_key"));
        if (!assertion) return std::nullopt;
        auto body = form_body{}
                        .add("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                        .add("assertion", *assertion)
                        .take();
        return make_form_call(std::string{setting(from, "token_url")}, std::move(body));
    }

    std::expected<token_reading, std::string> read_token(const net::http_response& reply) const override {
        const auto body = parse_json(reply.body);
        if (!body) return std::unexpected(fmt::format("HTTP {} without JSON", reply.status));
        auto token = text_at(*body, "/access_token");
        const auto life_s = whole_at(*body, "/expires_in").value_or(0);
        if (reply.status == 200 && !token.empty() && life_s > 0)
            return token_reading{std::move(token), std::min(life_s, TOKEN_LIFE_S) * 1'000};
        return std::unexpected(kept_words(fmt::format("HTTP {}: {} {}", reply.status, text_at(*body, "/error"),
                                                      text_at(*body, "/error_description"))));
    }
};

}  // namespace

const adapter& fcm() {
    static const fcm_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
