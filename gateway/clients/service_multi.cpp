#include "gateway/clients/client_bind.hpp"
#include "gateway/clients/message_form.hpp"
#include "gateway/clients/message_name.hpp"
#include "gateway/clients/refusal_status.hpp"
#include "gateway/clients/service.hpp"

#include <utility>

// submit_multi: a message for each destination. All go by one message_id, that of the first that is taken: it is waited
// for alone, then the others are asked for at once, and the response leaves when all are answered, hence durable.

namespace kaskad::gateway::clients {

namespace {

using smpp::command_status;

// A list has no address; its name stands where that would (SMPP 3.4 §4.5.2).
smpp::address shown(const smpp::dest_address& destination) {
    if (const auto* list = std::get_if<smpp::distribution_list>(&destination)) return {0, 0, list->dl_name};
    return std::get<smpp::address>(destination);
}

}  // namespace

// ROK: the answer comes when all destinations are judged.
command_status service::submit_multi(open_request waiting, smpp::submit_multi& request) {
    waiting.multi = std::make_shared<open_multi>();
    waiting.multi->request = std::move(request);
    advance(waiting);
    return command_status::rok;
}

// Until one is taken they are asked for one by one, then all that are left.
void service::advance(const open_request& waiting) {
    auto& multi = *waiting.multi;
    if (multi.is_asking) return;  // an answer that came at once: the loop below goes on
    multi.is_asking = true;
    while (multi.asked < multi.request.destinations.size() && (multi.leader || multi.unanswered == 0))
        ask_one(waiting);
    multi.is_asking = false;
    if (multi.unanswered == 0) finish_multi(waiting);
}

// There are no distribution lists here: one that is named is refused.
void service::ask_one(const open_request& waiting) {
    auto& multi = *waiting.multi;
    const auto& wanted = multi.request.destinations[multi.asked++];
    auto one = waiting;
    one.destination = shown(wanted);
    auto status = command_status::rcntsubdl;
    ++multi.unanswered;
    if (const auto* to = std::get_if<smpp::address>(&wanted)) status = submit(as_submit(multi.request, *to), one);
    if (status == command_status::rok) return;
    --multi.unanswered;
    multi.response.unsuccess_smes.push_back({one.destination, status});
}

void service::handle_multi_answer(const open_request& asked, const facts::reply& answer) {
    auto& multi = *asked.multi;
    --multi.unanswered;
    if (const auto* taken = std::get_if<facts::accepted_item>(&answer)) {
        if (!multi.leader) multi.leader = *taken;
    } else {
        const auto* refused = std::get_if<facts::refusal>(&answer);
        const auto status =
            refused != nullptr ? submit_status_of(refused->code, asked.names_cascade) : command_status::rsyserr;
        multi.response.unsuccess_smes.push_back({asked.destination, status});
    }
    advance(asked);
}

// Where nobody gets it, the first fault is the answer.
void service::finish_multi(const open_request& waiting) {
    auto& multi = *waiting.multi;
    const auto status = multi.leader ? command_status::rok : multi.response.unsuccess_smes.front().error_status_code;
    waiting.account->count_request(waiting.ref.id, status);
    const auto connection = waiting.connection.lock();
    if (!connection) return;
    if (!multi.leader) {
        connection->reply(waiting.ref, status);
        return;
    }
    multi.response.message_id = message_id_text(multi.leader->message, multi.leader->alias, waiting.id_form);
    connection->reply(waiting.ref, multi.response);
}

}  // namespace kaskad::gateway::clients
