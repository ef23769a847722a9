#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/message_form.hpp"
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
    if (!has_room(from)) return command_status::rmsgqful;
    open_submit waiting{from.connection().weak_from_this(), request.ref, from.account(), {}, {}};
    if (auto* const multi = std::get_if<smpp::submit_multi>(&request.body))
        return submit_multi(std::move(waiting), *multi);
    if (const auto* const data = std::get_if<smpp::data_sm>(&request.body))
        return submit(as_submit(*data), std::move(waiting));
    return submit(std::get<smpp::submit_sm>(request.body), std::move(waiting));
}

command_status service::submit(const smpp::submit_sm& message, open_submit waiting) {
    auto& state = *waiting.account;
    const auto connection = waiting.connection.lock();
    if (!connection) return command_status::rsyserr;
    auto command = make_command(message, *state.who, ports_.utc_ms());
    if (!command) return command.error();
    if (state.who->terms.rate > 0 && !state.rate.take(segments_of(command->text), smpp::transport::steady_ms()))
        return command_status::rthrottled;
    if (waiting.multi && waiting.multi->leader) {
        command->submissions.front().id = waiting.multi->leader->message;
        command->submissions.front().alias = waiting.multi->leader->alias;
    } else {
        command->wants_alias = connection->session().interface_version() < smpp::VERSION_34;
    }
    const auto token = ++last_token_;
    command->reply_to = token;
    // The answer may come before the call returns.
    open_.emplace(token, std::move(waiting));
    ++state.submits_open;
    if (ports_.ask.try_send(std::move(*command))) return command_status::rok;
    open_.erase(token);
    --state.submits_open;
    return command_status::rmsgqful;
}

// Submits of binds that are gone count too, or a client could have any number under way by coming and going.
bool service::has_room(client_bind& from) const {
    const auto& terms = from.account()->who->terms;
    return ports_.why_not_durable().empty() && from.connection().session().inbound_outstanding() <= terms.window &&
           from.account()->submits_open < size_t{terms.window} * terms.binds;
}

void service::handle_answer(const facts::answer& answer) {
    const auto found = open_.find(answer.reply_to);
    if (found == open_.end()) return;
    const auto asked = std::move(found->second);
    open_.erase(found);
    --asked.account->submits_open;
    if (asked.multi) return handle_multi_answer(asked, answer.value);
    const auto connection = asked.connection.lock();
    if (!connection) return;
    if (const auto* taken = std::get_if<facts::accepted_item>(&answer.value)) {
        connection->reply(asked.ref, command_status::rok, message_id_text(taken->message, taken->alias));
    } else if (const auto* refused = std::get_if<facts::refusal>(&answer.value)) {
        connection->reply(asked.ref, status_of(refused->code));
    }
}

}  // namespace kaskad::gateway::clients
