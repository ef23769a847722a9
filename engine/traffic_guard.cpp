#include "engine/traffic_guard.hpp"

#include "core/address.hpp"
#include "engine/checkpoints.hpp"
#include "engine/named.hpp"

#include <algorithm>
#include <functional>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;
using routing::pumping_verdict;

routing::loop_message loop_message_of(core::client_id owner, const facts::message& value, std::string_view text) {
    return {.owner = {owner.value},
            .recipient = value.recipient,
            .sender = value.sender,
            .text_hash = std::hash<std::string_view>{}(text)};
}

bool owns_a_link(const turn& turn, const facts::client& client) {
    return std::ranges::any_of(turn.memory.links, [&](const auto& entry) { return entry.second.owner == client.name; });
}

const facts::client* find_client(const turn& turn, const std::string& name) {
    const auto found = find_named(turn.memory.clients, name);
    return found == turn.memory.clients.end() ? nullptr : &found->second;
}

// By the client's declaration: it is not even counted.
bool is_allowed(const facts::client& client, const facts::message& value) {
    return std::ranges::any_of(client.traffic_allowed, [&](const facts::traffic_allowance& each) {
        return (each.sender.empty() || each.sender == value.sender) && value.recipient.starts_with(each.prefix);
    });
}

std::expected<void, refusal> act_on(turn& turn, facts::message& draft, pumping_verdict verdict) {
    switch (verdict) {
        case pumping_verdict::none:
            return {};
        case pumping_verdict::delay:
            if (draft.wake_steady == 0) draft.state = facts::message_state::scheduled;
            draft.wake_steady = std::max(draft.wake_steady, turn.now.steady_ms + turn.limits.pumping_delay_ms);
            return {};
        case pumping_verdict::hold:
            return std::unexpected(refusal{refusal_code::traffic_held, "to",
                                           "messages to this block of numbers wait until somebody has looked at them; "
                                           "nothing is charged"});
        case pumping_verdict::block:
            return std::unexpected(refusal{refusal_code::traffic_blocked, "to",
                                           "messages to this block of numbers look like pumping; nothing is charged"});
    }
    return {};
}

}  // namespace

std::expected<void, refusal> guard_traffic(turn& turn, facts::message& draft, const facts::client& client,
                                           std::string_view text) {
    auto& memory = turn.memory;
    if (owns_a_link(turn, client) &&
        memory.loops.is_loop(loop_message_of(client.id, draft, text), turn.now.steady_ms)) {
        return std::unexpected(
            refusal{refusal_code::traffic_loops, "", "the same message went out over a link of yours a moment ago"});
    }
    if (client.pumping == facts::pumping_rule::off || !routing::is_watched_for_pumping(draft.klass)) return {};
    if (is_allowed(client, draft)) return {};
    const core::msisdn recipient{draft.recipient};
    const auto seen = memory.pumping.judge({client.id, draft.sender, recipient}, turn.now.steady_ms);
    ++turn.counters.pumping[static_cast<size_t>(seen.verdict)];
    return client.pumping == facts::pumping_rule::guard ? act_on(turn, draft, seen.verdict)
                                                        : std::expected<void, refusal>{};
}

void note_for_loops(turn& turn, const facts::message& value, const facts::link& link) {
    if (link.owner.empty()) return;
    const auto* const owner = find_client(turn, link.owner);
    if (owner == nullptr) return;
    turn.memory.loops.note_sent(loop_message_of(owner->id, value, turn.memory.messages.text_of(value.id)),
                                turn.now.steady_ms);
}

void handle(turn& turn, const facts::allow_traffic& command) {
    const auto* const client = find_client(turn, command.client);
    const auto recipient = core::parse_recipient(command.number, client ? client->home : core::national_prefix{});
    const auto refuse = [&](std::string field, std::string why) {
        const refusal no{refusal_code::invalid_declaration, std::move(field), std::move(why)};
        turn.send(facts::answer{command.reply_to, 0, no});
    };
    if (client == nullptr) return refuse("client", "there is no client of this name");
    if (!recipient) return refuse("number", recipient.error());
    if (command.until_utc_ms <= turn.now.utc_ms) return refuse("until", "it is in the past");
    const auto until = turn.now.steady_ms + (command.until_utc_ms - turn.now.utc_ms);
    turn.memory.pumping.allow({client->id, command.sender, *recipient}, until);
    save_pumping(turn);
    turn.send(facts::answer{command.reply_to, 0, facts::done{}});
}

}  // namespace kaskad::engine
