#include "channels/answer_reading.hpp"
#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/json_document.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"
#include "channels/signature.hpp"
#include "net/digest.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

// Telegram Gateway: codes by phone number (core.telegram.org/gateway/api). sendVerificationMessage looks by itself
// whether the person can be reached, and takes nothing when not; so checkSendAbility is not asked.

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using core::reason;
using facts::attempt_state;
using facts::channel_outcome;

constexpr std::array SETTINGS{
    setting_form{.name = "api_token",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "The token of the account, as gateway.telegram.org shows it; it also signs the reports."},
    setting_form{
        .name = "sender_username",
        .meaning = "A verified channel of yours, without @, from which codes come. Empty: from Telegram's own."},
    setting_form{.name = "base_url", .usual = "https://gatewayapi.telegram.org", .meaning = "Where the interface is."},
};

constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .proves_delivered = true,
    .proves_read = true,
    .refuses_at_once = true,
    .revokes = true,
    .needs_code = true,
    .ttl_min_s = 30,
    .ttl_max_s = 3'600,
};

constexpr size_t CODE_MIN = 4;
constexpr size_t CODE_MAX = 8;
constexpr size_t CALLBACK_URL_MAX = 256;  // octets

// ACCESS_TOKEN_INVALID is the one that the documentation names; the others are common knowledge.
constexpr std::array CODES{
    code_meaning{"ACCESS_TOKEN_INVALID", channel_outcome::account, reason::link_credentials},
    code_meaning{"ACCESS_TOKEN_REQUIRED", channel_outcome::account, reason::link_credentials},
    code_meaning{"BALANCE_NOT_ENOUGH", channel_outcome::account, reason::link_out_of_credit},
    code_meaning{"PHONE_NUMBER_INVALID", channel_outcome::next, reason::invalid_recipient},
    code_meaning{"PHONE_NUMBER_NOT_FOUND", channel_outcome::next, reason::not_on_channel},
    code_meaning{"PHONE_NUMBER_NOT_AVAILABLE", channel_outcome::next, reason::not_on_channel},
    code_meaning{"CODE_INVALID", channel_outcome::config, reason::content_rejected},
    code_meaning{"TTL_INVALID", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"PAYLOAD_INVALID", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"CALLBACK_URL_INVALID", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"SENDER_USERNAME_INVALID", channel_outcome::config, reason::invalid_sender},
    code_meaning{"SENDER_NOT_VERIFIED", channel_outcome::config, reason::sender_not_allowed},
};

// A word that is not known says that this message was not sent: the next channel gets it. That the person is not on
// Telegram is not said, so that is not remembered.
constexpr code_meaning UNKNOWN{{}, channel_outcome::next, reason::link_rejected};

// "FLOOD_WAIT_17"
std::optional<int64_t> flood_wait_ms(std::string_view code) {
    constexpr std::string_view PREFIX = "FLOOD_WAIT_";
    constexpr int64_t WAIT_MAX_S = 86'400;
    if (!code.starts_with(PREFIX)) return std::nullopt;
    const auto digits = code.substr(PREFIX.size());
    int64_t seconds = WAIT_MAX_S;
    std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    return std::clamp<int64_t>(seconds, 0, WAIT_MAX_S) * 1'000;
}

reply_reading read_error(const net::http_response& reply, const std::string& code) {
    if (const auto wait = flood_wait_ms(code))
        return make_refusal({{}, channel_outcome::throttle, reason::link_throttled, *wait}, {code});
    if (const auto* meaning = find_meaning(CODES, code)) return make_refusal(*meaning, {code});
    // The status says more than a word that is not known where it is about the account or the server.
    const bool is_of_message = reply.status == 200 || reply.status == 400 || reply.status == 404;
    return is_of_message ? make_refusal(UNKNOWN, {code}) : read_status(reply, repetition::sends_twice, {code});
}

std::optional<attempt_state> state_of(std::string_view status) {
    if (status == "sent") return attempt_state::sent;
    if (status == "delivered") return attempt_state::delivered;
    if (status == "read") return attempt_state::read;
    if (status == "expired") return attempt_state::expired;
    if (status == "revoked") return attempt_state::cancelled;
    return std::nullopt;
}

reason reason_of(attempt_state state) {
    if (state == attempt_state::expired) return reason::validity_expired;
    return state == attempt_state::cancelled ? reason::revoked : reason::none;
}

// What is not delivered within its ttl costs nothing, whether the report says so or leaves it out.
bool is_refunded(const json::value& body, attempt_state state) {
    return find(body, "/is_refunded") ? flag_at(body, "/is_refunded") : state == attempt_state::expired;
}

void read_report(const json::value& body, callback_sheet& sheet) {
    const auto status = text_at(body, "/delivery_status/status");
    const auto state = state_of(status);
    const auto part = parse_attempt(text_at(body, "/payload"));
    if (!state) return sheet.keep_unknown(status, text_at(body, "/request_id"), part);
    auto& report = sheet.add_report(*state);
    report.provider_id = kept_id(text_at(body, "/request_id"));
    report.part = part;
    report.reason = reason_of(*state);
    report.code = status;
    report.done_utc = utc_of_seconds(whole_at(body, "/delivery_status/updated_at"));
    report.recipient = digits_of(text_at(body, "/phone_number"));
    report.is_refunded = is_refunded(body, *state);
}

class telegram_gateway_adapter final : public adapter {
  public:
    std::string_view name() const override { return "telegram_gateway"; }
    core::channel channel() const override { return core::channel::telegram; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        const auto& code = wanted.content.code;
        if (const auto fits = check_content(wanted.content, CAPABILITY); !fits) return std::unexpected(fits.error());
        if (const auto fits = check_ttl(wanted.ttl_s, CAPABILITY); !fits) return std::unexpected(fits.error());
        if (!is_digits(code) || code.size() < CODE_MIN || code.size() > CODE_MAX)
            return std::unexpected(fmt::format("`code` must be {} to {} digits", CODE_MIN, CODE_MAX));
        if (from.callback_url.size() > CALLBACK_URL_MAX)
            return std::unexpected(fmt::format("the callbacks' address has over {} octets", CALLBACK_URL_MAX));
        const auto sender = wanted.sender.empty() ? setting(from, "sender_username") : std::string_view{wanted.sender};
        json::object body;
        body["phone_number"] = "+" + wanted.recipient;
        body["code"] = code;
        if (!sender.empty()) body["sender_username"] = sender;
        if (wanted.ttl_s != 0) body["ttl"] = wanted.ttl_s;
        if (!from.callback_url.empty()) body["callback_url"] = from.callback_url;
        body["payload"] = to_text(wanted.part);
        return make_method_call("/sendVerificationMessage", body, from);
    }

    reply_reading read_reply(const net::http_response& reply) const override {
        const auto body = parse_json(reply.body);
        if (!body) return read_status(reply, repetition::sends_twice, {});
        const auto error = text_at(*body, "/error");
        if (!flag_at(*body, "/ok") && !error.empty()) return read_error(reply, error);
        const auto id = text_at(*body, "/result/request_id");
        if (!flag_at(*body, "/ok") || id.empty()) return read_status(reply, repetition::sends_twice, {});
        auto reading = make_acceptance(id);
        reading.is_sent = text_at(*body, "/result/delivery_status/status") == "sent";
        return reading;
    }

    std::optional<net::http_call> make_revocation(const facts::revoke_over_channel& wanted,
                                                  const account& from) const override {
        if (wanted.provider_id.empty()) return std::nullopt;
        json::object body;
        body["request_id"] = wanted.provider_id;
        return make_method_call("/revokeVerificationMessage", body, from);
    }

    // True says that the wish was taken, not that it was fulfilled: that is reported.
    facts::revoke_answered read_revocation(const net::http_response& reply) const override {
        using facts::revocation;
        const auto body = parse_json(reply.body);
        if (!body) return {.result = revocation::failed};
        const auto status = text_at(*body, "/result/delivery_status/status");
        if (status == "revoked")
            return {.result = revocation::revoked, .is_refunded = flag_at(*body, "/result/is_refunded")};
        if (status == "delivered" || status == "read") return {.result = revocation::too_late};
        if (flag_at(*body, "/ok")) return {.result = revocation::asked};
        const auto error = text_at(*body, "/error");
        const bool is_late = error.contains("DELIVERED") || error.contains("READ");
        return {.result = is_late ? revocation::too_late : revocation::failed};
    }

    // A report comes up to ten times, each with its first time; one that is old is as true as before.
    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        const auto token = setting(to, "api_token");
        const auto key = net::sha256(token);
        const auto time = request.header("X-Request-Timestamp").value_or("");
        const hex_claim claim{{}, request.header("X-Request-Signature").value_or("")};
        if (token.empty() || !is_signed(net::as_octets(key), {time, "\n", request.body}, claim))
            return std::unexpected(callback_fault{401, "X-Request-Signature does not fit"});
        const auto body = parse_json(request.body);
        if (!body || !body->is_object()) return std::unexpected(callback_fault{400, "the body is no JSON object"});
        callback_sheet sheet{to, request.body};
        read_report(*body, sheet);
        return sheet.finish();
    }

  private:
    net::http_call make_method_call(std::string_view method, const json::object& body, const account& from) const {
        auto call = make_json_call(join_url(setting(from, "base_url"), method), body);
        add_bearer(call, setting(from, "api_token"));
        return call;
    }
};

}  // namespace

const adapter& telegram_gateway() {
    static const telegram_gateway_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
