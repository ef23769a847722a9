#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/own_contract.hpp"

#include <fmt/format.h>

#include <array>

// Calls by the plain contract that Kaskad itself defines (docs/providers.md). Nothing is signed.

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr std::array KEYS{key_form{"token", key_source::secret}};

std::string_view status_of(channel_event event) {
    switch (event) {
        case channel_event::sent:
            return "RINGING";
        case channel_event::delivered:
        case channel_event::key:
            return "ANSWERED";
        case channel_event::read:
            return "HEARD";
        case channel_event::expired:
            return "NOANSWER";
        case channel_event::failed:
            return "FAILED";
        case channel_event::revoked:
            return "CANCELLED";
        case channel_event::machine:
            return "MACHINE";
        case channel_event::busy:
            return "BUSY";
        default:
            return "TELEPORTED";
    }
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::voice; }
    std::span<const key_form> keys() const override { return KEYS; }
    bool is_addressed(std::string_view path) const override { return path == "/voice/calls"; }
    bool is_idempotent() const override { return true; }

    channel_order read(const net::http_request& request, const channel_keys& keys, const channel_time&) const override {
        if (request.method != "POST") return {.answer = refuse_method()};
        if (!has_bearer(request, key_of(keys, "token")))
            return {.answer = refuse_by_contract(401, "account", "unauthorized")};
        const auto body = parse_object(request.body);
        if (!body) return {.answer = refuse_by_contract(400, "config", "no_json")};
        channel_order order{.wants = channel_order::kind::send};
        order.send.address = text_at(*body, "/phone");
        order.send.echo = text_at(*body, "/attempt");
        order.send.text = text_at(*body, "/text");
        order.send.callback_url = text_at(*body, "/callback_url");
        if (order.send.address.empty() || order.send.text.empty())
            return {.answer = refuse_by_contract(400, "config", "phone_or_text_missing")};
        return order;
    }

    std::string make_id(uint64_t number, const channel_send& send, const channel_keys&) const override {
        return contract_id("call", number, send);
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys&) const override {
        return answer_by_contract(message, verdict);
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        json::object body{{"id", message.id},
                          {"attempt", message.send.echo},
                          {"phone", digits_of(message.send.address)},
                          {"status", status_of(step.event)}};
        const bool is_person = step.event == channel_event::delivered || step.event == channel_event::read;
        if (is_person || step.event == channel_event::key) body["duration"] = 12;
        if (step.event == channel_event::key) body["dtmf"] = step.text;
        if (step.event == channel_event::failed) body["code"] = "404";
        // Only the address tells that a callback is the provider's: one that is not comes to another.
        return make_post(step.is_forged ? to.url + "/forged" : to.url, json::serialize(body));
    }
};

}  // namespace

const channel_dialect& voice_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
