#include "gateway/api/message_view.hpp"

#include "core/assert.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/cascade_view.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/operator_view.hpp"
#include "gateway/api/rate_text.hpp"
#include "gateway/api/timestamp.hpp"

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

// From when it could have left.
void write_latency(json_writer& out, const facts::message& message) {
    if (message.final_utc == 0) {
        out.null("latency_ms");
        return;
    }
    const auto begun = std::max(message.accepted_utc, message.send_at_utc);
    out.number("latency_ms", std::max<int64_t>(0, message.final_utc - begun));
}

// Of which currency the price list is, and what one of it was taken for in that of the account.
void write_exchange(json_writer& out, const facts::message& message) {
    const auto& rate = message.list_rate;
    out.begin_object("exchange");
    out.text("from", core::to_string(message.list_currency));
    out.text("rate", rate_text(rate));
    out.text_or_null("of", rate.day == 0 ? std::string{} : render_day(rate.day));
    out.end_object();
}

// The whole price that was agreed, and what of it was charged.
void write_money(json_writer& out, const facts::message& message) {
    out.begin_object("price");
    out.text("amount", core::to_string(message.charge.amount));
    out.text("currency", core::to_string(message.currency));
    out.text("per_part", core::to_string(message.sell_price));
    // A reseller's clients pay by its prices, not by ours.
    if (message.list_rate.rate_e8 != 0 && message.levels.empty()) write_exchange(out, message);
    out.end_object();
    out.begin_object("charge");
    out.text("state", billing::to_string(message.charge.state));
    out.text("amount", core::to_string(message.charge.charged));
    out.text("currency", core::to_string(message.currency));
    out.end_object();
}

void write_times(json_writer& out, const facts::message& message) {
    const auto valid_until = message.accepted_utc + (message.validity_steady - message.accepted_steady);
    write_time(out, "accepted_at", message.accepted_utc);
    write_time(out, "send_at", message.send_at_utc);
    write_time(out, "valid_until", message.validity_steady == 0 ? 0 : valid_until);
    write_time(out, "final_at", message.final_utc);
    write_latency(out, message);
}

// What is read of a message: alone, or in a list, where the cascade is not told.
struct shown_message {
    const facts::message& message;
    const std::optional<std::string>& text;
    const facts::cascade* cascade = nullptr;
};

void write_client_members(json_writer& out, const shown_message& shown) {
    const auto& [message, text, cascade] = shown;
    out.text("id", core::to_string(message.id));
    out.text("state", facts::to_string(message.state));
    write_reason(out, message.reason);
    out.text("to", message.recipient);
    out.text_or_null("from", message.sender);
    if (text) {
        out.text("text", *text);
    } else {
        out.null("text");
    }
    out.text("class", core::to_string(message.klass));
    out.text("class_source", core::to_string(message.class_source));
    out.text_or_null("client_ref", message.client_ref);
    out.text("encoding", facts::to_string(message.encoding));
    out.number("parts", message.parts);
    out.number("parts_confirmed", message.parts_confirmed);
    write_network(out, message.network, message.country);
    write_money(out, message);
    write_delivered_via(out, facts::delivered_via(message));
    out.flag("late", message.late);
    out.flag("possible_duplicate", message.possible_duplicate);
    out.text_or_null("callback_url", message.callback_url);
    write_times(out, message);
    write_cascade_members(out, message, cascade);
}

const facts::cascade* cascade_of(const store::message_view& view) {
    return view.cascade ? &*view.cascade : nullptr;
}

std::string render_shown(const shown_message& shown) {
    json_writer out;
    out.begin_object();
    write_client_members(out, shown);
    out.end_object();
    return out.take();
}

}  // namespace

std::string render_for_client(const store::message_view& view) {
    ASSERT(view.message.has_value());
    return render_shown({*view.message, view.text, cascade_of(view)});
}

std::string render_for_operator(const message_story& story, const operator_sources& sources) {
    ASSERT(story.view.message.has_value());
    json_writer out;
    out.begin_object();
    write_client_members(out, {*story.view.message, story.view.text, cascade_of(story.view)});
    write_operator_members(out, story, sources);
    out.end_object();
    return out.take();
}

std::string render_page(const store::message_page& page, uint32_t limit) {
    json_writer out;
    out.begin_object();
    out.begin_array("messages");
    for (const auto& listed : page.messages)
        out.raw({}, render_shown({listed.message, listed.text}));
    out.end_array();
    write_time(out, "as_of", page.as_of.utc_ms);
    // A full page may have another behind it.
    const bool more = page.messages.size() >= limit && !page.messages.empty();
    out.text_or_null("next_after", more ? core::to_string(page.messages.back().message.id) : "");
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
