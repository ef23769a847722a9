#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/service.hpp"

#include <utility>

// What is asked of one message that was accepted before. The engine knows whether it is the client's.

namespace kaskad::gateway::api {

namespace {

problem make_repeatable_problem() {
    return make_problem("outcome_unknown", "No answer in time; ask for the message, or try again.");
}

// The segment behind "/v1/messages/".
std::expected<core::message_id, std::string> message_in(std::string_view path) {
    constexpr size_t PREFIX = std::string_view{"/v1/messages/"}.size();
    return core::parse_message_id(path.substr(PREFIX, path.find('/', PREFIX) - PREFIX));
}

net::http_response render_cancelled(const facts::reply& reply) {
    const auto* status = std::get_if<facts::message_status>(&reply);
    ASSERT(status != nullptr);
    json_writer out;
    out.begin_object();
    out.text("id", core::to_string(status->message));
    out.text("state", facts::to_string(status->state));
    out.end_object();
    return make_json(200, out.take());
}

net::http_response render_repeated(const facts::reply& reply) {
    const auto* repeated = std::get_if<facts::repeated_events>(&reply);
    ASSERT(repeated != nullptr);
    json_writer out;
    out.begin_object();
    out.number("events", repeated->count);
    out.end_object();
    return make_json(200, out.take());
}

}  // namespace

void service::cancel_message(service_call call) {
    change<facts::cancel_message>(std::move(call), render_cancelled);
}

void service::repeat_receipt(service_call call) {
    change<facts::repeat_event>(std::move(call), render_repeated);
}

template <typename Command>
void service::change(service_call call, std::function<net::http_response(const facts::reply&)> render) {
    const auto id = message_in(call.request.path());
    if (!id) return refuse(std::move(call), make_problem("not_found", "There is no such message."));
    if (open_.is_full()) return refuse(std::move(call), make_problem("overloaded", "Too many requests are open."));
    if (const auto why_not = ports_.why_not_durable(); !why_not.empty())
        return refuse(std::move(call), make_problem("not_ready", why_not));
    const auto owner = call.who.operator_scope ? core::client_id{} : call.who.client;
    const auto token = open({.answer = std::move(call.answer),
                             .client = call.who.client,
                             .idempotency_key = {},
                             .deadline = net::clock::now() + options_.answer_deadline,
                             .at_deadline = make_repeatable_problem,
                             .on_answer = [render](const facts::answer& answer) -> std::optional<net::http_response> {
                                 if (const auto* refusal = std::get_if<facts::refusal>(&answer.value))
                                     return render_problem(make_problem(*refusal));
                                 return render(answer.value);
                             }});
    if (!ports_.engine.try_send(Command{.reply_to = token, .claim = {.client = owner, .message = *id}}))
        open_.finish(token, render_problem(make_problem("overloaded", "Too much is waiting; try again.")));
}

}  // namespace kaskad::gateway::api
