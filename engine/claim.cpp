#include "engine/claim.hpp"

#include "core/address.hpp"
#include "engine/events.hpp"
#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

constexpr core::link_id OURS;  // what clients were told are ids of no link

// The index keeps hashes: is it really called so?
bool is_named(const facts::message& value, const facts::message_claim& claim) {
    if (claim.alias == 0 && claim.message == value.id) return true;
    return std::ranges::any_of(value.submissions, [&](const facts::submission& one) {
        return claim.alias != 0 ? one.alias == claim.alias : one.id == claim.message;
    });
}

std::optional<core::message_id> find_id(const world& memory, const facts::message_claim& claim) {
    if (claim.alias == 0) return message_of(memory, claim.message);
    const auto owner = memory.operator_ids.find(OURS, facts::alias_key(claim.alias));
    if (!owner) return std::nullopt;
    return owner->message;
}

// SMPP 3.4 §4.8.1: the sender must be that of the submit, and empty if that was.
bool is_from(const facts::message& value, const std::string& sender, const facts::client& client) {
    const auto parsed = core::parse_sender(sender.empty() ? client.default_sender : sender);
    return parsed && parsed->kind == value.sender_kind && parsed->text == value.sender;
}

bool is_to(const facts::message& value, const std::string& recipient, const facts::client& client) {
    const auto parsed = core::parse_recipient(recipient, client.home);
    return parsed && parsed->digits == value.recipient;
}

bool fits(const world& memory, const facts::message_claim& claim, const facts::message& value) {
    if (claim.client && claim.client != value.client) return false;
    const auto client = memory.clients.find(value.client);
    if (client == memory.clients.end()) return false;
    if (claim.sender && !is_from(value, *claim.sender, client->second)) return false;
    return claim.recipient.empty() || is_to(value, claim.recipient, client->second);
}

}  // namespace

const facts::message_claim* claim_of(const facts::command& command) {
    return std::visit(
        [](const auto& value) -> const facts::message_claim* {
            if constexpr (requires { value.claim; }) {
                return &value.claim;
            } else {
                return nullptr;
            }
        },
        command);
}

std::optional<facts::token> asker_of(const facts::command& command) {
    if (const auto* cancel = std::get_if<facts::cancel_messages>(&command)) return cancel->reply_to;
    if (const auto* reported = std::get_if<facts::channel_reported>(&command)) return reported->reply_to;
    if (const auto* heard = std::get_if<facts::channel_heard>(&command)) return heard->reply_to;
    return std::visit(
        [](const auto& value) -> std::optional<facts::token> {
            if constexpr (requires { value.claim; }) {
                return value.reply_to;
            } else {
                return std::nullopt;
            }
        },
        command);
}

core::message_id message_of(const world& memory, core::message_id told) {
    if (memory.messages.contains(told)) return told;
    const auto owner = memory.operator_ids.find(OURS, facts::submission_key(told));
    return owner ? owner->message : told;
}

bool is_hot(const world& memory, const facts::message_claim& claim) {
    const auto id = find_id(memory, claim);
    return id && memory.messages.contains(*id);
}

facts::fetch_request look_up(const facts::message_claim& claim) {
    if (claim.alias == 0) return facts::fetch_message{claim.message};
    return facts::fetch_operator_id{OURS, {facts::alias_key(claim.alias)}};
}

std::optional<facts::message> find_claimed(const world& memory, const facts::message_claim& claim) {
    const auto id = find_id(memory, claim);
    auto found = id ? memory.find(*id) : std::nullopt;
    if (!found || !is_named(found->value, claim) || !fits(memory, claim, found->value)) return std::nullopt;
    return std::move(found->value);
}

facts::message_status status_of(const facts::message& value) {
    return {.message = value.id, .state = value.state, .reason = value.reason, .final_utc = value.final_utc};
}

facts::refusal no_such_message() {
    return {facts::refusal_code::not_found, "", "there is no such message"};
}

void handle(turn& turn, const facts::query_message& command) {
    const auto found = find_claimed(turn.memory, command.claim);
    const auto told = found ? facts::reply{status_of(*found)} : facts::reply{no_such_message()};
    turn.send(facts::answer{command.reply_to, 0, told});
}

void handle(turn& turn, const facts::repeat_event& command) {
    const auto found = find_claimed(turn.memory, command.claim);
    if (!found) return turn.send(facts::answer{command.reply_to, 0, no_such_message()});
    std::vector<facts::event> events;
    if (facts::is_final(found->state)) events = make_events(turn, *found, event_of(found->state));
    turn.send(facts::answer{command.reply_to, 0, facts::repeated_events{static_cast<uint32_t>(events.size())}});
    for (auto& event : events)
        event.utc = found->final_utc;
    raise_events(turn, std::move(events));
}

}  // namespace kaskad::engine
