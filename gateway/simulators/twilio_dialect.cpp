#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/channel_signature.hpp"
#include "net/base64.hpp"
#include "net/http_render.hpp"
#include "net/secret.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <utility>
#include <vector>

// Twilio's calls (channels.md 3.9): a form in, a form back, signed over address and parameters.

namespace kaskad::gateway::simulators {

namespace {

constexpr std::array KEYS{key_form{"account_sid", key_source::secret, "AC"}, key_form{"auth_token", key_source::secret},
                          key_form{"from", key_source::given, "+15550000000"}};
constexpr size_t TWIML_MAX = 4000;

using parameters = std::vector<std::pair<std::string, std::string>>;

net::http_response refuse(int status, int code, std::string_view message) {
    return json_answer(status, {{"code", code},
                                {"message", message},
                                {"more_info", fmt::format("https://www.twilio.com/docs/errors/{}", code)},
                                {"status", status}});
}

net::http_response refuse_verdict(channel_verdict verdict) {
    switch (verdict) {
        case channel_verdict::throttled:
            return refuse(429, 20429, "Too Many Requests");
        case channel_verdict::suspended:
            return refuse(403, 20005, "Account not active");
        case channel_verdict::broken:
            return refuse(503, 20503, "Service unavailable");
        default:
            return refuse(400, 21211, "Invalid 'To' Phone Number");
    }
}

std::string form_encode(const parameters& values) {
    std::string text;
    for (const auto& [name, value] : values) {
        text.append(text.empty() ? "" : "&").append(name).append("=");
        for (const char each : value) {
            const bool is_plain = std::isalnum(static_cast<unsigned char>(each)) != 0 || each == '-' || each == '_' ||
                                  each == '.' || each == '~';
            text += is_plain ? std::string{each} : fmt::format("%{:02X}", static_cast<uint8_t>(each));
        }
    }
    return text;
}

// Where <Gather action="..."> posts the keys to; empty: nowhere else than the states.
std::string action_of(std::string_view twiml) {
    constexpr std::string_view NAME = "action=\"";
    constexpr std::string_view AMPERSAND = "&amp;";
    const auto begin = twiml.find(NAME);
    if (begin == twiml.npos) return {};
    const auto from = begin + NAME.size();
    std::string url{twiml.substr(from, twiml.find('"', from) - from)};
    for (auto at = url.find(AMPERSAND); at != url.npos; at = url.find(AMPERSAND, at + 1))
        url.replace(at, AMPERSAND.size(), "&");
    return url;
}

std::string_view call_status(channel_event event) {
    switch (event) {
        case channel_event::sent:
            return "ringing";
        case channel_event::delivered:
        case channel_event::key:
            return "in-progress";
        case channel_event::read:
        case channel_event::machine:
        case channel_event::ended:
            return "completed";
        case channel_event::expired:
            return "no-answer";
        case channel_event::failed:
            return "failed";
        case channel_event::revoked:
            return "canceled";
        case channel_event::busy:
            return "busy";
        default:
            return "teleported";
    }
}

// In seconds. One that only ended was put down before the text was over.
std::string duration_of(channel_event event) {
    if (call_status(event) != "completed") return "0";
    return event == channel_event::ended ? "4" : "12";
}

// As StatusCallbackEvent names them.
std::string_view asked_as(channel_event event) {
    if (event == channel_event::sent) return "ringing";
    return event == channel_event::delivered ? "answered" : "completed";
}

bool is_asked(const channel_message& message, channel_event event) {
    const auto asked = key_of(message.send.options, "events");
    return (asked.empty() ? "completed" : asked).contains(asked_as(event)) || event == channel_event::key;
}

parameters make_parameters(const channel_message& message, const channel_step& step, const callback_place& to) {
    parameters values{{"CallSid", message.id},
                      {"AccountSid", std::string{key_of(to.keys, "account_sid")}},
                      {"From", std::string{key_of(message.send.options, "from")}},
                      {"To", message.send.address},
                      {"CallStatus", std::string{call_status(step.event)}},
                      {"ApiVersion", "2010-04-01"},
                      {"Direction", "outbound-api"}};
    if (step.event == channel_event::key) {
        values.emplace_back("Digits", step.text);
        return values;
    }
    values.emplace_back("CallbackSource", "call-progress-events");
    values.emplace_back("SequenceNumber", std::to_string(message.told));
    values.emplace_back("Timestamp", net::http_date(to.now.utc_ms / 1000));
    const bool is_person = step.event == channel_event::delivered || step.event == channel_event::read ||
                           step.event == channel_event::ended;
    if (step.event == channel_event::machine) values.emplace_back("AnsweredBy", "machine_start");
    if (is_person && !key_of(message.send.options, "machine").empty()) values.emplace_back("AnsweredBy", "human");
    if (asked_as(step.event) == "completed") values.emplace_back("CallDuration", duration_of(step.event));
    if (step.event == channel_event::failed) values.emplace_back("SipResponseCode", "404");
    return values;
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::twilio; }
    std::span<const key_form> keys() const override { return KEYS; }
    bool is_addressed(std::string_view path) const override { return path.starts_with("/2010-04-01/Accounts/"); }

    channel_order read(const net::http_request& request, const channel_keys& keys, const channel_time&) const override {
        if (request.method != "POST") return {.answer = refuse_method()};
        const auto segments = segments_of(request.path());
        if (segments.size() < 4 || !is_authorized(request, keys) || segments[2] != key_of(keys, "account_sid"))
            return {.answer = refuse(401, 20003, "Authenticate")};
        const auto fields = fields_of(request);
        if (!fields) return {.answer = refuse(400, 20001, "Invalid body")};
        if (segments.size() == 4 && segments[3] == "Calls.json") return read_send(*fields);
        if (segments.size() == 5 && segments[3] == "Calls" && segments[4].ends_with(".json"))
            return {.wants = channel_order::kind::revoke,
                    .id = std::string{segments[4].substr(0, segments[4].rfind('.'))}};
        return {.answer = refuse(404, 20404, "The requested resource was not found")};
    }

    std::string make_id(uint64_t number, const channel_send&, const channel_keys&) const override {
        return fmt::format("CA{:032x}", number);
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys& keys) const override {
        if (verdict != channel_verdict::accepted) return refuse_verdict(verdict);
        return json_answer(201, resource(message, "queued", keys));
    }

    net::http_response answer_revoke(const channel_message* message, bool is_revoked,
                                     const channel_keys& keys) const override {
        if (message == nullptr) return refuse(404, 20404, "The requested resource was not found");
        if (!is_revoked) return refuse(400, 21220, "Invalid call state. Cannot cancel a call that was answered");
        return json_answer(200, resource(*message, "canceled", keys));
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        if (!is_asked(message, step.event)) return std::nullopt;
        const auto action = std::string{key_of(message.send.options, "action")};
        const auto values = make_parameters(message, step, to);
        net::http_call call{.url = step.event == channel_event::key && !action.empty() ? action : to.url,
                            .body = form_encode(values)};
        auto signature = sign_twilio(key_of(to.keys, "auth_token"), call.url, values);
        call.fields.add("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
        call.fields.add("X-Twilio-Signature", step.is_forged ? forge(std::move(signature)) : signature);
        return call;
    }

  private:
    static boost::json::object resource(const channel_message& message, std::string_view status,
                                        const channel_keys& keys) {
        return {{"sid", message.id},
                {"account_sid", key_of(keys, "account_sid")},
                {"to", message.send.address},
                {"from", key_of(message.send.options, "from")},
                {"status", status},
                {"direction", "outbound-api"},
                {"date_created", net::http_date(message.utc_ms / 1000)}};
    }

    static bool is_authorized(const net::http_request& request, const channel_keys& keys) {
        const auto expected =
            "Basic " + net::to_base64(fmt::format("{}:{}", key_of(keys, "account_sid"), key_of(keys, "auth_token")));
        return net::is_same_secret(request.header("Authorization").value_or(""), expected);
    }

    static channel_order read_send(const channel_keys& fields) {
        channel_order order{.wants = channel_order::kind::send};
        order.send.address = key_of(fields, "To");
        order.send.text = key_of(fields, "Twiml");
        order.send.callback_url = key_of(fields, "StatusCallback");
        order.send.options = {{"from", std::string{key_of(fields, "From")}},
                              {"events", std::string{key_of(fields, "StatusCallbackEvent")}},
                              {"machine", std::string{key_of(fields, "MachineDetection")}},
                              {"action", action_of(order.send.text)}};
        if (digits_of(order.send.address).empty()) return {.answer = refuse(400, 21201, "No 'To' number specified")};
        if (key_of(fields, "From").empty()) return {.answer = refuse(400, 21213, "'From' phone number is required")};
        if (order.send.text.empty() && key_of(fields, "Url").empty())
            return {.answer = refuse(400, 21205, "Url or Twiml parameter is required")};
        if (order.send.text.size() > TWIML_MAX) return {.answer = refuse(400, 21218, "Twiml is too long")};
        return order;
    }
};

}  // namespace

const channel_dialect& twilio_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
