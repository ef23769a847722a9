#include "core/mutant.hpp"
#include "gateway/clients/cascade_choice.hpp"
#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/message_form.hpp"
#include "gateway/clients/service.hpp"
#include "gateway/clients/submission.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/version.hpp"

#include <utility>

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

// The rate counts segments; a text that is too long for any message is refused later, and costs one.
uint32_t segments_of(const std::string& text) {
    const auto counted = smpp::count_parts(text);
    return counted ? counted->parts : 1;
}

bool is_inquiry(const smpp::pdu_body& body) {
    return std::holds_alternative<smpp::query_sm>(body) || std::holds_alternative<smpp::cancel_sm>(body) ||
           std::holds_alternative<smpp::replace_sm>(body);
}

}  // namespace

void service::handle_request(client_bind& from, smpp::event::request_received& request) {
    const auto status = is_inquiry(request.body) ? inquire(from, request) : submit(from, request);
    if (status == command_status::rok) return;
    from.account()->count_request(request.ref.id, status);
    from.connection().reply(request.ref, status);
}

// ROK: the answer comes from the engine, when the message is durable (SMPP 3.4 §2.5.1).
command_status service::submit(client_bind& from, smpp::event::request_received& request) {
    if (!has_room(from)) return command_status::rmsgqful;
    open_request waiting{
        .connection = from.connection().weak_from_this(), .ref = request.ref, .account = from.account()};
    if (auto* const multi = std::get_if<smpp::submit_multi>(&request.body))
        return submit_multi(std::move(waiting), *multi);
    if (const auto* const data = std::get_if<smpp::data_sm>(&request.body))
        return submit(as_submit(*data), std::move(waiting));
    return submit(std::get<smpp::submit_sm>(request.body), std::move(waiting));
}

command_status service::submit(const smpp::submit_sm& message, open_request waiting) {
    auto& account = *waiting.account;
    const auto connection = waiting.connection.lock();
    if (!connection) return command_status::rsyserr;
    auto command = make_command(message, *account.who, ports_.utc_ms());
    if (!command) return command.error();
    const bool is_paced = account.who->terms.rate > 0 && !core::mutated(core::mutant::client_rate_ignored);
    if (is_paced && !account.rate.take(segments_of(command->text), ports_.steady_ms()))
        return command_status::rthrottled;
    auto& told = command->submissions.front();
    if (connection->session().interface_version() < smpp::VERSION_34) {
        command->wants_alias = true;  // an id of at most eight characters
        told.id_form = facts::message_id_form::plain;
    }
    if (waiting.multi && waiting.multi->leader) {
        told.id = waiting.multi->leader->message;
        told.alias = waiting.multi->leader->alias;
        command->wants_alias = false;
    }
    waiting.id_form = told.id_form;
    waiting.names_cascade = names_cascade(account.who->terms, message.tlvs);
    return ask(std::move(waiting), std::move(*command));
}

// ROK: it will be answered.
command_status service::ask(open_request request, facts::command command) {
    const auto token = ++last_token_;
    std::visit(
        [token](auto& value) {
            if constexpr (requires { value.reply_to; }) value.reply_to = token;
        },
        command);
    auto& account = *request.account;
    // The answer may come before the call returns.
    open_.emplace(token, std::move(request));
    ++account.requests_open;
    if (ports_.ask.try_send(std::move(command))) return command_status::rok;
    open_.erase(token);
    --account.requests_open;
    return command_status::rmsgqful;
}

// Requests of binds that are gone count too, or a client could have any number under way by coming and going.
bool service::has_room(client_bind& from) const {
    const auto& terms = from.account()->who->terms;
    if (core::mutated(core::mutant::client_window_ignored)) return true;
    return ports_.why_not_durable().empty() && from.connection().session().inbound_outstanding() <= terms.window &&
           from.account()->requests_open < size_t{terms.window} * terms.binds;
}

void service::handle_answer(const facts::answer& answer) {
    const auto found = open_.find(answer.reply_to);
    if (found == open_.end()) return;
    auto asked = std::move(found->second);
    open_.erase(found);
    --asked.account->requests_open;
    if (asked.multi) return handle_multi_answer(asked, answer.value);
    this->answer(std::move(asked), answer.value);
}

}  // namespace kaskad::gateway::clients
