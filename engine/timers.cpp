#include "engine/timers.hpp"

#include "engine/cascade_steps.hpp"
#include "engine/delivery.hpp"
#include "engine/doubt.hpp"
#include "engine/facts/codec.hpp"
#include "engine/joining.hpp"
#include "engine/lookups.hpp"
#include "engine/queries.hpp"
#include "engine/responses.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

using facts::message_state;
using facts::part_state;

bool waits_for_answer(const facts::message& value) {
    for (const auto& attempt : value.attempts) {
        if (has_part(attempt, part_state::in_doubt) || has_part(attempt, part_state::submitting)) return true;
    }
    return false;
}

// It may have to wait once more, for a look-up of its recipient's network. Whose time for that is over goes by the
// plan.
void start(turn& turn, facts::message& draft) {
    auto node = turn.memory.node;
    if (draft.lookup || !begin_lookup(turn, draft, node)) return start_message(turn, draft);
    draft.state = message_state::accepted;
    put(turn, std::move(draft), facts::fact_kind::message_queued, {.note = "waits for a look-up"}, changes_of(node));
}

void wake(turn& turn, facts::message& draft) {
    if (draft.joining != facts::joining_rule::none) return end_joining(turn, draft);
    if (draft.attempts.empty()) return start(turn, draft);
    if (has_part_to_resend(turn, draft)) return resend(turn, draft);
    if (has_part(current(draft), part_state::pending)) return retry(turn, draft);
    if (ask_operator(turn, draft)) return;
    draft.wake_steady = 0;
    put(turn, std::move(draft), facts::fact_kind::message_queued, {.note = "nothing left to do"});
}

int64_t end_of(const facts::message& value, const options& limits) {
    auto rest = value;
    rest.wake_steady = 0;
    rest.step_end_steady = 0;
    rest.revoke_until_steady = 0;
    return due_of(rest, limits);
}

void fire(turn& turn, core::message_id id) {
    auto draft = turn.memory.find(id)->value;
    const auto now = turn.now.steady_ms;
    if (end_of(draft, turn.limits) <= now) return give_up(turn, draft);
    if (fire_step(turn, draft)) return;
    const bool woken = draft.wake_steady > 0 && draft.wake_steady <= now;
    if (woken && now < draft.validity_steady) return wake(turn, draft);
    if (woken && !draft.attempts.empty() && ask_operator(turn, draft)) return;
    // Past its validity nothing is submitted any more; its receipt may still come. Or the limits were changed while it
    // waited: its time is not now.
    if (woken) {
        draft.wake_steady = 0;
        draft.queue_link = {};
    }
    put(turn, std::move(draft), facts::fact_kind::message_queued, {.note = woken ? "validity passed" : "waits longer"});
}

}  // namespace

void give_up(turn& turn, facts::message& draft, std::string words) {
    if (!is_with_operator(draft))
        return end_message(turn, draft, message_state::expired, core::reason::deadline_passed);
    const auto why = waits_for_answer(draft) ? core::reason::in_doubt : core::reason::no_receipt;
    end_message(turn, draft, message_state::unknown, why, {.note = std::move(words)});
}

void start_message(turn& turn, facts::message& draft) {
    std::vector<facts::change> changes;
    auto node = turn.memory.node;
    draft.lookup = {};
    if (!begin_attempt(turn, draft, node, changes)) {
        return end_message(turn, draft, message_state::failed, core::reason::no_link);
    }
    changes.push_back({node});
    draft.state = message_state::accepted;
    put(turn, std::move(draft), facts::fact_kind::attempt_started, {.attempt = 1, .link = current(draft).link},
        std::move(changes));
}

void fire_due(turn& turn) {
    auto& due = turn.memory.due;
    while (!due.empty() && due.front().first <= turn.now.steady_ms && !turn.is_long()) {
        fire(turn, due.front().second);
    }
}

}  // namespace kaskad::engine
