#include "channels/answer_reading.hpp"
#include "channels/channel_text.hpp"
#include "channels/form_body.hpp"
#include "channels/json_document.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"
#include "channels/twilio_callback.hpp"
#include "channels/twiml.hpp"
#include "net/base64.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

// Calls over Twilio that say a text (twilio.com/docs/voice/api/call-resource). Only a pressed key proves that a person
// heard it.

namespace kaskad::channels {

namespace {

using core::reason;
using facts::channel_outcome;

constexpr std::array SETTINGS{
    setting_form{.name = "account_sid", .is_required = true, .meaning = "The account: AC and 32 hexadecimal digits."},
    setting_form{.name = "auth_token",
                 .is_required = true,
                 .is_secret = true,
                 .meaning = "The account's primary auth token: it opens the interface, and Twilio signs with it."},
    setting_form{.name = "from",
                 .is_required = true,
                 .meaning = "The number that calls, as +491512345678: bought from Twilio, or verified there."},
    setting_form{
        .name = "language", .usual = "en-US", .meaning = "In which the text is said, where the message does not say."},
    setting_form{.name = "voice", .meaning = "The voice that says it, by Twilio's name. Empty: Twilio chooses."},
    setting_form{
        .name = "ring_s", .usual = "30", .meaning = "It rings so many seconds, where the message does not say."},
    setting_form{.name = "human_s",
                 .usual = "3",
                 .meaning = "A call of so many seconds counts as taken by a person where Twilio cannot tell."},
    setting_form{.name = "machine_detection",
                 .usual = "Enable",
                 .meaning = "Whether Twilio, for money, tells people from machines: Enable, DetectMessageEnd, or off."},
    setting_form{.name = "base_url", .usual = "https://api.twilio.com", .meaning = "Where the interface is."},
};

constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .proves_delivered = true,
    .proves_read = true,
    .refuses_at_once = true,
    .revokes = true,
    .takes_text = true,
    .ttl_min_s = 5,
    .ttl_max_s = 600,
    .provider_ttl_s = 600,
    .text_max = 3'500,
};

constexpr size_t TWIML_MAX = 4'000;  // characters

// Common knowledge: the document that was read names none of them.
constexpr std::array CODES{
    code_meaning{"21211", channel_outcome::next, reason::invalid_recipient},
    code_meaning{"21214", channel_outcome::next, reason::undeliverable},
    code_meaning{"21215", channel_outcome::next, reason::network_not_covered},
    code_meaning{"21216", channel_outcome::next, reason::network_not_covered},
    code_meaning{"13227", channel_outcome::next, reason::network_not_covered},
    code_meaning{"21205", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"21210", channel_outcome::config, reason::sender_not_allowed},
    code_meaning{"21212", channel_outcome::config, reason::invalid_sender},
    code_meaning{"21213", channel_outcome::config, reason::invalid_sender},
    code_meaning{"21219", channel_outcome::config, reason::link_misconfigured},  // a trial calls verified numbers only
    code_meaning{"20429", channel_outcome::throttle, reason::link_throttled},
    code_meaning{"10004", channel_outcome::throttle, reason::link_throttled},  // too many calls at once
    code_meaning{"20003", channel_outcome::account, reason::link_credentials},
    code_meaning{"20005", channel_outcome::account, reason::link_disabled},
    code_meaning{"20404", channel_outcome::account, reason::link_misconfigured},
    code_meaning{"10001", channel_outcome::account, reason::link_disabled},
    code_meaning{"10002", channel_outcome::account, reason::link_disabled},
};

bool is_identifier(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return !text.empty() && std::ranges::all_of(text, fits);
}

class twilio_voice_adapter final : public adapter {
  public:
    std::string_view name() const override { return "twilio_voice"; }
    core::channel channel() const override { return core::channel::voice; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        if (const auto fits = check_content(wanted.content, CAPABILITY); !fits) return std::unexpected(fits.error());
        if (const auto fits = check_ttl(wanted.ttl_s, CAPABILITY); !fits) return std::unexpected(fits.error());
        if (!is_identifier(setting(from, "account_sid"))) return std::unexpected("the account's account_sid is none");
        const auto report_url = twilio_report_url(from, wanted.part);
        const auto twiml = make_speech(wanted, from, report_url);
        if (count_characters(twiml) > TWIML_MAX)
            return std::unexpected(
                fmt::format("the text is too long for a call: as TwiML it has over {} characters", TWIML_MAX));
        form_body form;
        form.add("To", "+" + wanted.recipient).add("From", caller(wanted, from)).add("Twiml", twiml);
        form.add("Timeout", wanted.ttl_s != 0 ? fmt::format("{}", wanted.ttl_s) : setting(from, "ring_s"));
        if (!report_url.empty()) {
            form.add("StatusCallback", report_url);
            for (const auto* event : {"initiated", "ringing", "answered", "completed"})
                form.add("StatusCallbackEvent", event);
        }
        const auto detection = setting(from, "machine_detection");
        if (detection != "off") form.add("MachineDetection", detection);
        return make_account_call(from, "/Calls.json", form.take());
    }

    reply_reading read_reply(const net::http_response& reply) const override {
        const auto body = parse_json(reply.body);
        if (!body) return read_status(reply, repetition::sends_twice, {});
        const auto id = text_at(*body, "/sid");
        if (reply.status >= 200 && reply.status <= 299 && !id.empty()) return make_acceptance(id);
        const auto code = text_at(*body, "/code");
        return read_code(find_meaning(CODES, code), reply, repetition::sends_twice, {code, text_at(*body, "/message")});
    }

    // Twilio ends a call so that is queued or rings.
    std::optional<net::http_call> make_revocation(const facts::revoke_over_channel& wanted,
                                                  const account& from) const override {
        if (!is_identifier(wanted.provider_id) || !is_identifier(setting(from, "account_sid"))) return std::nullopt;
        return make_account_call(from, fmt::format("/Calls/{}.json", wanted.provider_id),
                                 form_body{}.add("Status", "canceled").take());
    }

    facts::revoke_answered read_revocation(const net::http_response& reply) const override {
        using facts::revocation;
        const auto body = parse_json(reply.body);
        if (!body) return {.result = revocation::failed};
        const auto status = text_at(*body, "/status");
        if (status == "canceled") return {.result = revocation::revoked};
        const bool is_late = status == "in-progress" || status == "completed" || text_at(*body, "/code") == "21220";
        return {.result = is_late ? revocation::too_late : revocation::failed};
    }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        return read_twilio_callback(request, to, whole_setting(to, "human_s"));
    }

  private:
    // A name cannot call: then the account's own number does.
    std::string caller(const facts::send_over_channel& wanted, const account& from) const {
        return is_digits(wanted.sender) ? "+" + wanted.sender : std::string{setting(from, "from")};
    }

    std::string make_speech(const facts::send_over_channel& wanted, const account& from,
                            std::string_view report_url) const {
        const auto& content = wanted.content;
        return make_twiml({.text = content.text,
                           .language = content.language.empty() ? setting(from, "language") : content.language,
                           .voice = setting(from, "voice"),
                           .answer_url = report_url});
    }

    net::http_call make_account_call(const account& from, std::string_view path, std::string body) const {
        const auto sid = setting(from, "account_sid");
        const auto url = join_url(setting(from, "base_url"), fmt::format("/2010-04-01/Accounts/{}{}", sid, path));
        auto call = make_form_call(url, std::move(body));
        const auto pair = fmt::format("{}:{}", sid, setting(from, "auth_token"));
        call.fields.add("Authorization", "Basic " + net::to_base64(pair));
        return call;
    }
};

}  // namespace

const adapter& twilio_voice() {
    static const twilio_voice_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
