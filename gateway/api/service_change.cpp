#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/cascade_request.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/service.hpp"

#include <boost/json.hpp>

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

net::http_response render_feedback(const facts::reply& reply) {
    ASSERT(std::holds_alternative<facts::message_status>(reply));
    return make_json(200, R"({"noted":true})");
}

problem make_field_problem(std::string_view code, std::string field, std::string why) {
    auto made = make_problem(code, why);
    made.errors.push_back({std::move(field), std::move(why)});
    return made;
}

// {"arrived": true}
std::expected<bool, problem> arrival_in(std::string_view body) {
    const auto root = parse_json(body);
    if (!root) return std::unexpected(root.error());
    const auto* fields = root->if_object();
    if (!fields) return std::unexpected(make_problem("malformed_json", "The body must be a JSON object."));
    for (const auto& [name, value] : *fields)
        if (name != "arrived")
            return std::unexpected(make_field_problem("unknown_field", name, "There is no such field."));
    const auto* arrived = fields->if_contains("arrived");
    if (!arrived) return std::unexpected(make_field_problem("missing_field", "arrived", "Say true or false."));
    if (!arrived->is_bool())
        return std::unexpected(make_field_problem("wrong_type", "arrived", "It must be true or false."));
    return arrived->get_bool();
}

}  // namespace

void service::cancel_message(service_call call) {
    change(std::move(call), facts::cancel_message{}, render_cancelled);
}

void service::repeat_receipt(service_call call) {
    change(std::move(call), facts::repeat_event{}, render_repeated);
}

void service::post_feedback(service_call call) {
    const auto has_arrived = arrival_in(call.request.body);
    if (!has_arrived) return refuse(std::move(call), has_arrived.error());
    change(std::move(call), facts::give_feedback{.has_arrived = *has_arrived}, render_feedback);
}

void service::stop_message(service_call call) {
    auto why = read_stop(call.request.body);
    if (!why) return refuse(std::move(call), why.error());
    facts::stop_message command;
    command.why = std::move(*why);
    change(std::move(call), std::move(command), render_cancelled);
}

template <typename Command>
void service::change(service_call call, Command command, reply_renderer render) {
    const auto id = message_in(call.request.path());
    if (!id) return refuse(std::move(call), make_problem("not_found", "There is no such message."));
    if (const auto why_not = ports_.why_not_durable(); !why_not.empty())
        return refuse(std::move(call), make_problem("not_ready", why_not));
    const auto owner = call.who.operator_scope ? core::client_id{} : call.who.client;
    command.claim = {.client = owner, .message = *id};
    const auto make = [&command](facts::token token) -> facts::command {
        command.reply_to = token;
        return command;
    };
    ask(std::move(call), make, std::move(render), make_repeatable_problem);
}

}  // namespace kaskad::gateway::api
