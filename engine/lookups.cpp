#include "engine/lookups.hpp"

#include "core/assert.hpp"
#include "engine/admission.hpp"
#include "engine/facts/codec.hpp"
#include "engine/lookup_money.hpp"
#include "engine/network_learning.hpp"
#include "engine/recipient_network.hpp"
#include "engine/timers.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::lookup_state;
using facts::refusal;
using facts::refusal_code;

void put(turn& turn, facts::fact_kind kind, facts::lookup value, std::vector<facts::change> more = {}) {
    more.emplace_back(std::move(value));
    turn.emit({.kind = kind, .changes = std::move(more)});
}

bool is_fresh(const turn& turn, const facts::lookup& value) {
    return turn.now.utc_ms - value.answered_utc <= turn.limits.lookup.cache_ms;
}

bool is_full(const turn& turn) {
    return turn.memory.lookups.asked().size() >= turn.limits.lookup.open_max;
}

void forget(turn& turn, const facts::lookup& value) {
    facts::fact gone{.kind = facts::fact_kind::numbers_forgotten};
    gone.changes.push_back({value, true});
    turn.emit(std::move(gone));
}

// The oldest goes, unless it is still asked: then there is no room.
bool make_room(turn& turn) {
    const auto& lookups = turn.memory.lookups;
    if (lookups.size() < turn.limits.lookup.kept_max) return true;
    const auto* oldest = lookups.oldest();
    if (!oldest || oldest->state == lookup_state::asked) return false;
    forget(turn, facts::lookup{*oldest});
    return true;
}

// wait_ms: at most, for the answer.
facts::lookup make_lookup(const turn& turn, std::string number, int64_t wait_ms) {
    facts::lookup made;
    made.number = std::move(number);
    made.asked_utc = turn.now.utc_ms;
    made.deadline_steady = turn.now.steady_ms + wait_ms;
    made.buy_price = turn.limits.lookup.price;
    made.buy_currency = turn.limits.lookup.currency;
    return made;
}

void ask(turn& turn, const facts::lookup& value) {
    turn.memory.lookups_waited_for.try_emplace(value.id);
    turn.send(facts::ask_lookup{value.id, value.number, value.deadline_steady});
}

// --- for messages ------------------------------------------------------------------------------------------------

// Its answer is under way for another message, or for a client who asked.
std::optional<core::message_id> join_asked(turn& turn, const facts::message& draft) {
    const auto* asked = turn.memory.lookups.asked_of(draft.recipient);
    if (!asked) return std::nullopt;
    const auto waiting = turn.memory.lookups_waited_for.find(asked->id);
    if (waiting == turn.memory.lookups_waited_for.end()) return std::nullopt;
    auto& messages = waiting->second.messages;
    if (messages.size() >= LOOKUP_MESSAGES_MAX) return std::nullopt;
    messages.push_back(draft.id);
    return asked->id;
}

std::optional<core::message_id> ask_for(turn& turn, const facts::message& draft, facts::node& node) {
    if (is_full(turn) || !make_room(turn)) return std::nullopt;
    auto made = make_lookup(turn, draft.recipient, turn.limits.lookup.deadline_ms);
    core::message_id_source ids{node.number, node.last_message};
    node.last_message = ids.next(turn.now.utc_ms);
    made.id = node.last_message;
    made.client = draft.client;
    made.message = draft.id;
    ask(turn, made);
    turn.memory.lookups_waited_for.at(made.id).messages.push_back(draft.id);
    const auto id = made.id;
    put(turn, facts::fact_kind::lookup_asked, std::move(made));
    return id;
}

// It was answered, or it was not and the plan must do.
void release_message(turn& turn, core::message_id id, const facts::lookup& answered) {
    auto found = turn.memory.find(id);
    if (!found) return;
    auto& draft = found->value;
    const bool is_waiting = draft.lookup == answered.id && draft.attempts.empty() && !facts::is_final(draft.state);
    if (is_waiting) start_message(turn, draft);
}

// --- for clients -------------------------------------------------------------------------------------------------

void answer(turn& turn, const facts::look_up_number& to, facts::reply value) {
    turn.send(facts::answer{to.reply_to, to.item, std::move(value)});
}

// Its number, or why it is not asked about.
std::expected<std::string, refusal> admit(const turn& turn, const facts::look_up_number& command) {
    const auto client = find_client(turn, command.client);
    if (!client) return std::unexpected(client.error());
    if ((*client)->lookup_price.e8 <= 0)
        return std::unexpected(refusal{refusal_code::not_found, "", "this client may not look up numbers"});
    if (!turn.limits.lookup.enabled)
        return std::unexpected(refusal{refusal_code::no_lookup, "", "there is nobody to ask here"});
    auto number = parse_mobile(turn, command.number, **client);
    if (!number) return std::unexpected(refusal{refusal_code::invalid_recipient, "numbers", number.error()});
    return std::move(*number);
}

constexpr auto OVERLOADED = "too many look-ups are open; try again";

facts::reply no_balance() {
    return refusal{refusal_code::insufficient_balance, "", "the balance does not cover this look-up"};
}

// What is known from another's asking is answered at once, at the same price.
void sell_known(turn& turn, const facts::look_up_number& command, facts::lookup made, const facts::lookup& known) {
    made.state = lookup_state::answered;
    made.answered_utc = known.answered_utc;
    made.mccmnc = known.mccmnc;
    made.original = known.original;
    made.is_ported = known.is_ported;
    made.reach = known.reach;
    made.buy_price = {};
    if (!reserve(turn, made)) return answer(turn, command, no_balance());
    charge(turn, made);
    auto node = turn.memory.node;
    node.last_message = made.id;
    put(turn, facts::fact_kind::lookup_answered, made, changes_of(node));
    answer(turn, command, facts::looked_up{std::move(made), false});
}

void ask_provider(turn& turn, const facts::look_up_number& command, facts::lookup made) {
    if (!reserve(turn, made)) return answer(turn, command, no_balance());
    auto node = turn.memory.node;
    node.last_message = made.id;
    ask(turn, made);
    turn.memory.lookups_waited_for.at(made.id).askers.push_back({command.reply_to, command.item});
    put(turn, facts::fact_kind::lookup_asked, std::move(made), changes_of(node));
}

// A request that has room, for a number that this client has not paid for.
void begin(turn& turn, const facts::look_up_number& command, std::string number) {
    const auto& client = turn.memory.clients.at(command.client);
    const auto* known = turn.memory.lookups.answer_of(number);
    auto made = make_lookup(turn, std::move(number), turn.limits.lookup.request_deadline_ms);
    made.id = take_id(turn).last_message;
    made.client = client.id;
    made.price = client.lookup_price;
    made.currency = client.currency;
    if (known && is_fresh(turn, *known)) return sell_known(turn, command, std::move(made), facts::lookup{*known});
    if (is_full(turn)) return answer(turn, command, refusal{refusal_code::overloaded, "", OVERLOADED});
    ask_provider(turn, command, std::move(made));
}

// --- answers -----------------------------------------------------------------------------------------------------

void tell(turn& turn, const facts::lookup& value, const lookup_waiters& waiting) {
    for (const auto& asker : waiting.askers) {
        if (value.state == lookup_state::answered) {
            turn.send(facts::answer{asker.reply_to, asker.item, facts::looked_up{value, false}});
        } else {
            const refusal why{refusal_code::no_lookup, "numbers", "nobody could say: " + value.error};
            turn.send(facts::answer{asker.reply_to, asker.item, why});
        }
    }
    for (const auto message : waiting.messages)
        release_message(turn, message, value);
}

// The record as it ends; who waited for it goes on.
void end(turn& turn, facts::lookup value) {
    const auto waiting = turn.memory.lookups_waited_for.extract(value.id);
    put(turn, facts::fact_kind::lookup_answered, value);
    if (!waiting.empty()) tell(turn, value, waiting.mapped());
}

void fail(turn& turn, facts::lookup value, std::string why) {
    value.state = lookup_state::failed;
    value.answered_utc = turn.now.utc_ms;
    value.error = std::move(why);
    release(turn, value);
    end(turn, std::move(value));
}

bool is_over(const turn& turn, const facts::lookup& value) {
    return turn.now.steady_ms >= value.deadline_steady + LOOKUP_GRACE_MS;
}

bool is_old(const turn& turn, const facts::lookup& value) {
    return value.state != lookup_state::asked && !is_fresh(turn, value);
}

}  // namespace

bool begin_lookup(turn& turn, facts::message& draft, facts::node& node) {
    const auto& limits = turn.limits.lookup;
    if (!limits.enabled || !turn.memory.clients.at(draft.client).looks_up) return false;
    const auto* known = turn.memory.lookups.answer_of(draft.recipient);
    if (known && is_fresh(turn, *known)) return false;
    auto id = join_asked(turn, draft);
    if (!id) id = ask_for(turn, draft, node);
    if (!id) return false;
    draft.lookup = *id;
    draft.wake_steady = turn.now.steady_ms + limits.deadline_ms;
    return true;
}

void handle(turn& turn, const facts::look_up_number& command) {
    auto number = admit(turn, command);
    if (!number) return answer(turn, command, number.error());
    const auto* paid = turn.memory.lookups.answer_for(command.client, *number);
    if (paid && is_fresh(turn, *paid)) return answer(turn, command, facts::looked_up{*paid, true});
    const auto* asked = turn.memory.lookups.asked_by(command.client, *number);
    const auto waiting = asked ? turn.memory.lookups_waited_for.find(asked->id) : turn.memory.lookups_waited_for.end();
    if (waiting != turn.memory.lookups_waited_for.end())
        return waiting->second.askers.push_back({command.reply_to, command.item});
    constexpr auto BUSY = ADMISSION_PERCENT[static_cast<size_t>(core::message_class::transactional)];
    if (turn.memory.pressure_percent >= BUSY || !make_room(turn))
        return answer(turn, command, refusal{refusal_code::overloaded, "", OVERLOADED});
    begin(turn, command, std::move(*number));
}

void handle(turn& turn, const facts::lookup_answered& command) {
    const auto* found = turn.memory.lookups.find(command.id);
    if (!found || found->state != lookup_state::asked) return;  // it came too late
    auto value = *found;
    if (!command.has_answer) return fail(turn, std::move(value), command.error);
    learn_network(
        turn, {.number = value.number, .mccmnc = command.mccmnc, .rule = routing::network_rule::lookup, .link = {}});
    value.state = lookup_state::answered;
    value.answered_utc = turn.now.utc_ms;
    value.mccmnc = command.mccmnc;
    value.original = command.original;
    value.is_ported = command.is_ported;
    value.reach = command.reach;
    charge(turn, value);
    accrue(turn, value);
    end(turn, std::move(value));
}

void expire_lookups(turn& turn) {
    std::vector<facts::lookup> over;
    for (const auto id : turn.memory.lookups.asked()) {
        const auto& each = *turn.memory.lookups.find(id);
        const bool is_of_before = !turn.memory.lookups_waited_for.contains(id);
        if (is_of_before || is_over(turn, each)) over.push_back(each);
        if (over.size() >= LOOKUP_MESSAGES_MAX) break;
    }
    for (auto& each : over) {
        if (turn.is_long()) return;
        const bool is_of_before = !turn.memory.lookups_waited_for.contains(each.id);
        fail(turn, std::move(each), is_of_before ? "interrupted by a restart" : "no answer in time");
    }
    while (!turn.is_long()) {
        const auto* oldest = turn.memory.lookups.oldest();
        if (!oldest || !is_old(turn, *oldest)) return;
        forget(turn, facts::lookup{*oldest});
    }
}

}  // namespace kaskad::engine
