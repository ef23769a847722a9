#include "gateway/api/service.hpp"

#include "gateway/api/webhook_signature.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr std::string_view MESSAGE_PREFIX = "/v1/messages/";
constexpr std::string_view ONE_MESSAGE = "/v1/messages/{id}";
constexpr std::string_view ITS_RECEIPT = "/v1/messages/{id}/receipt";
constexpr std::string_view ITS_FEEDBACK = "/v1/messages/{id}/feedback";
constexpr std::string_view TEST_PREFIX = "/v1/route-tests/";
constexpr std::string_view ONE_TEST = "/v1/route-tests/{id}";
constexpr std::string_view LINK_PREFIX = "/v1/links/";
constexpr std::string_view LINK_ORDER = "/v1/links/{name}/{order}";
constexpr std::string_view IMPORT_PREFIX = "/v1/prices/imports/";
constexpr std::string_view UNDO_IMPORT = "/v1/prices/imports/{id}/undo";

// The path as the route table writes it.
std::string_view pattern_of(std::string_view path) {
    if (path.starts_with(LINK_PREFIX)) {
        const bool is_order = std::ranges::count(path.substr(LINK_PREFIX.size()), '/') == 1;
        return is_order ? LINK_ORDER : path;
    }
    if (path.starts_with(IMPORT_PREFIX)) {
        const bool is_undo = path.ends_with("/undo") && std::ranges::count(path.substr(IMPORT_PREFIX.size()), '/') == 1;
        return is_undo ? UNDO_IMPORT : path;
    }
    if (path.starts_with(TEST_PREFIX)) return ONE_TEST;
    if (!path.starts_with(MESSAGE_PREFIX) || path == "/v1/messages/preview") return path;
    const auto rest = path.substr(MESSAGE_PREFIX.size());
    const auto slash = rest.find('/');
    if (rest.empty() || slash == 0) return path;
    if (slash == std::string_view::npos) return ONE_MESSAGE;
    for (const auto pattern : {ITS_RECEIPT, ITS_FEEDBACK}) {
        if (rest.substr(slash) == pattern.substr(pattern.rfind('/'))) return pattern;
    }
    return path;
}

std::string_view method_of(const net::http_request& request) {
    return request.method == "HEAD" ? "GET" : std::string_view{request.method};
}

}  // namespace

problem make_no_address_problem() {
    return make_problem("not_found", "There is nothing at this address.");
}

struct service::route {
    std::string_view path;
    std::string_view method;
    bool needs_key;
    void (service::*run)(service_call);
};

const std::array<service::route, 34>& service::routes() {
    static constexpr std::array<route, 34> TABLE = {{
        {"/v1/messages", "POST", true, &service::post_messages},
        {"/v1/messages", "GET", true, &service::list_messages},
        {"/v1/messages/preview", "POST", true, &service::post_preview},
        {ONE_MESSAGE, "GET", true, &service::get_message},
        {ONE_MESSAGE, "DELETE", true, &service::cancel_message},
        {ITS_RECEIPT, "POST", true, &service::repeat_receipt},
        {ITS_FEEDBACK, "POST", true, &service::post_feedback},
        {"/v1/inbound", "GET", true, &service::list_inbound},
        {"/v1/inbound/unowned", "GET", true, &service::list_unowned},
        {"/v1/stats", "GET", true, &service::get_stats},
        {"/v1/usage.csv", "GET", true, &service::get_usage},
        {"/v1/balance", "GET", true, &service::get_balance},
        {"/v1/reasons", "GET", true, &service::get_reasons},
        {"/v1/unmapped-codes", "GET", true, &service::get_unmapped},
        {"/v1/routes", "GET", true, &service::get_routes},
        {"/v1/routes/explain", "POST", true, &service::explain_route},
        {"/v1/routes/receipts", "GET", true, &service::get_receipt_evidence},
        {"/v1/routes/contradictions", "GET", true, &service::get_contradictions},
        {"/v1/lookups", "POST", true, &service::post_lookups},
        {"/v1/prices", "GET", true, &service::get_prices},
        {"/v1/prices/preview", "POST", true, &service::preview_prices},
        {"/v1/prices/import", "POST", true, &service::import_prices},
        {UNDO_IMPORT, "POST", true, &service::undo_import},
        {"/v1/traffic/allow", "POST", true, &service::allow_traffic},
        {"/v1/route-tests", "POST", true, &service::start_route_test},
        {"/v1/route-tests", "GET", true, &service::list_route_tests},
        {ONE_TEST, "GET", true, &service::get_route_test},
        {"/v1/probes/received", "POST", false, &service::take_probe},
        {"/v1/accounts", "GET", true, &service::get_accounts},
        {"/v1/links", "GET", true, &service::get_links},
        {LINK_ORDER, "POST", true, &service::post_link_order},
        {"/healthz", "GET", false, &service::get_health},
        {"/readyz", "GET", false, &service::get_readiness},
        {"/metrics", "GET", false, &service::get_metrics},
    }};
    return TABLE;
}

service::service(net::shard& home, const server_options& options, server_ports ports)
    : home_{home},
      options_{options},
      ports_{std::move(ports)},
      credentials_{std::make_shared<credentials>()},
      links_{std::make_shared<link_names>()},
      open_{options.number, options.open_requests_max, options.gate},
      timer_{home.get_executor(), [this] {
                 open_.expire(net::clock::now());
                 arm_timer();
             }} {
    if (const auto key = parse_webhook_secret(ports_.probes.secret)) probe_key_.emplace(*key);
}

void service::handle_request(net::http_request request, net::http_responder responder) {
    service_call call{std::move(request), exchange{std::move(responder), ports_.numbers}, {}};
    const auto path = pattern_of(call.request.path());
    const auto method = method_of(call.request);
    std::string allow;
    for (const auto& each : routes()) {
        if (each.path != path) continue;
        if (each.method == method) return dispatch(each, std::move(call));
        if (!allow.empty()) allow += ", ";
        allow += each.method == "GET" ? "GET, HEAD" : each.method;
    }
    if (allow.empty()) return call.answer.refuse(make_no_address_problem());
    auto why = make_problem("method_not_allowed", "This address takes " + allow + ".");
    why.allow = std::move(allow);
    call.answer.refuse(why);
}

void service::handle_answer(facts::answer answer) {
    open_.handle_answer(answer);
    arm_timer();
}

void service::dispatch(const route& to, service_call call) {
    if (to.needs_key) {
        // A key that is not known yet is no wrong key.
        if (!admits_clients_) return call.answer.refuse(make_problem("not_ready", "starting"));
        const auto who = authenticate(call.request);
        if (!who) return call.answer.refuse(who.error());
        const auto refused = open_.enter(who->client, net::clock::now());
        if (refused) return call.answer.refuse(*refused);
        call.who = *who;
    }
    (this->*to.run)(std::move(call));
}

std::expected<credential, problem> service::authenticate(const net::http_request& request) const {
    const auto token = bearer_token(request.header("Authorization").value_or(""));
    if (token.empty())
        return std::unexpected(make_problem("unauthorized", "Send the header: Authorization: Bearer <API key>."));
    const auto* found = credentials_->find(token);
    if (!found) return std::unexpected(make_problem("unauthorized", "This API key is not known."));
    if (!found->enabled) return std::unexpected(make_problem("client_disabled", "The client of this key is disabled."));
    return *found;
}

facts::token service::open(open_request request) {
    const auto token = open_.add(std::move(request));
    arm_timer();
    return token;
}

void service::ask(service_call call, const command_maker& make, reply_renderer render, problem (*at_deadline)()) {
    const auto overloaded = [] { return make_problem("overloaded", "Too much is waiting; try again."); };
    if (open_.is_full()) return refuse(std::move(call), overloaded());
    const auto token = open(
        {.answer = std::move(call.answer),
         .client = call.who.client,
         .idempotency_key = {},
         .deadline = net::clock::now() + options_.answer_deadline,
         .at_deadline = at_deadline,
         .on_answer = [render = std::move(render)](const facts::answer& answer) -> std::optional<net::http_response> {
             if (const auto* refusal = std::get_if<facts::refusal>(&answer.value))
                 return render_problem(make_problem(*refusal));
             return render(answer.value);
         }});
    if (!ports_.engine.try_send(make(token))) open_.finish(token, render_problem(overloaded()));
}

void service::answer(service_call call, net::http_response response) {
    open_.leave(call.who.client);
    call.answer.send(std::move(response));
}

void service::arm_timer() {
    timer_.expire_at(open_.next_deadline());
}

void service::get_health(service_call call) {
    call.answer.send(make_json(200, R"({"status":"alive"})"));
}

void service::get_readiness(service_call call) {
    const auto why_not = why_not_ready();
    if (!why_not.empty()) return call.answer.refuse(make_problem("not_ready", why_not));
    call.answer.send(make_json(200, R"({"status":"ready"})"));
}

void service::get_metrics(service_call call) {
    call.answer.send({200, "text/plain; version=0.0.4", ports_.numbers.render(), {}});
}

}  // namespace kaskad::gateway::api
