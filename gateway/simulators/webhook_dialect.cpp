#include "gateway/simulators/channel_dialects.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "gateway/simulators/own_contract.hpp"
#include "net/webhook_signature.hpp"

#include <fmt/format.h>

#include <array>

// A channel of somebody's own by the contract that Kaskad itself defines (docs/providers.md): both ways signed as
// Standard Webhooks are.

namespace kaskad::gateway::simulators {

namespace {

namespace json = boost::json;

constexpr std::array KEYS{key_form{"secret", key_source::webhook_secret, "whsec_"}};
constexpr std::string_view FORGER = "none that anybody was given";

net::hmac_sha256_signer make_signer(std::string_view secret) {
    return net::hmac_sha256_signer{net::parse_webhook_secret(secret).value_or("")};
}

bool is_signed(const net::http_request& request, std::string_view secret, int64_t now_s) {
    auto signer = make_signer(secret);
    return net::verify_webhook(request.fields, signer, request.body, now_s) == net::webhook_verdict::good;
}

std::string_view state_of(channel_event event) {
    switch (event) {
        case channel_event::failed:
            return "undelivered";
        case channel_event::revoked:
            return "cancelled";
        case channel_event::unknown:
            return "teleported";
        default:
            return to_string(event);
    }
}

json::object make_item(const channel_message& message, const channel_step& step, const callback_place& to) {
    json::object item{
        {"state", state_of(step.event)}, {"from", digits_of(message.send.address)}, {"utc_ms", to.now.utc_ms}};
    if (step.event == channel_event::reply || step.event == channel_event::opted_out) {
        item["id"] = fmt::format("heard-{}", to.number);
        if (!step.text.empty()) item["text"] = step.text;
        return item;
    }
    item["id"] = message.id;
    item["attempt"] = message.send.echo;
    if (step.event == channel_event::failed) item["reason"] = "undeliverable";
    return item;
}

json::value make_body(const channel_message& message, const channel_step& step, const callback_place& to) {
    if (step.count == 1) return make_item(message, step, to);
    json::array items;
    for (uint32_t number = 1; number < step.count; ++number) {
        channel_message stranger{.id = fmt::format("stranger-{}-{}", message.number, number)};
        stranger.send.address = fmt::format("799900000{:02}", number);
        items.push_back(make_item(stranger, step, to));
    }
    items.push_back(make_item(message, step, to));
    return items;
}

class dialect : public channel_dialect {
  public:
    provider who() const override { return provider::webhook; }
    std::span<const key_form> keys() const override { return KEYS; }
    bool is_addressed(std::string_view path) const override { return path == "/webhook/messages"; }
    bool is_idempotent() const override { return true; }

    channel_order read(const net::http_request& request, const channel_keys& keys,
                       const channel_time& now) const override {
        if (request.method != "POST") return {.answer = refuse_method()};
        if (!is_signed(request, key_of(keys, "secret"), now.real_utc_ms / 1000))
            return {.answer = refuse_by_contract(401, "account", "signature")};
        const auto body = parse_object(request.body);
        if (!body) return {.answer = refuse_by_contract(400, "config", "no_json")};
        channel_order order{.wants = channel_order::kind::send};
        order.send.address = text_at(*body, "/address");
        if (order.send.address.empty()) order.send.address = text_at(*body, "/to");
        order.send.echo = text_at(*body, "/attempt");
        order.send.template_name = text_at(*body, "/template/name");
        order.send.text = text_at(*body, "/text");
        order.send.callback_url = text_at(*body, "/callback_url");
        if (order.send.address.empty()) return {.answer = refuse_by_contract(400, "config", "to_missing")};
        if (is_missing(order.send.template_name))
            return {.answer = refuse_by_contract(422, "config", "template_unknown")};
        return order;
    }

    std::string make_id(uint64_t number, const channel_send& send, const channel_keys&) const override {
        return contract_id("message", number, send);
    }

    net::http_response answer_send(const channel_message& message, channel_verdict verdict,
                                   const channel_keys&) const override {
        return answer_by_contract(message, verdict);
    }

    std::optional<net::http_call> make_callback(const channel_message& message, const channel_step& step,
                                                const callback_place& to) const override {
        auto call = make_post(to.url, json::serialize(make_body(message, step, to)));
        auto signer = step.is_forged ? net::hmac_sha256_signer{FORGER} : make_signer(key_of(to.keys, "secret"));
        net::add_webhook_fields(call.fields, signer,
                                {.id = fmt::format("evt_{}", to.number), .utc_s = to.now.real_utc_ms / 1000},
                                call.body);
        return call;
    }
};

}  // namespace

const channel_dialect& webhook_dialect() {
    static const dialect ONE;
    return ONE;
}

}  // namespace kaskad::gateway::simulators
