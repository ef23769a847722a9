#include "gateway/simulators/channel_fate.hpp"

#include "gateway/simulators/chance.hpp"

#include <algorithm>

namespace kaskad::gateway::simulators {

namespace {

// Subjects of chance that no submit of another simulator shares.
constexpr uint64_t SENDS = uint64_t{1} << 62;

channel_step make_step(const channel_fate_options& options, const outcome_step& planned) {
    const bool is_late = planned.at == outcome_step::LATE;
    return {.after_ms = is_late ? options.late_ms : planned.at * options.delay_ms,
            .event = planned.event,
            .text = std::string{planned.text},
            .count = planned.count,
            .is_forged = planned.is_forged};
}

bool has(const channel_fate& fate, channel_event event) {
    return std::ranges::find(fate.steps, event, &channel_step::event) != fate.steps.end();
}

// A call that was answered is over some day, and one whose text was heard to its end is over by that.
void end_call(channel_fate& fate, const channel_fate_options& options, provider who) {
    using enum channel_event;
    if (!tells(who, ended) || !has(fate, delivered) || has(fate, read)) return;
    const auto& last = fate.steps.back();
    fate.steps.push_back({.after_ms = last.after_ms + options.delay_ms, .event = ended, .is_forged = last.is_forged});
}

channel_fate fate_of(const channel_fate_options& options, provider who, const outcome& chosen, uint32_t earlier) {
    channel_fate result;
    const bool is_over = chosen.refusals > 0 && earlier >= chosen.refusals;
    if (!is_over) result.verdict = chosen.verdict;
    if (result.verdict != channel_verdict::accepted) return result;
    result.is_answer_lost = chosen.is_answer_lost;
    result.is_callback_first = chosen.is_callback_first;
    result.revoke = chosen.revoke;
    for (const auto& planned : chosen.steps()) {
        if (tells(who, planned.event)) result.steps.push_back(make_step(options, planned));
    }
    end_call(result, options, who);
    return result;
}

channel_fate ordinary(const channel_fate_options& options, provider who, uint64_t ordinal) {
    using enum channel_event;
    const chance drawn{options.seed, SENDS ^ ordinal};
    channel_fate result;
    const auto add = [&](uint8_t at, channel_event event) {
        if (tells(who, event)) result.steps.push_back(make_step(options, {.at = at, .event = event}));
    };
    add(1, sent);
    if (!drawn.happens(draw::outcome, options.delivered)) return result;
    add(2, delivered);
    if (drawn.happens(draw::silence, options.read)) add(3, read);
    end_call(result, options, who);
    return result;
}

}  // namespace

channel_fate decide_channel_fate(const channel_fate_options& options, provider who, std::string_view address,
                                 uint32_t earlier, uint64_t ordinal) {
    const auto* chosen = options.script ? find_outcome(who, address) : nullptr;
    return chosen ? fate_of(options, who, *chosen, earlier) : ordinary(options, who, ordinal);
}

}  // namespace kaskad::gateway::simulators
