#include "core/assert.hpp"
#include "gateway/api/lookup_request.hpp"
#include "gateway/api/lookup_view.hpp"
#include "gateway/api/service.hpp"

#include <utility>

// Which network a number is in: look-ups for clients, contradictions for operators.

namespace kaskad::gateway::api {

namespace {

problem make_late_problem() {
    return make_problem(
        "outcome_unknown",
        "No answer in time. Ask again: what was charged is not charged twice while the answer is good.");
}

}  // namespace

void service::post_lookups(service_call call) {
    if (open_.is_full()) return refuse(std::move(call), make_problem("overloaded", "Too many requests are open."));
    if (const auto why_not = ports_.why_not_durable(); !why_not.empty())
        return refuse(std::move(call), make_problem("not_ready", why_not));
    auto numbers = parse_lookup_request(call.request.body);
    if (!numbers) return refuse(std::move(call), numbers.error());
    const auto client = call.who.client;
    item_results<facts::looked_up> results{numbers->size(), true};
    const auto token =
        open({.answer = std::move(call.answer),
              .client = client,
              .idempotency_key = {},
              .deadline = net::clock::now() + options_.answer_deadline,
              .at_deadline = make_late_problem,
              .on_answer = [results = std::move(results)](
                               const facts::answer& answer) mutable -> std::optional<net::http_response> {
                  results.handle_answer(answer);
                  if (!results.is_complete()) return std::nullopt;
                  return render_lookups(results.all());
              }});
    std::vector<facts::command> commands;
    for (uint32_t item = 0; item < numbers->size(); ++item)
        commands.push_back(facts::look_up_number{token, client, std::move((*numbers)[item]), item});
    if (ports_.engine.try_send_all(std::move(commands))) return;
    open_.finish(token, render_problem(make_problem("overloaded", "Too much is waiting; try again.")));
}

void service::get_contradictions(service_call call) {
    if (!call.who.operator_scope) return refuse(std::move(call), make_no_address_problem());
    const auto make = [](facts::token token) -> facts::command { return facts::query_contradictions{token}; };
    const auto render = [sources = operator_sources{links_, ports_.words}](const facts::reply& reply) {
        const auto* told = std::get_if<facts::contradictions>(&reply);
        ASSERT(told != nullptr);
        return render_contradictions(*told, sources);
    };
    ask(std::move(call), make, render, [] { return make_problem("overloaded", "No answer in time; try again."); });
}

}  // namespace kaskad::gateway::api
