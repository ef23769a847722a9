#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/inquiry.hpp"
#include "gateway/clients/message_name.hpp"
#include "gateway/clients/refusal_status.hpp"
#include "gateway/clients/service.hpp"

#include <utility>

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

// Of one cancel_sm without an id: a thousand messages. Whoever has more asks again.
constexpr uint32_t PAGES_MAX = 1'000 / facts::CANCELLED_MAX;

bool is_submit(smpp::command_id request) {
    return request == smpp::command_id::submit_sm || request == smpp::command_id::data_sm;
}

command_status status_in(const facts::reply& value, smpp::command_id request, bool names_cascade) {
    if (const auto* told = std::get_if<facts::message_status>(&value)) return status_of(*told, request);
    const auto* refused = std::get_if<facts::refusal>(&value);
    if (refused == nullptr) return command_status::rok;
    return is_submit(request) ? submit_status_of(refused->code, names_cascade) : status_of(refused->code, request);
}

}  // namespace

// ROK: the answer comes from the engine. Each costs the account's rate one segment.
command_status service::inquire(client_bind& from, smpp::event::request_received& request) {
    auto& state = *from.account();
    if (!has_room(from)) return command_status::rmsgqful;
    auto command = make_inquiry(request.body, {.from = *state.who,
                                               .interface_version = from.connection().session().interface_version(),
                                               .now_utc_ms = ports_.utc_ms()});
    if (!command) return command.error();
    if (state.who->terms.rate > 0 && !state.rate.take(1, ports_.steady_ms())) return command_status::rthrottled;
    auto kept = std::make_shared<open_inquiry>();
    if (auto* query = std::get_if<smpp::query_sm>(&request.body)) kept->query = std::move(*query);
    if (const auto* cancel = std::get_if<facts::cancel_messages>(&*command)) kept->cancel = *cancel;
    return ask({.connection = from.connection().weak_from_this(),
                .ref = request.ref,
                .account = &state,
                .inquiry = std::move(kept)},
               std::move(*command));
}

void service::answer(open_request asked, const facts::reply& value) {
    if (const auto* done = std::get_if<facts::cancelled_messages>(&value))
        return answer_cancelled(std::move(asked), *done);
    const auto status = status_in(value, asked.ref.id, asked.names_cascade);
    asked.account->count_request(asked.ref.id, status);
    const auto connection = asked.connection.lock();
    if (!connection) return;
    const auto* told = std::get_if<facts::message_status>(&value);
    if (told && asked.ref.id == smpp::command_id::query_sm) {
        connection->reply(asked.ref, make_query_response(asked.inquiry->query, *told));
        return;
    }
    const auto* taken = std::get_if<facts::accepted_item>(&value);
    const auto id = taken ? message_id_text(taken->message, taken->alias, asked.id_form) : std::string{};
    connection->reply(asked.ref, status, id);
}

// A page is done; the next one begins behind it. To have cancelled nothing, or not all, is a failure.
void service::answer_cancelled(open_request asked, const facts::cancelled_messages& done) {
    const auto connection = asked.connection.lock();
    const auto ref = asked.ref;
    auto& account = *asked.account;
    auto& search = *asked.inquiry;
    search.cancelled += done.count;
    auto status = !done.last && search.cancelled > 0 ? command_status::rok : command_status::rcancelfail;
    if (done.last && ++search.pages < PAGES_MAX) {
        search.cancel.after = done.last;
        auto command = search.cancel;
        status = ask(std::move(asked), std::move(command));
        if (status == command_status::rok) return;
    }
    account.count_request(ref.id, status);
    if (connection) connection->reply(ref, status);
}

}  // namespace kaskad::gateway::clients
