#include "gateway/api/callback_body.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/cascade_view.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/inbound_view.hpp"
#include "gateway/api/timestamp.hpp"

namespace kaskad::gateway::api {

namespace {

constexpr size_t BODY_OCTETS = 640;  // a usual one

// Of a message without a cascade its state says it.
std::vector<uint8_t> channels_of(const facts::event& event) {
    const bool has_arrived = event.kind == facts::event_kind::delivered || event.kind == facts::event_kind::read;
    if (event.delivered_via.empty() && has_arrived) return {static_cast<uint8_t>(core::channel::sms)};
    return event.delivered_via;
}

void write_attempt(json_writer& out, const facts::event& event) {
    if (event.attempt == 0) return;
    out.begin_object("attempt");
    out.number("number", event.attempt);
    out.number("step", event.step);
    out.text("channel", core::to_string(event.channel));
    out.end_object();
}

void write_message(json_writer& out, const facts::event& event) {
    out.text("id", core::to_string(event.message));
    out.text_or_null("client_ref", event.client_ref);
    out.text("to", event.recipient);
    out.text("state", facts::to_string(event.state));
    write_reason(out, event.reason);
    out.number("parts", event.parts);
    out.number("parts_confirmed", event.parts_confirmed);
    write_price(out, "price", event.price, event.currency);
    write_network(out, event.network, event.country);
    write_delivered_via(out, channels_of(event));
    out.flag("late", event.late);
    out.flag("possible_duplicate", event.possible_duplicate);
    write_attempt(out, event);
}

bool is_of_account(facts::event_kind kind) {
    using enum facts::event_kind;
    return kind == balance_low || kind == balance_restored || kind == quota_low || kind == prices_noticed ||
           kind == invoice_overdue;
}

// Messages and parts have no currency.
void write_alert(json_writer& out, const facts::event& event) {
    const bool is_money = event.kind != facts::event_kind::quota_low || event.subject.contains(" money");
    out.number("client_id", event.client.value);
    out.text("subject", event.subject);
    out.text("amount", event.amount);
    out.text("limit", event.limit);
    out.text_or_null("currency", is_money ? core::to_string(event.currency) : "");
}

}  // namespace

std::string render_callback_body(const facts::event& event) {
    json_writer out{BODY_OCTETS};
    out.begin_object();
    out.text("type", facts::to_string(event.kind));
    out.text("timestamp", render_timestamp(event.utc));
    out.begin_object("data");
    if (event.kind == facts::event_kind::inbound) {
        write_inbound(out, event.inbound.front());
    } else if (is_of_account(event.kind)) {
        write_alert(out, event);
    } else {
        write_message(out, event);
    }
    out.end_object();
    out.end_object();
    return out.take();
}

std::string callback_id(const facts::event& event) {
    return "msg_" + std::to_string(event.endpoint.value) + "_" + std::to_string(event.sequence);
}

}  // namespace kaskad::gateway::api
