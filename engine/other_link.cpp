#include "engine/other_link.hpp"

#include "core/reason.hpp"
#include "engine/cascade_state.hpp"
#include "engine/doubt.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/facts/codec.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::attempt_state;

bool may_help(const class_options& options, core::reason why) {
    const auto help = core::describe(why).help;
    switch (core::culprit_of(why)) {
        case core::culprit::link:
        case core::culprit::network:
        case core::culprit::unknown:
            return true;
        case core::culprit::subscriber:
            return options.again_after_subscriber && help != core::remedy::none;
        case core::culprit::none:
        case core::culprit::sender:
        case core::culprit::content:
        case core::culprit::client:
            return help == core::remedy::elsewhere;
    }
    return false;
}

bool was_ended_by_receipt(const facts::attempt& attempt) {
    return attempt.state == attempt_state::undelivered || attempt.state == attempt_state::expired;
}

// Parts on the wire are as good as sent: their answers come behind this one.
bool may_have_arrived(const facts::attempt& attempt) {
    return std::ranges::any_of(
        attempt.parts, [](const facts::part& part) { return facts::is_on_its_way(part) || facts::is_doubtful(part); });
}

bool has_left(const facts::attempt& attempt) {
    return std::ranges::any_of(attempt.parts, [](const facts::part& part) { return part.sent_times > 0; });
}

bool wants_other_link(const turn& turn, const facts::message& value, core::reason why) {
    const auto& options = turn.limits.classes[static_cast<size_t>(value.klass)];
    const auto failed = std::ranges::count_if(value.attempts, [&](const facts::attempt& attempt) {
        return attempt.step == value.step && was_ended_by_receipt(attempt);
    });
    return static_cast<uint32_t>(failed) <= options.links_after_failure && may_help(options, why);
}

}  // namespace

bool go_elsewhere(turn& turn, facts::message& draft, put_note& note) {
    const bool in_time = turn.now.steady_ms < draft.validity_steady;
    if (!in_time || attempts_in_step(draft) >= turn.limits.attempts_max) return false;
    const bool may_be_second = may_have_arrived(current(draft));
    std::vector<facts::change> changes;
    auto node = turn.memory.node;
    if (!begin_attempt(turn, draft, node, changes)) return false;
    changes.push_back({node});
    current(draft).possible_duplicate = may_be_second;
    draft.possible_duplicate = draft.possible_duplicate || may_be_second;
    put(turn, std::move(draft), facts::fact_kind::attempt_failed, std::move(note), std::move(changes));
    return true;
}

bool go_elsewhere_told(turn& turn, facts::message& draft, put_note& note) {
    if (draft.is_stopped || !wants_other_link(turn, draft, note.reason) || !better_link(turn, draft)) return false;
    draft.queue_link = {};
    draft.wake_steady = 0;
    return go_elsewhere(turn, draft, note);
}

bool is_delivered_by_another(const facts::message& value, const facts::attempt& attempt) {
    return std::ranges::any_of(value.attempts, [&](const facts::attempt& each) {
        return each.number != attempt.number && facts::has_arrived(each);
    });
}

void withdraw_others(turn& turn, facts::message& draft, const facts::attempt& delivered) {
    for (auto& attempt : draft.attempts) {
        if (attempt.number == delivered.number || attempt.state >= attempt_state::delivered) continue;
        if (has_left(attempt)) {
            draft.possible_duplicate = true;
            continue;
        }
        attempt.state = attempt_state::skipped;
        attempt.ended_utc = turn.now.utc_ms;
    }
}

}  // namespace kaskad::engine
