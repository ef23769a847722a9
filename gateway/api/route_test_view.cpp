#include "gateway/api/route_test_view.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/timestamp.hpp"

#include <algorithm>
#include <optional>

namespace kaskad::gateway::api {

namespace {

void write_time(json_writer& out, std::string_view name, int64_t utc_ms) {
    out.text_or_null(name, utc_ms == 0 ? std::string{} : render_timestamp(utc_ms));
}

void write_duration(json_writer& out, std::string_view name, const std::optional<int64_t>& ms) {
    ms ? out.number(name, *ms) : out.null(name);
}

void write_head(json_writer& out, const facts::route_test& value, const link_names& links) {
    const auto link = links.find(value.link);
    out.text("id", std::to_string(value.id));
    out.text_or_null("link", link == links.end() ? std::string{} : link->second.name);
    out.text("sender", value.sender);
    out.text_or_null("by", value.by);
    out.text_or_null("schedule", value.schedule);
    write_time(out, "started", value.started_utc);
    out.flag("ended", value.has_ended);
    out.text("cost", core::to_string(value.cost));
    out.text("currency", core::to_string(value.currency));
}

void write_received(json_writer& out, const facts::route_test_message& sent) {
    out.begin_array("received");
    for (const auto& each : sent.received) {
        out.begin_object();
        write_time(out, "at", each.received_utc);
        write_time(out, "heard", each.told_utc);
        out.text("sender", each.sender);
        out.text("text", each.text);
        out.end_object();
    }
    out.end_array();
}

void write_text(json_writer& out, const facts::route_test& test, const facts::route_test_message& sent,
                const facts::message* message) {
    const auto report = report_text(test, sent, message);
    out.begin_object();
    out.text("number", "+" + sent.number);
    out.text("kind", to_string(sent.kind));
    out.text("tag", sent.tag);
    out.text("message", core::to_string(sent.message));
    out.text("sent", sent.text);
    out.number("parts", sent.parts);
    out.text("text", to_string(report.text));
    out.text_or_null("difference", report.difference);
    out.text_or_null("sender_shown", report.sender_shown);
    out.flag("sender_kept", report.is_sender_kept);
    write_duration(out, "heard_ms", report.heard_ms);
    write_duration(out, "phone_ms", report.phone_ms);
    const bool is_told = report.receipt != facts::attempt_state::pending;
    out.text_or_null("receipt", is_told ? facts::to_string(report.receipt) : std::string_view{});
    out.text("reality", to_string(report.reality));
    write_received(out, sent);
    out.end_object();
}

}  // namespace

std::string render_started(const facts::route_test_started& value) {
    json_writer out;
    out.begin_object();
    out.text("id", std::to_string(value.id));
    out.number("texts", value.messages);
    out.text("cost", core::to_string(value.cost));
    out.text("currency", core::to_string(value.currency));
    out.end_object();
    return out.take();
}

std::string render_route_tests(const facts::route_tests& value, const link_names& links) {
    json_writer out;
    out.begin_object();
    out.begin_array("route_tests");
    for (const auto& test : value.rows) {
        out.begin_object();
        write_head(out, test, links);
        out.number("texts", static_cast<int64_t>(test.messages.size()));
        out.number("received",
                   std::ranges::count_if(test.messages, [](const auto& each) { return !each.received.empty(); }));
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

std::string render_route_test(const facts::route_test& value,
                              const std::map<core::message_id, facts::message>& messages, const link_names& links) {
    json_writer out;
    out.begin_object();
    write_head(out, value, links);
    out.begin_array("texts");
    for (const auto& sent : value.messages) {
        const auto message = messages.find(sent.message);
        write_text(out, value, sent, message == messages.end() ? nullptr : &message->second);
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
