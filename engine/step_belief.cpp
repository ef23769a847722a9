#include "engine/step_belief.hpp"

#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/charge_levels.hpp"
#include "engine/route_question.hpp"

#include <algorithm>
#include <cmath>

namespace kaskad::engine {

namespace {

using facts::step_goal;

constexpr double MILLION = 1e6;
constexpr double HALF = 0.5;
constexpr int64_t ANSWER_MS = 1'000;              // a provider's, that it took it
constexpr int64_t ENDLESS_MS = int64_t{1} << 50;  // more than any deadline, and eight of them can be added

// arrives, reaches: within the step's time.
struct chances {
    double arrives = 0;
    double reaches = 0;
    int64_t delay_ms = 0;
};

// The age by which half of those have come that come in time at all.
int64_t half_of(const routing::delay_law& law, const routing::belief& believed) {
    return law.delivered_quantile_ms(HALF * believed.on_time);
}

chances chances_of(const turn& turn, const routing::arm_key& arm, step_goal goal, int64_t time_ms) {
    const auto now = turn.now.steady_ms;
    auto& memory = turn.memory;
    const auto delivery = memory.estimator.believe(arm, time_ms, now);
    const auto delay_ms = std::min(half_of(memory.estimator.law(arm), delivery), time_ms);
    const auto arrives = delivery.delivery.mean() * delivery.on_time;
    // Nobody counts how often it is taken: it is as often at least as it arrives, whenever that may be.
    if (goal < step_goal::delivered) return {arrives, delivery.delivery.mean(), std::min(ANSWER_MS, time_ms)};
    if (goal == step_goal::delivered) return {arrives, arrives, delay_ms};
    const auto read = memory.reading.believe(arm, std::max<int64_t>(1, time_ms - delay_ms), now);
    const auto read_ms = half_of(memory.reading.law(arm), read);
    return {arrives, arrives * read.delivery.mean() * read.on_time, std::min(delay_ms + read_ms, time_ms)};
}

// The best as believed: a message may be sent another way to try that.
core::link_id way_of(const routing::decision& decision) {
    return decision.best ? decision.best : decision.link;
}

// One charge for the message is that of the step that does what is wanted; else each step that falls due has its own.
double share_charged(const turn& turn, const facts::message& draft, const chances& of) {
    if (draft.charge_by == facts::cascade_charge::message) return of.reaches;
    return due_at(turn, draft, 0) == facts::charge_moment::on_delivered ? std::max(of.arrives, of.reaches) : 1;
}

core::amount price_of(const facts::message& draft) {
    return cost_of(price_of_step(draft, draft.step, 0));
}

}  // namespace

step_belief believe_step(const turn& turn, const facts::message& draft, const facts::message_text& texts,
                         int64_t deadline_ms) {
    const auto& step = step_at(turn, draft, draft.step);
    step_belief made{.step = {}, .told = {.step = draft.step}};
    const auto verdict = judge_step(turn, draft, texts);
    if (verdict.skipped != core::reason::none) return made;
    const auto time_ms = step.timeout_ms > 0 ? int64_t{step.timeout_ms} : std::max<int64_t>(1, deadline_ms);
    const auto way = way_of(verdict.hold_ms > 0 ? route(turn, draft, {}) : verdict.decision);
    const auto of = chances_of(turn, arm_of(way, draft), step.success_on, time_ms);
    const auto share = share_charged(turn, draft, of);
    const auto price = price_of(draft);
    made.step = {.reaches = of.reaches,
                 .delay_ms = verdict.hold_ms + of.delay_ms,
                 .lasts_ms = step.timeout_ms > 0 ? verdict.hold_ms + step.timeout_ms : ENDLESS_MS,
                 .cost = static_cast<double>(price.e6) * share};
    made.told.reaches_ppm = static_cast<uint32_t>(std::lround(std::clamp(of.reaches, 0.0, 1.0) * MILLION));
    made.told.delay_ms = made.step.delay_ms;
    made.told.cost.e6 = std::llround(made.step.cost);
    return made;
}

}  // namespace kaskad::engine
