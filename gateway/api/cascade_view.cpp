#include "gateway/api/cascade_view.hpp"

#include "core/message_class.hpp"
#include "engine/facts/cascade_names.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/step_order_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

constexpr uint32_t SECOND_MS = 1'000;
constexpr uint16_t HOUR = 60;

std::string clock_text(uint16_t minute) {
    return fmt::format("{:02}:{:02}", minute / HOUR, minute % HOUR);
}

void write_hours(json_writer& out, const facts::cascade_step& step) {
    if (step.from_minute == step.to_minute) return out.null("hours");
    out.begin_object("hours");
    out.text("from", clock_text(step.from_minute));
    out.text("to", clock_text(step.to_minute));
    if (!step.zone.empty()) out.text("zone", step.zone);
    out.text("outside", facts::to_string(step.hours));
    out.end_object();
}

void write_conditions(json_writer& out, const facts::cascade_step& step) {
    out.begin_object("only_if");
    out.begin_array("classes");
    for (const auto klass : step.classes)
        out.text({}, core::to_string(static_cast<core::message_class>(klass)));
    out.end_array();
    write_texts(out, "countries", step.countries);
    out.end_object();
    out.begin_array("advance_on");
    for (const auto cause : step.advance_on)
        out.text({}, facts::to_string(static_cast<facts::advance_cause>(cause)));
    out.end_array();
}

void write_seconds(json_writer& out, std::string_view name, uint64_t ms) {
    if (ms > 0) out.number(name, static_cast<int64_t>(ms / SECOND_MS));
}

// As it is written in a request, so that what was read can be sent back.
void write_step(json_writer& out, const facts::cascade_step& step) {
    out.begin_object();
    out.text("channel", core::to_string(step.channel));
    if (!step.account.empty()) out.text("account", step.account);
    if (!step.sender.empty()) out.text("from", step.sender);
    out.text("success_on", facts::to_string(step.success_on));
    write_seconds(out, "timeout_s", step.timeout_ms);
    if (step.ttl_s > 0) out.number("ttl_s", step.ttl_s);
    out.number("retries", step.retries);
    write_seconds(out, "retry_s", step.retry_ms);
    out.flag("revoke", step.revokes);
    if (step.price_max.e6 > 0) out.text("max_price", core::to_string(step.price_max));
    if (step.from_minute != step.to_minute) write_hours(out, step);
    if (!step.classes.empty() || !step.countries.empty() || !step.advance_on.empty()) write_conditions(out, step);
    out.end_object();
}

void write_cascade(json_writer& out, const facts::cascade& value) {
    out.text("name", value.name);
    out.number("version", value.version);
    out.begin_array("steps");
    for (const auto& step : value.steps)
        write_step(out, step);
    out.end_array();
    write_seconds(out, "deadline_s", value.deadline_ms);
    out.text("duplicates", facts::to_string(value.duplicates));
    out.flag("stops_on_reply", value.stops_on_reply);
    out.text("order", facts::to_string(value.order));
    write_time(out, "made_at", value.made_utc);
    out.flag("removed", value.is_removed);
}

const facts::step_price* price_of(const facts::message& message, uint8_t step) {
    const auto found = std::ranges::find_if(
        message.step_prices, [&](const facts::step_price& row) { return row.step == step && row.level == 0; });
    return found == message.step_prices.end() ? nullptr : &*found;
}

void write_attempt(json_writer& out, const facts::message& message, const facts::attempt& attempt) {
    out.begin_object();
    out.number("number", attempt.number);
    out.number("step", attempt.step);
    out.text("channel", core::to_string(attempt.channel));
    out.text("state", facts::to_string(attempt.state));
    write_reason(out, attempt.reason);
    out.text("revoked", facts::to_string(attempt.revoked));
    out.flag("possible_duplicate", attempt.possible_duplicate);
    const auto* price = attempt.state == facts::attempt_state::skipped ? nullptr : price_of(message, attempt.step);
    if (price) {
        write_price(out, "price", core::charge(price->price, price->units).value_or(core::amount{}), message.currency);
    } else {
        out.null("price");
    }
    write_time(out, "started_at", attempt.started_utc);
    write_time(out, "delivered_at", attempt.delivered_utc);
    write_time(out, "read_at", attempt.read_utc);
    write_time(out, "ended_at", attempt.ended_utc);
    out.end_object();
}

template <typename Steps>
std::vector<core::channel> channels_of(const Steps& steps) {
    std::vector<core::channel> channels;
    for (const auto& step : steps)
        channels.push_back(step.channel);
    return channels;
}

void write_wish(json_writer& out, const facts::opt_out& value) {
    out.begin_object();
    out.text_or_null("sender", value.sender);
    out.text_or_null("class", value.klass == 0 ? std::string_view{}
                                               : core::to_string(static_cast<core::message_class>(value.klass - 1)));
    out.text("source", value.source);
    write_time(out, "at", value.utc);
    out.end_object();
}

}  // namespace

std::string render_cascade(const facts::cascade_checked& value) {
    json_writer out;
    out.begin_object();
    write_cascade(out, value.value);
    out.flag("saved", value.is_saved);
    out.flag("unchanged", value.is_unchanged);
    out.begin_array("remarks");
    for (const auto& remark : value.remarks) {
        out.begin_object();
        out.text("severity", remark.is_error ? "error" : "warning");
        out.number("step", remark.step);
        out.text("code", remark.code);
        out.text("text", remark.text);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

std::string render_cascades(const facts::cascades& value, bool is_one) {
    json_writer out;
    out.begin_object();
    out.begin_array(is_one ? "versions" : "cascades");
    for (const auto& row : value.rows) {
        out.begin_object();
        write_cascade(out, row);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

void write_step_previews(json_writer& out, const facts::previewed& shown) {
    if (shown.steps.empty()) return;
    out.begin_array("steps");
    for (const auto& row : shown.steps) {
        out.begin_object();
        out.number("step", row.step);
        out.text("channel", core::to_string(row.channel));
        if (!row.account.empty()) out.text("account", row.account);
        out.flag("begins", row.skipped == core::reason::none);
        write_reason(out, row.skipped);
        if (row.until_ms > 0) {
            out.number("until_s", row.until_ms / SECOND_MS);
        } else {
            out.null("until_s");
        }
        out.number("parts", row.parts);
        write_price(out, "price", row.price, shown.currency);
        out.end_object();
    }
    out.end_array();
    write_step_order(out, shown.order, channels_of(shown.steps), shown.currency);
}

void write_cascade_members(json_writer& out, const facts::message& message, const facts::cascade* cascade) {
    if (message.cascade == 0) return;
    out.begin_object("cascade");
    if (cascade) out.text_or_null("name", cascade->name);
    if (cascade && !cascade->name.empty()) out.number("version", cascade->version);
    out.number("step", message.step);
    out.flag("stopped", message.is_stopped);
    out.text_or_null("supersede_key", message.supersede_key);
    if (cascade) write_step_order(out, message.step_estimates, channels_of(cascade->steps), message.currency);
    out.end_object();
    out.begin_array("attempts");
    for (const auto& attempt : message.attempts)
        write_attempt(out, message, attempt);
    out.end_array();
}

void write_delivered_via(json_writer& out, const std::vector<uint8_t>& channels) {
    out.begin_array("delivered_via");
    for (const auto channel : channels)
        out.text({}, core::to_string(static_cast<core::channel>(channel)));
    out.end_array();
}

std::string render_contacts(const facts::contacts& value) {
    json_writer out;
    out.begin_object();
    out.begin_array("channels");
    for (const auto& row : value.rows) {
        out.begin_object();
        out.text("channel", core::to_string(row.channel));
        out.text_or_null("address", row.address);
        out.begin_array("suppressions");
        for (const auto& wish : row.opt_outs)
            write_wish(out, wish);
        out.end_array();
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
