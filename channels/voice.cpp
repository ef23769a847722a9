#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/json_document.hpp"
#include "channels/own_contract.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

// Calls over any provider that speaks the plain contract of docs/providers.md, or for whom somebody puts a small
// translator in between. Callbacks have the shape of AlphaSMS (docs.alphasms.net/api/auto_voice_call), which nobody
// signs.

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using core::reason;
using facts::attempt_state;

constexpr std::array SETTINGS{
    setting_form{.name = "url", .is_required = true, .meaning = "Where calls are posted."},
    setting_form{.name = "token", .is_secret = true, .meaning = "Sent as Authorization: Bearer. Empty: nothing is."},
    setting_form{.name = "from", .meaning = "The number that calls, in digits. Empty: the provider chooses."},
    setting_form{
        .name = "language", .usual = "en-US", .meaning = "In which the text is said, where the message does not say."},
    setting_form{
        .name = "ring_s", .usual = "30", .meaning = "It rings so many seconds, where the message does not say."},
    setting_form{.name = "human_s",
                 .usual = "3",
                 .meaning = "An answered call that is known to be shorter than so many seconds was heard by nobody."},
};

constexpr facts::channel_capability CAPABILITY{
    .proves_sent = true,
    .proves_delivered = true,
    .proves_read = true,
    .refuses_at_once = true,
    .is_idempotent = true,
    .takes_text = true,
    .ttl_min_s = 5,
    .ttl_max_s = 600,
    .provider_ttl_s = 600,
    .text_max = 3'500,
};

struct call_state {
    std::string_view word;
    attempt_state state;
    core::reason reason;
};

constexpr std::array STATES{
    call_state{"RINGING", attempt_state::sent, reason::none},
    call_state{"ANSWERED", attempt_state::delivered, reason::none},
    call_state{"HEARD", attempt_state::read, reason::none},
    call_state{"MACHINE", attempt_state::undelivered, reason::answered_by_machine},
    call_state{"BUSY", attempt_state::undelivered, reason::subscriber_busy},
    call_state{"NOANSWER", attempt_state::undelivered, reason::call_not_answered},
    call_state{"FAILED", attempt_state::undelivered, reason::undeliverable},
    call_state{"CANCELLED", attempt_state::cancelled, reason::revoked},
};

constexpr std::string_view QUEUED = "QUEUED";

std::optional<call_state> state_of(const json::value& body, int64_t human_s) {
    const auto word = text_at(body, "/status");
    const auto* found = std::ranges::find(STATES, std::string_view{word}, &call_state::word);
    if (found == STATES.end()) return std::nullopt;
    if (found->state != attempt_state::delivered) return *found;
    if (!text_at(body, "/dtmf").empty()) return call_state{{}, attempt_state::read, reason::none};
    if (whole_at(body, "/duration").value_or(human_s) >= human_s) return *found;
    return call_state{{}, attempt_state::undelivered, reason::call_not_answered};
}

void read_call(const json::value& body, int64_t human_s, callback_sheet& sheet) {
    const auto word = text_at(body, "/status");
    if (word == QUEUED) return;
    const auto state = state_of(body, human_s);
    const auto part = parse_attempt(text_at(body, "/attempt"));
    if (!state) return sheet.keep_unknown(word, text_at(body, "/id"), part);
    const auto phone = digits_of(text_at(body, "/phone"));
    const auto id = kept_id(text_at(body, "/id"));
    auto& report = sheet.add_report(state->state);
    report.provider_id = id;
    report.part = part;
    report.reason = state->reason;
    report.code = kept_words(text_at(body, "/code"));
    report.text = kept_words(word);
    report.recipient = phone;
    const auto key = text_at(body, "/dtmf");
    if (key.empty()) return;
    auto& heard = sheet.add_text(key);
    heard.recipient = phone;
    heard.provider_id = kept_id(id + " key");
}

class voice_adapter final : public adapter {
  public:
    std::string_view name() const override { return "voice"; }
    core::channel channel() const override { return core::channel::voice; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }
    bool signs_callbacks() const override { return false; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        const auto& content = wanted.content;
        if (const auto fits = check_content(content, CAPABILITY); !fits) return std::unexpected(fits.error());
        if (const auto fits = check_ttl(wanted.ttl_s, CAPABILITY); !fits) return std::unexpected(fits.error());
        // A name cannot call.
        const auto caller = is_digits(wanted.sender) ? std::string_view{wanted.sender} : setting(from, "from");
        json::object body;
        body["attempt"] = to_text(wanted.part);
        body["phone"] = wanted.recipient;
        if (!caller.empty()) body["from"] = caller;
        body["text"] = content.text;
        body["language"] = content.language.empty() ? setting(from, "language") : std::string_view{content.language};
        body["ring_s"] = wanted.ttl_s != 0 ? int64_t{wanted.ttl_s} : whole_setting(from, "ring_s");
        if (!from.callback_url.empty()) body["callback_url"] = from.callback_url;
        auto call = make_json_call(std::string{setting(from, "url")}, body);
        if (const auto token = setting(from, "token"); !token.empty()) add_bearer(call, token);
        return call;
    }

    reply_reading read_reply(const net::http_response& reply) const override { return read_contract_reply(reply); }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        const auto body = parse_json(request.body);
        if (!body || !body->is_object()) return std::unexpected(callback_fault{400, "the body is no JSON object"});
        callback_sheet sheet{to, request.body};
        read_call(*body, whole_setting(to, "human_s"), sheet);
        return sheet.finish();
    }
};

}  // namespace

const adapter& voice() {
    static const voice_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
