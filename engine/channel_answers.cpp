#include "engine/channel_answers.hpp"

#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/contacts.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/codec.hpp"
#include "engine/person_answers.hpp"
#include "engine/responses.hpp"
#include "engine/revocation.hpp"
#include "engine/route_question.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

using facts::attempt_state;
using facts::channel_outcome;

retry_class class_of(channel_outcome outcome) {
    switch (outcome) {
        case channel_outcome::accepted:
            return retry_class::accepted;
        case channel_outcome::retry:
            return retry_class::same_link;
        case channel_outcome::throttle:
            return retry_class::throttle_link;
        case channel_outcome::account:
            return retry_class::other_link;
        case channel_outcome::next:
        case channel_outcome::config:
            return retry_class::final;
    }
    return retry_class::final;
}

response_rule rule_of(const turn& turn, const facts::channel_answered& command, const facts::message& value) {
    response_rule rule{.action = class_of(command.outcome), .reason = command.reason};
    rule.alarm = command.outcome == channel_outcome::config || command.outcome == channel_outcome::account;
    rule.retry_delay_ms = static_cast<uint32_t>(std::clamp<int64_t>(command.retry_after_ms, 0, UINT32_MAX));
    const auto number = command.part.attempt;
    if (value.cascade == 0 || number == 0 || number > value.attempts.size()) return rule;
    const auto& step = step_at(turn, value, value.attempts[number - 1U].step);
    rule.retries_max = step.retries;
    if (rule.retry_delay_ms == 0) rule.retry_delay_ms = step.retry_ms;
    return rule;
}

std::string words_of(const std::string& code, const std::string& text) {
    if (code.empty() || text.empty()) return code + text;
    return code + " " + text;
}

facts::attempt* find_attempt(facts::message& value, const facts::part_ref& ref, core::link_id account) {
    if (ref.attempt == 0 || ref.attempt > value.attempts.size()) return nullptr;
    auto& attempt = value.attempts[ref.attempt - 1U];
    return attempt.link == account ? &attempt : nullptr;
}

// It is as far as its step wants it to be, without a word that it arrived. False: it is not, and nothing was put.
bool end_at_goal(turn& turn, facts::message& draft, const facts::attempt& attempt) {
    if (draft.cascade == 0 || facts::is_final(draft.state) || !has_reached_goal(turn, draft, attempt)) return false;
    put_note note{.attempt = attempt.number, .link = attempt.link, .note = "as far as its step wants"};
    end_message(turn, draft, facts::message_state::unknown, core::reason::no_receipt, std::move(note));
    return true;
}

// The provider took it. Reports may have come before, and say more.
void note_taken(turn& turn, const facts::channel_answered& command) {
    auto found = turn.memory.find(command.part.message);
    if (!found || facts::is_final(found->value.state)) return;
    auto& draft = found->value;
    auto* attempt = find_attempt(draft, command.part, command.bind.link);
    if (!attempt || attempt->parts.front().state < facts::part_state::accepted) return;
    const bool is_news = command.is_sent && attempt->state == attempt_state::accepted;
    if (is_news) attempt->state = attempt_state::sent;
    const put_note note{.attempt = attempt->number, .link = attempt->link, .note = "sent"};
    if (end_at_goal(turn, draft, *attempt)) return;
    if (is_news) put(turn, std::move(draft), facts::fact_kind::receipt_matched, note);
}

bool is_about_person(core::reason reason) {
    return reason == core::reason::not_on_channel || reason == core::reason::unknown_subscriber;
}

void learn(turn& turn, const facts::message& value, const facts::attempt& attempt, core::reason reason) {
    if (is_about_person(reason)) note_unreachable(turn, value, attempt, reason);
    if (reason != core::reason::suppressed) return;
    const auto klass = static_cast<uint8_t>(static_cast<uint8_t>(value.klass) + 1);
    note_opt_out(turn, value.client, value.recipient, attempt.channel,
                 {.sender = {}, .klass = klass, .source = attempt.provider_code});
}

// Whose business it is what is heard over an account: the client's that alone may use it; of several, those who have
// just written to that person over it.
std::vector<core::client_id> clients_of(const turn& turn, const facts::link& account, const std::string& recipient) {
    std::vector<core::client_id> users;
    for (const auto& [id, client] : turn.memory.clients) {
        if (client.enabled && is_allowed(client, account)) users.push_back(id);
    }
    if (users.size() == 1) return users;
    std::set<core::client_id> writers;
    for (const auto id : turn.memory.open_cascades.of(recipient)) {
        const auto found = turn.memory.find(id);
        if (found && went_over(found->value, account.id)) writers.insert(found->value.client);
    }
    return {writers.begin(), writers.end()};
}

// The person is found there from now on: said in one breath with the number.
void learn_address(turn& turn, const facts::channel_heard& command, const facts::link& account) {
    if (command.recipient.empty() || command.address.empty()) return;
    if (!turn.memory.plan.find(command.recipient)) return;  // nobody's number
    for (const auto client : clients_of(turn, account, command.recipient))
        note_address(turn, client, command.recipient, account.channel, command.address);
}

// WhatsApp may know a person by another number than the one that was written to, and says so in its reports.
void learn_other_number(turn& turn, const facts::message& value, const facts::attempt& attempt,
                        const facts::channel_reported& command) {
    const bool is_other = !command.recipient.empty() && command.recipient != value.recipient;
    if (!is_other || attempt.channel != core::channel::whatsapp || !facts::has_arrived(attempt)) return;
    note_address(turn, value.client, value.recipient, attempt.channel, command.recipient);
}

void hear(turn& turn, const facts::channel_heard& command, const std::string& recipient, core::channel channel) {
    switch (command.said) {
        case facts::channel_heard::word::text:
            return take_answer(turn, recipient, command.account);
        case facts::channel_heard::word::opted_in:
            return note_opt_in(turn, {}, recipient, channel);
        case facts::channel_heard::word::opted_out:
            note_opt_out(turn, {}, recipient, channel, {.sender = {}, .klass = 0, .source = command.source});
            return take_opt_out(turn, recipient, command.account, command.source);
    }
}

}  // namespace

void handle(turn& turn, const facts::channel_answered& command) {
    const auto found = turn.memory.find(command.part.message);
    if (!found) return;
    const auto rule = rule_of(turn, command, found->value);
    respond(turn,
            {.bind = command.bind,
             .part = command.part,
             .command_status = 0,
             .operator_id = command.provider_id,
             .operator_key = command.provider_id},
            {.rule = rule, .words = words_of(command.code, command.text), .evidence = command.evidence});
    if (command.outcome == channel_outcome::accepted) return note_taken(turn, command);
    auto now = turn.memory.find(command.part.message);
    if (!now) return;
    const auto* attempt = find_attempt(now->value, command.part, command.bind.link);
    if (attempt) learn(turn, now->value, *attempt, command.reason);
}

void note_report(turn& turn, const facts::channel_reported& command, const facts::part_ref& ref) {
    auto found = turn.memory.find(ref.message);
    if (!found) return;
    auto& draft = found->value;
    auto* attempt = find_attempt(draft, ref, command.account);
    if (!attempt) return;
    const bool has_arrived = facts::has_arrived(*attempt);
    if (has_arrived) note_reached(turn, draft, *attempt);
    learn_other_number(turn, draft, *attempt, command);
    if (!has_arrived) learn(turn, draft, *attempt, command.reason);
    if (end_at_goal(turn, draft, *attempt) || !command.is_refunded || attempt->is_refunded) return;
    refund(turn, draft, *attempt);
    put(turn, std::move(draft), facts::fact_kind::accrued,
        {.attempt = ref.attempt, .link = command.account, .note = "refunded"});
}

void handle(turn& turn, const facts::channel_heard& command) {
    const auto account = turn.memory.links.find(command.account);
    if (account != turn.memory.links.end()) {
        learn_address(turn, command, account->second);
        const auto recipient = recipient_of(turn.memory, command);
        if (!recipient.empty()) hear(turn, command, recipient, account->second.channel);
    }
    turn.send(facts::answer{command.reply_to, 0, facts::done{}});
}

}  // namespace kaskad::engine
