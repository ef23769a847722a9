#include "engine/cascade_order.hpp"

#include "engine/cascade_admission.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascades.hpp"
#include "engine/message_charge.hpp"
#include "engine/step_belief.hpp"
#include "routing/step_order.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

// Until when the recipient is to be reached: as the cascade says, or as is usual for messages of that class.
int64_t time_to_reach(const turn& turn, const facts::message& draft, const facts::cascade& cascade) {
    const auto start = std::max(draft.wake_steady, turn.now.steady_ms);
    const auto longest = draft.deadline_steady - start;
    const auto usual = turn.limits.classes[static_cast<size_t>(draft.klass)].deadline_ms;
    return cascade.deadline_ms > 0 || usual == 0 ? longest : std::min(longest, usual);
}

std::vector<step_belief> beliefs_of(const turn& turn, facts::message draft, const facts::message_text& texts,
                                    const facts::cascade& cascade) {
    const auto time_ms = time_to_reach(turn, draft, cascade);
    std::vector<step_belief> beliefs;
    for (draft.step = 1; draft.step <= cascade.steps.size(); ++draft.step)
        beliefs.push_back(believe_step(turn, draft, texts, time_ms));
    return beliefs;
}

facts::cascade in_order(const facts::cascade& written, const std::vector<uint8_t>& order) {
    auto made = written;
    made.id = 0;
    made.name.clear();
    made.version = 0;
    made.made_utc = 0;
    made.order = facts::step_order::as_written;
    made.ordered_from = written.id;
    for (size_t place = 0; place < order.size(); ++place)
        made.steps[place] = written.steps[order[place]];
    return made;
}

// Says why, and what the order is; nothing: as written, or by no such cascade.
std::optional<facts::cascade> choose(const turn& turn, facts::message& draft, const facts::submit_message& command) {
    const auto& written = cascade_of(turn, draft);
    if (written.order != facts::step_order::expected_cost || written.steps.size() < 2) return std::nullopt;
    const auto beliefs = beliefs_of(turn, draft, texts_to_judge(draft, command), written);
    std::vector<routing::orderable_step> steps;
    for (const auto& each : beliefs)
        steps.push_back(each.step);
    const auto plan = routing::order_steps(steps, time_to_reach(turn, draft, written));
    for (const auto place : plan.order)
        draft.step_estimates.push_back(beliefs[place].told);
    if (std::ranges::is_sorted(plan.order)) return std::nullopt;
    return in_order(written, plan.order);
}

std::expected<void, facts::refusal> go_by(const turn& turn, facts::message& draft, const facts::submit_message& command,
                                          const facts::cascade& cascade) {
    draft.cascade = cascade.id;
    draft.step_prices.clear();  // they are counted by steps
    return fill_step_prices(turn, draft, turn.memory.clients.at(draft.client), cascade, command.network);
}

}  // namespace

std::expected<void, facts::refusal> order_steps(turn& turn, facts::message& draft,
                                                const facts::submit_message& command) {
    auto other = choose(turn, draft, command);
    if (!other) return {};
    const auto* kept = keep_order(turn, std::move(*other));
    if (!kept) {
        ++turn.counters.cascades.not_ordered;
        draft.step_estimates.clear();
        return {};
    }
    ++turn.counters.cascades.reordered;
    return go_by(turn, draft, command, *kept);
}

std::expected<void, facts::refusal> lend_order(turn& turn, facts::message& draft,
                                               const facts::submit_message& command) {
    auto other = choose(turn, draft, command);
    if (!other) return {};
    return go_by(turn, draft, command, *turn.memory.cascades.find(turn.memory.cascades.lend(std::move(*other))));
}

}  // namespace kaskad::engine
