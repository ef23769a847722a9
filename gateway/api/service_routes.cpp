#include "core/assert.hpp"
#include "gateway/api/decision_view.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/message_request.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/timestamp.hpp"

#include <boost/json.hpp>

#include <utility>

// What is believed of links' deliveries, and which link a message would take and why. For operators.

namespace kaskad::gateway::api {

namespace {

problem make_late_problem() {
    return make_problem("overloaded", "No answer in time; try again.");
}

void write_row(json_writer& out, const facts::route_belief& row, const operator_sources& sources) {
    out.begin_object();
    write_link(out, row.link, sources);
    out.text_or_null("network", row.network);
    out.text_or_null("country", row.country);
    out.text("messages", row.is_otp ? "otp" : "other");
    out.text("delivery", share_text(row.delivery));
    out.text("at_least", share_text(row.delivery_low));
    out.text("at_most", share_text(row.delivery_high));
    out.number("known", row.samples);
    out.number("open", static_cast<int64_t>(row.open));
    out.number("p50_ms", row.delivered_p50_ms);
    out.number("p95_ms", row.delivered_p95_ms);
    out.text("receipts_believed", share_text(row.honesty));
    if (row.tells_reading) {
        out.text("read", share_text(row.read));
        out.number("read_known", row.read_samples);
        out.number("read_p50_ms", row.read_p50_ms);
    }
    out.text("health", row.health);
    out.text("trouble", row.trouble);
    out.end_object();
}

net::http_response render_beliefs(const facts::reply& reply, const operator_sources& sources) {
    const auto* told = std::get_if<facts::route_beliefs>(&reply);
    ASSERT(told != nullptr);
    json_writer out;
    out.begin_object();
    out.begin_array("routes");
    for (const auto& row : told->rows)
        write_row(out, row, sources);
    out.end_array();
    out.flag("cut", told->is_cut);
    out.begin_object("probes_today");
    out.number("attempts", static_cast<int64_t>(told->attempts));
    out.number("probes", static_cast<int64_t>(told->probes));
    out.text("cost", core::to_string(told->probes_cost));
    out.text("currency", core::to_string(told->currency));
    out.end_object();
    out.end_object();
    return make_json(200, out.take());
}

void write_texts(json_writer& out, std::string_view name, const std::vector<std::string>& texts) {
    out.begin_array(name);
    for (const auto& text : texts)
        out.text({}, text);
    out.end_array();
}

net::http_response render_suspicions(const facts::reply& reply, const operator_sources& sources) {
    const auto* told = std::get_if<facts::receipt_suspicions>(&reply);
    ASSERT(told != nullptr);
    json_writer out;
    out.begin_object();
    out.begin_array("links");
    for (const auto& row : told->rows) {
        out.begin_object();
        write_link(out, row.link, sources);
        out.text_or_null("network", row.network);
        out.text_or_null("country", row.country);
        out.number("delivered", static_cast<int64_t>(row.delivered));
        out.number("score", row.score);
        write_texts(out, "signs", row.signs);
        write_texts(out, "numbers", row.numbers);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return make_json(200, out.take());
}

net::http_response render_route(const facts::reply& reply, const operator_sources& sources) {
    const auto* shown = std::get_if<facts::previewed>(&reply);
    ASSERT(shown != nullptr && shown->decision.has_value());
    json_writer out;
    out.begin_object();
    out.text("to", shown->recipient);
    out.number("parts", shown->parts);
    write_decision(out, *shown->decision, sources);
    out.end_object();
    return make_json(200, out.take());
}

// A message as in POST /v1/messages, and "client", its name.
struct route_question {
    std::string client;
    facts::submit_message message;
};

std::expected<route_question, problem> parse_question(std::string_view body) {
    auto root = parse_json(body);
    if (!root) return std::unexpected(root.error());
    auto* fields = root->if_object();
    if (!fields) return std::unexpected(make_problem("malformed_json", "The body must be a JSON object."));
    const auto* client = fields->if_contains("client");
    if (!client || !client->is_string()) {
        auto why = make_problem(client ? "wrong_type" : "missing_field", "The name of a client is needed.");
        why.errors.push_back({"client", "the name of a client, as a string"});
        return std::unexpected(std::move(why));
    }
    route_question asked{.client = std::string{client->get_string()}, .message = {}};
    fields->erase("client");
    auto message = parse_message_request(boost::json::serialize(*root));
    if (!message) return std::unexpected(message.error());
    if (!message->items.front()) return std::unexpected(message->items.front().error());
    asked.message = std::move(*message->items.front());
    return asked;
}

// {"client", "sender", "number", "until"}: all of them.
std::expected<facts::allow_traffic, problem> parse_allowance(std::string_view body) {
    const auto root = parse_json(body);
    if (!root) return std::unexpected(root.error());
    const auto* fields = root->if_object();
    if (!fields) return std::unexpected(make_problem("malformed_json", "The body must be a JSON object."));
    facts::allow_traffic allowed;
    std::string until;
    const std::pair<std::string_view, std::string*> wanted[] = {
        {"client", &allowed.client}, {"sender", &allowed.sender}, {"number", &allowed.number}, {"until", &until}};
    for (const auto& [name, into] : wanted) {
        const auto* found = fields->if_contains(name);
        if (found && found->is_string()) {
            *into = found->get_string();
            continue;
        }
        auto why = make_problem(found ? "wrong_type" : "missing_field", "client, sender, number and until are needed.");
        why.errors.push_back({std::string{name}, "a string"});
        return std::unexpected(std::move(why));
    }
    const auto moment = parse_timestamp(until);
    if (!moment) {
        auto why = make_problem("invalid_field", "until: a moment, as 2027-01-31T12:00:00Z.");
        why.errors.push_back({"until", "a moment, as 2027-01-31T12:00:00Z"});
        return std::unexpected(std::move(why));
    }
    allowed.until_utc_ms = *moment;
    return allowed;
}

}  // namespace

void service::get_routes(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    const auto make = [](facts::token token) -> facts::command { return facts::query_routes{token}; };
    const auto render = [sources = operator_sources{links_, ports_.words}](const facts::reply& reply) {
        return render_beliefs(reply, sources);
    };
    ask(std::move(call), make, render, make_late_problem);
}

void service::get_receipt_evidence(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    const auto make = [](facts::token token) -> facts::command { return facts::query_receipt_evidence{token}; };
    const auto render = [sources = operator_sources{links_, ports_.words}](const facts::reply& reply) {
        return render_suspicions(reply, sources);
    };
    ask(std::move(call), make, render, make_late_problem);
}

void service::allow_traffic(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    auto allowed = parse_allowance(call.request.body);
    if (!allowed) return refuse(std::move(call), allowed.error());
    const auto make = [&allowed](facts::token token) -> facts::command {
        allowed->reply_to = token;
        return std::move(*allowed);
    };
    const auto render = [](const facts::reply& reply) {
        ASSERT(std::holds_alternative<facts::done>(reply));
        return make_json(200, R"({"done":true})");
    };
    ask(std::move(call), make, render, make_late_problem);
}

void service::explain_route(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    auto asked = parse_question(call.request.body);
    if (!asked) return refuse(std::move(call), asked.error());
    const auto make = [&asked](facts::token token) -> facts::command {
        asked->message.reply_to = token;
        return facts::preview_message{std::move(asked->message), true, std::move(asked->client)};
    };
    const auto render = [sources = operator_sources{links_, ports_.words}](const facts::reply& reply) {
        return render_route(reply, sources);
    };
    ask(std::move(call), make, render, make_late_problem);
}

}  // namespace kaskad::gateway::api
