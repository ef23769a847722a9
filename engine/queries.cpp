#include "engine/queries.hpp"

#include "engine/delivery.hpp"
#include "engine/dispatch.hpp"
#include "engine/facts/codec.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::part_state;

const facts::link* asked_link(const turn& turn, const facts::message& value) {
    if (value.attempts.empty() || facts::is_final(value.state)) return nullptr;
    if (has_part(value.attempts.back(), part_state::pending)) return nullptr;
    const auto found = turn.memory.links.find(value.attempts.back().link);
    if (found == turn.memory.links.end() || !found->second.enabled) return nullptr;
    return found->second.query_after_ms > 0 ? &found->second : nullptr;
}

bool is_to_ask(const facts::part& part, const facts::link& link) {
    const bool is_open = part.state == part_state::accepted || part.state == part_state::sent;
    return is_open && !part.operator_id.empty() && part.queries < std::min<uint32_t>(link.query_times, UINT8_MAX);
}

// The one asked about least often.
facts::part* next_to_ask(facts::attempt& attempt, const facts::link& link) {
    facts::part* next = nullptr;
    for (auto& part : attempt.parts) {
        if (is_to_ask(part, link) && (!next || part.queries < next->queries)) next = &part;
    }
    return next;
}

smpp::query_sm make_query(const facts::link& link, const facts::message& value, const facts::part& part) {
    smpp::query_sm pdu;
    pdu.message_id = part.operator_id;
    pdu.source = source_of(link, value);
    return pdu;
}

void look_again(turn& turn, facts::message& draft, int64_t at) {
    draft.wake_steady = at;
    put(turn, std::move(draft), facts::fact_kind::message_queued, {.note = "receipt overdue, asked later"});
}

}  // namespace

int64_t query_due(const turn& turn, const facts::message& value) {
    const auto* link = asked_link(turn, value);
    if (!link || turn.memory.link_at(link->id).queries.is_refused()) return 0;
    const auto& parts = value.attempts.back().parts;
    const bool is_any = std::ranges::any_of(parts, [&](const auto& part) { return is_to_ask(part, *link); });
    return is_any ? turn.now.steady_ms + link->query_after_ms : 0;
}

bool ask_operator(turn& turn, facts::message& draft) {
    const auto* link = asked_link(turn, draft);
    if (!link) return false;
    auto& state = turn.memory.link_at(link->id);
    auto& attempt = current(draft);
    auto* part = next_to_ask(attempt, *link);
    if (!part || state.queries.is_refused()) return false;
    const auto now = turn.now.steady_ms;
    const auto ref = state.queries.may_ask(now) ? bind_with_credit(link->id, state) : std::nullopt;
    if (!ref) {
        look_again(turn, draft, state.queries.take_place(now, link->query_rate));
        return true;
    }
    // After this point it is asked.
    ++part->queries;
    const facts::part_ref which{draft.id, attempt.number, part->number};
    auto pdu = make_query(*link, draft, *part);
    const auto* other = next_to_ask(attempt, *link);
    const bool is_round_over = !other || other->queries >= part->queries;
    draft.wake_steady = is_round_over ? query_due(turn, draft) : state.queries.take_place(now, link->query_rate);
    state.queries.asked(now, link->query_rate);
    ++state.binds[ref->bind].credits_spent;
    ++turn.counters.parts_queried;
    put(turn, std::move(draft), facts::fact_kind::part_queried,
        {.attempt = which.attempt, .part = which.part, .link = link->id});
    turn.send(facts::query_part{*ref, which, std::move(pdu)});
    return true;
}

}  // namespace kaskad::engine
