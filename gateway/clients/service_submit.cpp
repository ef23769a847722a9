#include "core/mutant.hpp"
#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/receipt_form.hpp"
#include "gateway/clients/refusal_status.hpp"
#include "gateway/clients/service.hpp"
#include "gateway/clients/submission.hpp"
#include "smpp/segmentation.hpp"

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

// The rate counts segments; a text that is too long for any message is refused later, and costs one.
uint32_t segments_of(const std::string& text) {
    const auto counted = smpp::count_parts(text);
    return counted ? counted->parts : 1;
}

}  // namespace

void service::handle_request(client_bind& from, smpp::event::request_received& request) {
    const auto status = submit(from, request);
    if (status != command_status::rok) from.connection().reply(request.ref, status);
}

// ROK: the answer comes from the engine, when the message is durable (SMPP 3.4 §2.5.1).
command_status service::submit(client_bind& from, smpp::event::request_received& request) {
    const auto* message = std::get_if<smpp::submit_sm>(&request.body);
    if (message == nullptr) return command_status::rinvcmdid;  // data_sm
    auto& state = *from.account();
    if (!has_room(from)) return command_status::rmsgqful;
    auto command = make_command(*message, *state.who, ports_.utc_ms());
    if (!command) return command.error();
    const bool is_paced = state.who->terms.rate > 0 && !core::mutated(core::mutant::client_rate_ignored);
    if (is_paced && !state.rate.take(segments_of(command->text), ports_.steady_ms())) return command_status::rthrottled;
    const auto token = ++last_token_;
    command->reply_to = token;
    command->wants_alias = from.connection().session().interface_version() < smpp::VERSION_34;
    // The answer may come before the call returns.
    open_.emplace(token, open_submit{from.connection().weak_from_this(), request.ref, &state});
    ++state.submits_open;
    if (ports_.ask.try_send(std::move(*command))) return command_status::rok;
    open_.erase(token);
    --state.submits_open;
    return command_status::rmsgqful;
}

// Submits of binds that are gone count too, or a client could have any number under way by coming and going.
bool service::has_room(client_bind& from) const {
    const auto& terms = from.account()->who->terms;
    if (core::mutated(core::mutant::client_window_ignored)) return true;
    return ports_.why_not_durable().empty() && from.connection().session().inbound_outstanding() <= terms.window &&
           from.account()->submits_open < size_t{terms.window} * terms.binds;
}

void service::handle_answer(const facts::answer& answer) {
    const auto found = open_.find(answer.reply_to);
    if (found == open_.end()) return;
    const auto asked = std::move(found->second);
    open_.erase(found);
    --asked.account->submits_open;
    const auto connection = asked.connection.lock();
    if (!connection) return;
    if (const auto* taken = std::get_if<facts::accepted_item>(&answer.value)) {
        connection->reply(asked.ref, command_status::rok, message_id_text(taken->message, taken->alias));
    } else if (const auto* refused = std::get_if<facts::refusal>(&answer.value)) {
        connection->reply(asked.ref, status_of(refused->code));
    }
}

}  // namespace kaskad::gateway::clients
