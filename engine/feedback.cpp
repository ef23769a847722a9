#include "engine/feedback.hpp"

#include "engine/claim.hpp"
#include "engine/delivery.hpp"
#include "engine/route_question.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kaskad::engine {

namespace {

constexpr size_t ROUTES_SHOWN_MAX = 10'000;
constexpr double SHARES = 10'000;

uint16_t share_of(double value) {
    return static_cast<uint16_t>(std::lround(std::clamp(value, 0.0, 1.0) * SHARES));
}

// The attempt that the client's user saw, or did not see: the delivered one, else the last.
const facts::attempt& attempt_meant(const facts::message& value) {
    const auto delivered = std::ranges::find(value.attempts, facts::attempt_state::delivered, &facts::attempt::state);
    return delivered != value.attempts.end() ? *delivered : value.attempts.back();
}

// Of accounts whose providers tell it.
void add_reading(turn& turn, const routing::arm_key& arm, facts::route_belief& row) {
    const auto link = turn.memory.links.find(arm.link);
    row.tells_reading = link != turn.memory.links.end() && link->second.capability.proves_read;
    if (!row.tells_reading) return;
    auto& reading = turn.memory.reading;
    const auto estimate = reading.estimate(arm, turn.now.steady_ms);
    row.read = share_of(estimate.mean());
    row.read_samples = static_cast<uint32_t>(std::min(estimate.samples, 4e9));
    row.read_p50_ms = reading.law(arm).delivered_quantile_ms(0.5);
}

facts::route_belief row_of(turn& turn, const routing::arm_view& seen) {
    const routing::link_network arm{seen.key.link, network_of(seen.key)};
    const auto health = turn.memory.health.breakers.ask(arm, turn.now.steady_ms, 0);
    facts::route_belief row{.link = seen.key.link,
                            .network = seen.key.mccmnc,
                            .country = seen.key.country,
                            .is_otp = seen.key.group == routing::class_group::otp,
                            .delivery = share_of(seen.estimate.mean()),
                            .delivery_low = share_of(seen.estimate.lower_bound()),
                            .delivery_high = share_of(seen.estimate.upper_bound()),
                            .samples = static_cast<uint32_t>(std::min(seen.estimate.samples, 4e9)),
                            .open = seen.open,
                            .delivered_p50_ms = seen.delivered_p50_ms,
                            .delivered_p95_ms = seen.delivered_p95_ms,
                            .honesty = share_of(seen.honesty),
                            .health = std::string{routing::to_string(health.state)},
                            .trouble = std::string{routing::to_string(health.cause)}};
    add_reading(turn, seen.key, row);
    return row;
}

}  // namespace

void handle(turn& turn, const facts::give_feedback& command) {
    auto found = find_claimed(turn.memory, command.claim);
    if (!found) return turn.send(facts::answer{command.reply_to, 0, no_such_message()});
    auto& draft = *found;
    if (!was_submitted(draft)) {
        const facts::refusal why{facts::refusal_code::not_sent, "", "it has not left yet"};
        return turn.send(facts::answer{command.reply_to, 0, why});
    }
    const auto said = command.has_arrived ? facts::feedback::arrived : facts::feedback::not_arrived;
    const auto status = status_of(draft);
    if (draft.arrival == facts::feedback::none) {
        const auto& attempt = attempt_meant(draft);
        turn.memory.estimator.note_feedback(arm_of(attempt.link, draft), command.has_arrived, turn.now.steady_ms);
        const auto sent_steady = attempt.parts.front().submitted_steady;
        if (command.has_arrived) {
            turn.memory.pumping.note_converted({draft.client, draft.sender, {draft.recipient}}, sent_steady,
                                               turn.now.steady_ms);
        }
        draft.arrival = said;
        draft.feedback_utc = turn.now.utc_ms;
        put(turn, std::move(draft), facts::fact_kind::feedback_given,
            {.attempt = attempt.number, .link = attempt.link, .note = command.has_arrived ? "arrived" : "not arrived"});
    } else if (draft.arrival != said) {
        const facts::refusal why{facts::refusal_code::already_said, "arrived", "the opposite was said of it before"};
        return turn.send(facts::answer{command.reply_to, 0, why});
    }
    turn.send(facts::answer{command.reply_to, 0, status});
}

void handle(turn& turn, const facts::query_routes& command) {
    auto& estimator = turn.memory.estimator;
    facts::route_beliefs told;
    for (const auto group : {routing::class_group::otp, routing::class_group::other}) {
        const auto& today = turn.memory.probes.today(group);
        told.attempts += today.attempts;
        told.probes += today.probes;
        told.probes_cost.e8 += today.cost.e8;
    }
    told.currency = turn.memory.prices.buy_currency();
    told.is_cut = estimator.size() > ROUTES_SHOWN_MAX;
    for (size_t place = 0; place < std::min(estimator.size(), ROUTES_SHOWN_MAX); ++place)
        told.rows.push_back(row_of(turn, estimator.view(place, turn.now.steady_ms)));
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

void handle(turn& turn, const facts::query_receipt_evidence& command) {
    facts::receipt_suspicions told;
    for (const auto& [arm, watched] : turn.memory.health.arms) {
        const auto report = turn.memory.evidence.report(arm, turn.now.steady_ms);
        if (report.rows.empty()) continue;
        facts::receipt_suspicion row{.link = arm.link,
                                     .network = watched.learnt.mccmnc,
                                     .country = watched.learnt.country,
                                     .delivered = report.delivered,
                                     .score = report.score};
        for (const auto& sign : report.rows)
            row.signs.push_back(routing::explain(sign));
        for (const auto& example : report.examples)
            row.numbers.push_back(std::to_string(example.recipient));
        told.rows.push_back(std::move(row));
    }
    std::ranges::sort(told.rows, std::ranges::greater{}, &facts::receipt_suspicion::score);
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

}  // namespace kaskad::engine
