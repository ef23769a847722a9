#include "channels/answer_reading.hpp"
#include "channels/callback_sheet.hpp"
#include "channels/channel_text.hpp"
#include "channels/json_document.hpp"
#include "channels/provider_call.hpp"
#include "channels/providers.hpp"

#include <boost/json.hpp>

#include <array>

// Viber Business Messages, by the REST specification for Viber's partners, version 11.3. It knows us by our IP address,
// says everything in HTTP 200, and signs nothing.

namespace kaskad::channels {

namespace {

namespace json = boost::json;
using core::reason;
using facts::attempt_state;
using facts::channel_outcome;

constexpr std::array SETTINGS{
    setting_form{.name = "service_id",
                 .is_required = true,
                 .meaning = "The number of the service (the sender), as Viber or its partner gave it. Callbacks about "
                            "another service are counted and dropped."},
    setting_form{.name = "label",
                 .usual = "transaction",
                 .meaning = "What Viber charges messages as: transaction, session or promotion. Marketing always goes "
                            "as promotion."},
    setting_form{.name = "base_url",
                 .usual = "https://services.viber.com/vibersrvc/1",
                 .meaning = "Where the interface is: Viber's, or that of a partner with the same one."},
};

// An attempt keeps its `seq` over all tries, and a repeat of one that was taken is answered ALREADY_SENT; but no
// document promises that, so nothing is sent again that may have been taken.
constexpr facts::channel_capability CAPABILITY{
    .proves_delivered = true,
    .proves_read = true,
    .refuses_at_once = true,
    .takes_text = true,
    .takes_template = true,
    .ttl_min_s = 30,
    .ttl_max_s = 1'209'600,
    .provider_ttl_s = 1'209'600,
    .text_max = 1'000,
};

constexpr std::array CODES{
    code_meaning{"1", channel_outcome::retry, reason::link_system_error},
    code_meaning{"2", channel_outcome::account, reason::link_credentials},
    code_meaning{"3", channel_outcome::config, reason::content_rejected},
    code_meaning{"4", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"5", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"6", channel_outcome::config, reason::template_refused},
    code_meaning{"8", channel_outcome::next, reason::suppressed},
    code_meaning{"9", channel_outcome::next, reason::not_on_channel},
    code_meaning{"10", channel_outcome::next, reason::not_on_channel},
    code_meaning{"11", channel_outcome::account, reason::link_credentials},
    code_meaning{"13", channel_outcome::account, reason::link_out_of_credit},
    code_meaning{"14", channel_outcome::account, reason::link_out_of_credit},
    code_meaning{"18", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"20", channel_outcome::config, reason::link_misconfigured},
    code_meaning{"21", channel_outcome::next, reason::conversation_closed},
    code_meaning{"27", channel_outcome::next, reason::invalid_recipient},
    code_meaning{"28", channel_outcome::config, reason::content_rejected},
    code_meaning{"29", channel_outcome::config, reason::content_rejected},
    code_meaning{"30", channel_outcome::config, reason::content_rejected},
    code_meaning{"31", channel_outcome::config, reason::content_rejected},
    code_meaning{"32", channel_outcome::config, reason::content_rejected},
    code_meaning{"38", channel_outcome::config, reason::template_refused},
    code_meaning{"39", channel_outcome::config, reason::template_refused},
    code_meaning{"40", channel_outcome::config, reason::content_rejected},
    code_meaning{"41", channel_outcome::config, reason::content_rejected},
    code_meaning{"43", channel_outcome::account, reason::link_disabled},
    code_meaning{"401", channel_outcome::account, reason::link_credentials},
};

constexpr std::string_view TAKEN = "0";
constexpr std::string_view TIMEOUT = "7";
constexpr std::string_view TAKEN_BEFORE = "12";

constexpr int TEXT_TYPE = 206;
constexpr int TEMPLATE_TYPE = 1702;

// The same for every try of an attempt, and for no other attempt of the account within a year: 35 bits of milliseconds,
// 12 of the sequence within one, 6 of the attempt. 53 bits, which all readers of JSON take exactly.
int64_t sequence_of(const facts::part_ref& part) {
    constexpr uint64_t TIME = (uint64_t{1} << 35) - 1;
    const auto time = part.message.value >> 22 & TIME;
    const auto sequence = part.message.value & core::SEQUENCE_MAX;
    return static_cast<int64_t>(time << 18 | sequence << 6 | (part.attempt & 63));
}

json::object make_message(const facts::send_over_channel& wanted) {
    const auto& content = wanted.content;
    json::object message;
    if (content.template_name.empty()) {
        message["#txt"] = content.text;
        message["#tracking_data"] = to_text(wanted.part);
        return message;
    }
    json::object values;
    for (const auto& parameter : content.parameters)
        values[parameter.name] = parameter.value;
    message["#template_id"] = content.template_name;
    message["#template_lang"] = content.language;
    message["#template_params"] = std::move(values);
    return message;
}

std::expected<void, std::string> check(const facts::send_over_channel& wanted) {
    const auto& content = wanted.content;
    if (const auto fits = check_content(content, CAPABILITY); !fits) return fits;
    if (const auto fits = check_ttl(wanted.ttl_s, CAPABILITY); !fits) return fits;
    if (!content.template_name.empty() && content.language.empty())
        return std::unexpected("a Viber template needs its `language`, as \"ru\"");
    for (const auto& parameter : content.parameters) {
        if (parameter.name.empty()) return std::unexpected("each value of a Viber template needs its name");
    }
    if (!content.link_url.empty())
        return std::unexpected(
            "Viber shows a button only beside a picture, which is not sent yet: leave `link_url` out");
    return {};
}

std::optional<attempt_state> state_of(int64_t status) {
    switch (status) {
        case 0:
            return attempt_state::delivered;
        case 1:
            return attempt_state::read;
        case 2:
            return attempt_state::expired;
        default:
            return std::nullopt;
    }
}

void read_report(const json::value& body, int64_t status, callback_sheet& sheet) {
    using word = facts::channel_heard::word;
    constexpr int64_t SUBSCRIBED = 4;
    constexpr int64_t UNSUBSCRIBED = 5;
    const auto recipient = digits_of(text_at(body, "/phone_number"));
    if (status == SUBSCRIBED || status == UNSUBSCRIBED) {
        const bool is_out = status == UNSUBSCRIBED;
        auto& heard =
            sheet.add_will(is_out ? word::opted_out : word::opted_in, is_out ? "viber unsubscribe" : "viber subscribe");
        heard.recipient = recipient;
        return;
    }
    const auto state = state_of(status);
    const auto part = parse_attempt(text_at(body, "/tag"));
    if (!state) return sheet.keep_unknown(std::to_string(status), text_at(body, "/message_token"), part);
    auto& report = sheet.add_report(*state);
    report.provider_id = kept_id(text_at(body, "/message_token"));
    report.part = part;
    report.done_utc = utc_of_milliseconds(whole_at(body, "/message_time"));
    report.recipient = recipient;
    report.code = std::to_string(status);
    if (state == attempt_state::expired) report.reason = reason::validity_expired;
}

class viber_business_adapter final : public adapter {
  public:
    std::string_view name() const override { return "viber_business"; }
    core::channel channel() const override { return core::channel::viber; }
    facts::channel_capability capability() const override { return CAPABILITY; }
    std::span<const setting_form> settings() const override { return SETTINGS; }
    bool signs_callbacks() const override { return false; }

    std::expected<net::http_call, std::string> make_call(const facts::send_over_channel& wanted,
                                                         const account& from) const override {
        if (const auto fits = check(wanted); !fits) return std::unexpected(fits.error());
        const auto service = parse_json(setting(from, "service_id"));
        if (!service || !service->is_int64()) return std::unexpected("the account's service_id must be a number");
        const bool is_template = !wanted.content.template_name.empty();
        const bool is_marketing = wanted.klass == core::message_class::marketing;
        json::object body;
        body["service_id"] = *service;
        body["dest"] = wanted.recipient;
        body["seq"] = sequence_of(wanted.part);
        body["type"] = is_template ? TEMPLATE_TYPE : TEXT_TYPE;
        body["label"] = is_marketing ? "promotion" : setting(from, "label");
        if (wanted.ttl_s != 0) body["ttl"] = wanted.ttl_s;
        body["tag"] = to_text(wanted.part);
        body["message"] = make_message(wanted);
        return make_json_call(join_url(setting(from, "base_url"), "/send_message"), body);
    }

    reply_reading read_reply(const net::http_response& reply) const override {
        const auto body = parse_json(reply.body);
        const auto status = body ? text_at(*body, "/status") : std::string{};
        if (status.empty()) return read_status(reply, repetition::sends_twice, {});
        if (status == TAKEN || status == TAKEN_BEFORE) return make_acceptance(text_at(*body, "/message_token"));
        if (status == TIMEOUT) return make_doubt({status});
        return read_code(find_meaning(CODES, status), {.status = 400}, repetition::sends_twice, {status});
    }

    std::expected<callback_reading, callback_fault> read_callback(const net::http_request& request, const account& to,
                                                                  int64_t) const override {
        const auto body = parse_json(request.body);
        if (!body || !body->is_object()) return std::unexpected(callback_fault{400, "the body is no JSON object"});
        callback_sheet sheet{to, request.body};
        const auto service = text_at(*body, "/service_id");
        const auto status = whole_at(*body, "/message_status");
        if (!service.empty() && service != setting(to, "service_id")) {
            sheet.count_unknown();
        } else if (find(*body, "/message/text")) {
            auto& heard = sheet.add_text(text_at(*body, "/message/text"));
            heard.recipient = digits_of(text_at(*body, "/phone_number"));
            heard.provider_id = kept_id(text_at(*body, "/message_token"));
        } else if (status) {
            read_report(*body, *status, sheet);
        } else {
            sheet.count_unknown();
        }
        return sheet.finish();
    }
};

}  // namespace

const adapter& viber_business() {
    static const viber_business_adapter ONE;
    return ONE;
}

}  // namespace kaskad::channels
