#include "engine/cancellation.hpp"

#include "core/address.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/claim.hpp"
#include "engine/delivery.hpp"
#include "engine/facts/codec.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::message_state;

void cancel(turn& turn, facts::message draft) {
    constexpr auto WHY = core::reason::cancelled_by_client;
    if (!draft.attempts.empty()) {
        auto& attempt = current(draft);
        attempt.state = facts::attempt_state::cancelled;
        attempt.reason = WHY;
        attempt.ended_utc = turn.now.utc_ms;
    }
    end_message(turn, draft, message_state::cancelled, WHY);
}

// What has not left does not leave; what is on its way over one channel is the last of it.
facts::message_status stop_cascade(turn& turn, facts::message draft) {
    const auto id = draft.id;
    stop(turn, draft, core::reason::cancelled_by_client, "cancelled");
    return status_of(turn.memory.find(id)->value);
}

// Whether it ends cancelled.
bool cancel_found(turn& turn, facts::message found) {
    if (found.cascade != 0 && !facts::is_final(found.state))
        return stop_cascade(turn, std::move(found)).state == message_state::cancelled;
    if (!can_be_stopped(found)) return false;
    cancel(turn, std::move(found));
    return true;
}

facts::refusal too_late(const facts::message& value) {
    return {facts::refusal_code::not_cancellable, "",
            facts::is_final(value.state) ? "it has ended: " + std::string{facts::to_string(value.state)}
                                         : "an operator has it, or may have it"};
}

}  // namespace

bool can_be_stopped(const facts::message& value) {
    if (facts::is_final(value.state) || is_with_operator(value)) return false;
    return std::ranges::none_of(value.attempts, [](const facts::attempt& attempt) {
        return std::ranges::any_of(attempt.parts, [](const facts::part& part) { return facts::is_doubtful(part); });
    });
}

std::optional<facts::fetch_request> search_of(const world& memory, const facts::cancel_messages& command) {
    const auto client = memory.clients.find(command.client);
    if (command.is_searched || client == memory.clients.end()) return std::nullopt;
    const auto recipient = core::parse_recipient(command.recipient, client->second.home);
    if (!recipient) return std::nullopt;
    return facts::fetch_open{command.client, recipient->digits, command.after, facts::CANCELLED_MAX, memory.position};
}

void handle(turn& turn, const facts::cancel_message& command) {
    auto found = find_claimed(turn.memory, command.claim);
    if (!found) return turn.send(facts::answer{command.reply_to, 0, no_such_message()});
    if (found->cascade != 0 && !facts::is_final(found->state))
        return turn.send(facts::answer{command.reply_to, 0, stop_cascade(turn, std::move(*found))});
    if (!can_be_stopped(*found)) return turn.send(facts::answer{command.reply_to, 0, too_late(*found)});
    const auto id = found->id;
    cancel(turn, std::move(*found));
    turn.send(facts::answer{command.reply_to, 0, status_of(turn.memory.find(id)->value)});
}

void handle(turn& turn, const facts::cancel_messages& command) {
    facts::cancelled_messages told;
    if (command.found.size() == facts::CANCELLED_MAX) told.last = command.found.back();
    for (const auto id : command.found) {
        auto found = find_claimed(turn.memory, {.client = command.client, .message = id, .sender = command.sender});
        if (found && cancel_found(turn, std::move(*found))) ++told.count;
    }
    turn.send(facts::answer{command.reply_to, 0, told});
}

}  // namespace kaskad::engine
