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

bool has(const std::vector<channel_step>& steps, channel_event event) {
    return std::ranges::find(steps, event, &channel_step::event) != steps.end();
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
    end_call(result.steps, who, options.delay_ms);
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
    end_call(result.steps, who, options.delay_ms);
    return result;
}

}  // namespace

void end_call(std::vector<channel_step>& steps, provider who, int64_t delay_ms) {
    using enum channel_event;
    if (!tells(who, ended) || !has(steps, delivered) || has(steps, read)) return;
    const auto& last = steps.back();
    steps.push_back({.after_ms = last.after_ms + delay_ms, .event = ended, .is_forged = last.is_forged});
}

channel_fate decide_channel_fate(const channel_fate_options& options, provider who, std::string_view address,
                                 uint32_t earlier, uint64_t ordinal) {
    const auto* chosen = options.script ? find_outcome(who, address) : nullptr;
    return chosen ? fate_of(options, who, *chosen, earlier) : ordinary(options, who, ordinal);
}

}  // namespace kaskad::gateway::simulators
