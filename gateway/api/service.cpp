#include "gateway/api/service.hpp"

#include "net/webhook_signature.hpp"

#include <utility>

namespace kaskad::gateway::api {

std::string call_name(const credential& who) {
    return who.name ? *who.name : std::string{};
}

problem make_no_address_problem() {
    return make_problem("not_found", "There is nothing at this address.");
}

problem make_overloaded_problem() {
    return make_problem("overloaded", "Too much is waiting; try again.");
}

service::service(net::shard& home, const server_options& options, server_ports ports)
    : home_{home},
      options_{options},
      ports_{std::move(ports)},
      credentials_{std::make_shared<credentials>()},
      links_{std::make_shared<link_names>()},
      open_{options.number, options.open_requests_max, options.gate},
      reports_{make_report_desk(options_, ports_)},
      comparisons_{make_comparison_desk(options_, ports_)},
      timer_{home.get_executor(), [this] {
                 open_.expire(net::clock::now());
                 arm_timer();
             }} {
    if (const auto key = net::parse_webhook_secret(ports_.probes.secret)) probe_key_.emplace(*key);
}

void service::handle_answer(facts::answer answer) {
    open_.handle_answer(answer);
    arm_timer();
}

void service::dispatch(access wanted, void (service::*run)(service_call), service_call call) {
    if (wanted != access::open) {
        // A key that is not known yet is no wrong key.
        if (!admits_clients_) return call.answer.refuse(make_problem("not_ready", "starting"));
        const auto who = authenticate(call.request, wanted);
        if (!who) return call.answer.refuse(who.error());
        const auto refused = open_.enter(who->client, net::clock::now());
        if (refused) return call.answer.refuse(*refused);
        call.who = *who;
        // To all others these addresses are none, whatever they do.
        const bool is_admin = call.request.path().starts_with("/v1/admin/");
        if (is_admin && !who->operator_scope) return refuse(std::move(call), make_no_address_problem());
        // What changes something is not asked for where it cannot be made durable: its answer would wait for as long.
        const bool reads = call.request.method == "GET" || call.request.method == "HEAD";
        const bool changes = !reads && (wanted == access::manage || wanted == access::operate);
        const auto why_not = changes ? ports_.why_not_durable() : std::string{};
        if (!why_not.empty()) return refuse(std::move(call), make_problem("not_ready", why_not));
    }
    (this->*run)(std::move(call));
}

std::expected<credential, problem> service::authenticate(const net::http_request& request, access wanted) const {
    const auto token = bearer_token(request.header("Authorization").value_or(""));
    if (token.empty())
        return std::unexpected(make_problem("unauthorized", "Send the header: Authorization: Bearer <API key>."));
    const auto* found = credentials_->find(token);
    if (!found) return std::unexpected(make_problem("unauthorized", "This API key is not known."));
    const auto now_utc = ports_.utc_ms ? ports_.utc_ms() : 0;
    if (auto why = why_not_allowed(*found, wanted, request.remote_address, now_utc))
        return std::unexpected(std::move(*why));
    return *found;
}

facts::token service::open(open_request request) {
    const auto token = open_.add(std::move(request));
    arm_timer();
    return token;
}

void service::ask(service_call call, const command_maker& make, reply_renderer render, problem (*at_deadline)()) {
    if (open_.is_full()) return refuse(std::move(call), make_overloaded_problem());
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
    if (!ports_.engine.try_send(make(token))) open_.finish(token, render_problem(make_overloaded_problem()));
}

void service::ask_twice(service_call call, const command_maker& first, next_maker next, reply_renderer render,
                        problem (*at_deadline)()) {
    if (open_.is_full()) return refuse(std::move(call), make_overloaded_problem());
    auto on_answer = [this, next = std::move(next), render = std::move(render),
                      is_second = false](const facts::answer& answer) mutable -> std::optional<net::http_response> {
        if (!std::exchange(is_second, true)) return go_on(answer.reply_to, next(answer.reply_to, answer.value));
        if (const auto* refusal = std::get_if<facts::refusal>(&answer.value))
            return render_problem(make_problem(*refusal));
        return render(answer.value);
    };
    const auto token = open({.answer = std::move(call.answer),
                             .client = call.who.client,
                             .idempotency_key = {},
                             .deadline = net::clock::now() + options_.answer_deadline,
                             .at_deadline = at_deadline,
                             .on_answer = std::move(on_answer)});
    if (!ports_.engine.try_send(first(token))) open_.finish(token, render_problem(make_overloaded_problem()));
}

// Later: an answer that came before this one is done with would find nobody.
std::optional<net::http_response> service::go_on(facts::token token, next_command next) {
    if (!next) return std::move(next.error());
    home_.post([self = weak_from_this(), token, command = std::move(*next)]() mutable {
        const auto service = self.lock();
        if (!service || !service->open_.is_open(token)) return;
        if (!service->ports_.engine.try_send(std::move(command)))
            service->open_.finish(token, render_problem(make_overloaded_problem()));
    });
    return std::nullopt;
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
