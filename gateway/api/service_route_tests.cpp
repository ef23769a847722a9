#include "core/assert.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/number_text.hpp"
#include "gateway/api/route_test_view.hpp"
#include "gateway/api/service.hpp"
#include "gateway/api/timestamp.hpp"
#include "net/webhook_signature.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <utility>

// Tests of routes: an operator starts and reads them, phones tell what they got.

namespace kaskad::gateway::api {

namespace {

namespace json = boost::json;

problem make_late_problem() {
    return make_problem("outcome_unknown", "No answer in time; see GET /v1/route-tests.");
}

problem make_full_problem() {
    return make_problem("overloaded", "Too much is waiting; try again.");
}

std::unexpected<problem> refuse_field(std::string_view code, std::string_view name, std::string why) {
    auto made = make_problem(code, why);
    made.errors.push_back({std::string{name}, std::move(why)});
    return std::unexpected(std::move(made));
}

// Reads a member and names those that nobody knows.
class body_fields {
  public:
    static std::expected<body_fields, problem> parse(std::string_view body,
                                                     std::initializer_list<std::string_view> known) {
        auto root = parse_json(body);
        if (!root) return std::unexpected(root.error());
        if (!root->is_object())
            return std::unexpected(make_problem("malformed_json", "The body must be a JSON object."));
        for (const auto& [name, value] : root->get_object())
            if (std::ranges::find(known, std::string_view{name}) == known.end())
                return refuse_field("unknown_field", name, "There is no such field.");
        return body_fields{std::move(*root)};
    }

    std::expected<std::string, problem> text(std::string_view name, bool is_needed) const {
        const auto* found = root_.get_object().if_contains(name);
        if (!found && !is_needed) return std::string{};
        if (!found) return refuse_field("missing_field", name, "It is needed: a string.");
        if (!found->is_string()) return refuse_field("wrong_type", name, "It must be a string.");
        return std::string{found->get_string()};
    }

    std::expected<std::vector<std::string>, problem> texts(std::string_view name) const {
        const auto* found = root_.get_object().if_contains(name);
        if (!found) return refuse_field("missing_field", name, "It is needed: a list of strings.");
        if (!found->is_array()) return refuse_field("wrong_type", name, "It must be a list of strings.");
        std::vector<std::string> made;
        for (const auto& each : found->get_array()) {
            if (!each.is_string()) return refuse_field("wrong_type", name, "It must be a list of strings.");
            made.emplace_back(each.get_string());
        }
        return made;
    }

  private:
    explicit body_fields(json::value root) : root_{std::move(root)} {}
    json::value root_;
};

// {"link", "numbers": [...], "sender"?}
std::expected<facts::start_route_test, problem> parse_order(std::string_view body) {
    const auto fields = body_fields::parse(body, {"link", "numbers", "sender"});
    if (!fields) return std::unexpected(fields.error());
    facts::start_route_test order;
    auto link = fields->text("link", true);
    if (!link) return std::unexpected(link.error());
    auto numbers = fields->texts("numbers");
    if (!numbers) return std::unexpected(numbers.error());
    auto sender = fields->text("sender", false);
    if (!sender) return std::unexpected(sender.error());
    order.link = std::move(*link);
    order.numbers = std::move(*numbers);
    order.sender = std::move(*sender);
    return order;
}

// {"number", "text", "sender"?, "received_at"?}
std::expected<facts::probe_received, problem> parse_probe(std::string_view body) {
    const auto fields = body_fields::parse(body, {"number", "text", "sender", "received_at"});
    if (!fields) return std::unexpected(fields.error());
    facts::probe_received told;
    auto number = fields->text("number", true);
    if (!number) return std::unexpected(number.error());
    auto text = fields->text("text", true);
    if (!text) return std::unexpected(text.error());
    auto sender = fields->text("sender", false);
    if (!sender) return std::unexpected(sender.error());
    const auto time = fields->text("received_at", false);
    if (!time) return std::unexpected(time.error());
    if (!time->empty()) {
        const auto moment = parse_timestamp(*time);
        if (!moment) return refuse_field("invalid_field", "received_at", "A moment, as 2027-01-31T12:00:00Z.");
        told.sms.received_utc = *moment;
    }
    told.number = std::move(*number);
    told.sms.sender = std::move(*sender);
    told.sms.text = std::move(*text);
    return told;
}

std::string_view word_of(net::webhook_verdict verdict) {
    switch (verdict) {
        case net::webhook_verdict::good:
            return "accepted";
        case net::webhook_verdict::missing:
            return "unsigned";
        case net::webhook_verdict::stale:
            return "stale";
        case net::webhook_verdict::wrong:
            return "wrong_signature";
    }
    return "unsigned";
}

std::string why_of(net::webhook_verdict verdict) {
    if (verdict == net::webhook_verdict::missing)
        return "Sign it: webhook-id, webhook-timestamp and webhook-signature (Standard Webhooks).";
    return verdict == net::webhook_verdict::stale ? "Its webhook-timestamp is more than five minutes from our clock."
                                                  : "Its signature is not that of the secret in [route_test].";
}

// On the reader's thread. What cannot be read is shown without its receipts.
net::http_response read_and_render(store::reader& from, const facts::route_test& test, const link_names& links) {
    std::map<core::message_id, facts::message> messages;
    for (const auto& sent : test.messages) {
        auto view = from.read_message(sent.message);
        if (view && view->message) messages.emplace(sent.message, std::move(*view->message));
    }
    return make_json(200, render_route_test(test, messages, links));
}

}  // namespace

void service::start_route_test(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    auto order = parse_order(call.request.body);
    if (!order) return refuse(std::move(call), order.error());
    order->by = call.who.name ? *call.who.name : std::string{};
    const auto make = [&order](facts::token token) -> facts::command {
        order->reply_to = token;
        return std::move(*order);
    };
    const auto render = [](const facts::reply& reply) {
        const auto* started = std::get_if<facts::route_test_started>(&reply);
        ASSERT(started != nullptr);
        return make_json(202, render_started(*started));
    };
    ask(std::move(call), make, render, make_late_problem);
}

void service::list_route_tests(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    const auto make = [](facts::token token) -> facts::command { return facts::query_route_tests{token}; };
    const auto render = [links = links_](const facts::reply& reply) {
        const auto* tests = std::get_if<facts::route_tests>(&reply);
        ASSERT(tests != nullptr);
        return make_json(200, render_route_tests(*tests, *links));
    };
    ask(std::move(call), make, render, make_late_problem);
}

void service::get_route_test(service_call call) {
    const auto path = call.request.path();
    uint64_t id = 0;
    const bool is_id = read_number(path.substr(path.rfind('/') + 1), id) && id > 0;
    if (!call.who.operator_scope || !is_id) return refuse(std::move(call), make_no_address_problem());
    if (open_.is_full()) return refuse(std::move(call), make_full_problem());
    const auto token = open({.answer = std::move(call.answer),
                             .client = call.who.client,
                             .idempotency_key = {},
                             .deadline = net::clock::now() + options_.answer_deadline,
                             .at_deadline = make_late_problem,
                             .on_answer = [this](const facts::answer& answer) -> std::optional<net::http_response> {
                                 if (const auto* refusal = std::get_if<facts::refusal>(&answer.value))
                                     return render_problem(make_problem(*refusal));
                                 const auto* tests = std::get_if<facts::route_tests>(&answer.value);
                                 ASSERT(tests != nullptr && !tests->rows.empty());
                                 show_route_test(answer.reply_to, tests->rows.front());
                                 return std::nullopt;
                             }});
    if (!ports_.engine.try_send(facts::query_route_tests{token, id}))
        open_.finish(token, render_problem(make_full_problem()));
}

void service::show_route_test(facts::token token, facts::route_test test) {
    read(token,
         [test = std::move(test), links = links_](store::reader& from) { return read_and_render(from, test, *links); });
}

void service::take_probe(service_call call) {
    if (!probe_key_) return call.answer.refuse(make_no_address_problem());
    const auto& request = call.request;
    const auto verdict = verify_webhook(request.fields, *probe_key_, request.body, ports_.probes.utc_s());
    if (verdict != net::webhook_verdict::good) {
        ports_.numbers.count_probe(word_of(verdict));
        return call.answer.refuse(make_problem("unauthorized", why_of(verdict)));
    }
    if (!admits_clients_) return call.answer.refuse(make_problem("not_ready", "starting"));
    // All phones together are one client that is nobody's.
    if (const auto refused = open_.enter({}, net::clock::now())) return call.answer.refuse(*refused);
    auto told = parse_probe(request.body);
    if (!told) {
        ports_.numbers.count_probe("refused");
        return refuse(std::move(call), told.error());
    }
    const auto make = [&told](facts::token token) -> facts::command {
        told->reply_to = token;
        return std::move(*told);
    };
    const auto render = [&numbers = ports_.numbers](const facts::reply& reply) {
        ASSERT(std::holds_alternative<facts::done>(reply));
        numbers.count_probe("accepted");
        return make_json(200, R"({"done":true})");
    };
    ask(std::move(call), make, render, make_full_problem);
}

}  // namespace kaskad::gateway::api
