#include "tests/invariants/steps.hpp"

#include "engine/facts/charges.hpp"
#include "engine/facts/codec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace kaskad::invariants {

namespace {

using facts::attempt_state;
using facts::step_goal;

constexpr int64_t PERCENT = 100;

void complain(const facts::message& of, std::string_view what, complaints& broken) {
    broken.push_back(fmt::format("message {} {}", of.id.value, what));
}

bool has_arrived(const facts::attempt& attempt) {
    return attempt.state == attempt_state::delivered || attempt.state == attempt_state::read;
}

bool has_begun(const facts::attempt& attempt) {
    return !attempt.parts.empty();
}

int times_sent(const facts::message& value) {
    int times = 0;
    for (const auto& attempt : value.attempts) {
        for (const auto& part : attempt.parts)
            times += part.sent_times;
    }
    return times;
}

// What it may have cost on that level: each agreed price of a step that began, or each sum of several.
std::vector<core::amount> prices_of(const facts::message& recorded, size_t level) {
    std::vector<int64_t> totals;
    const bool adds = recorded.charge_by == facts::cascade_charge::attempt;
    for (const auto& row : recorded.step_prices) {
        const bool began = std::ranges::any_of(recorded.attempts, [&](const facts::attempt& attempt) {
            return attempt.step == row.step && has_begun(attempt);
        });
        if (row.level != level || row.step == 0 || !began) continue;
        const auto own = row.price.e8 * int64_t{row.units};
        const auto before = adds ? totals : std::vector<int64_t>{};
        for (const auto other : before)
            totals.push_back(other + own);
        totals.push_back(own);
    }
    std::vector<core::amount> amounts;
    for (const auto total : totals)
        amounts.push_back(core::charge({total}, 1).value());
    return amounts;
}

// Of each, where the client pays that much of what nobody tells the end of.
bool is_share(core::amount charged, const facts::message& recorded, size_t level, uint32_t percent) {
    return std::ranges::any_of(recorded.step_prices, [&](const facts::step_price& row) {
        if (row.level != level) return false;
        const core::price part{row.price.e8 * int64_t{percent} / PERCENT};
        return core::charge(part, row.units).value() == charged;
    });
}

}  // namespace

bool steps::has_reached_goal(const facts::message& recorded, const facts::attempt& attempt) const {
    const auto found = cascades_.find(recorded.cascade);
    if (found == cascades_.end() || attempt.step == 0) return false;
    switch (found->second.steps.at(attempt.step - 1U).success_on) {
        case step_goal::accepted:
            return attempt.state >= attempt_state::accepted && attempt.state <= attempt_state::read;
        case step_goal::sent:
            return attempt.state >= attempt_state::sent && attempt.state <= attempt_state::read;
        case step_goal::delivered:
            return has_arrived(attempt);
        case step_goal::read:
            return attempt.state == attempt_state::read;
    }
    return false;
}

bool steps::is_at_goal(const facts::message& recorded) const {
    return std::ranges::any_of(recorded.attempts,
                               [&](const facts::attempt& each) { return has_reached_goal(recorded, each); });
}

bool steps::was_at_goal(const facts::message& before, const place& at) const {
    const auto known = successes_.find(before.id);
    return known != successes_.end() && known->second < at.group && is_at_goal(before);
}

void steps::take(const facts::message* before, const facts::message& after, const place& at, complaints& broken) {
    if (after.cascade == 0) return;
    if (!cascades_.contains(after.cascade)) return complain(after, "goes by a cascade nobody knows", broken);
    for (size_t index = before ? before->attempts.size() : 0; index < after.attempts.size(); ++index) {
        const auto& attempt = after.attempts[index];
        if (has_begun(attempt)) check_begun(before, after, attempt, at, broken);
    }
    if (at.kind == facts::fact_kind::part_submitting && before) check_left(*before, after, at, broken);
    if (is_at_goal(after)) successes_.try_emplace(after.id, at.group);
}

void steps::check_begun(const facts::message* before, const facts::message& after, const facts::attempt& begun,
                        const place& at, complaints& broken) const {
    if (before && facts::is_final(before->state)) complain(after, "begins an attempt after its end", broken);
    if (before && was_at_goal(*before, at)) complain(after, "begins an attempt after success was known", broken);
    if (before && before->is_stopped) complain(after, "begins an attempt after it was stopped", broken);
    if (before) check_before(after, begun, broken);
    const bool is_first = !before || std::ranges::none_of(before->attempts, [&](const facts::attempt& each) {
        return each.step == begun.step;
    });
    if (!is_first || at.now.steady_ms < after.deadline_steady) return;
    complain(after, fmt::format("begins step {} behind its deadline", begun.step), broken);
}

// The one before has failed, or its time is over, and says so; or it arrived, and was not read in time.
void steps::check_before(const facts::message& after, const facts::attempt& begun, complaints& broken) {
    for (const auto& attempt : after.attempts) {
        if (attempt.number >= begun.number || !has_begun(attempt)) continue;
        if (attempt.reason != core::reason::none || has_arrived(attempt)) continue;
        complain(after, fmt::format("begins attempt {} while {} is under way", begun.number, attempt.number), broken);
    }
}

void steps::check_left(const facts::message& before, const facts::message& after, const place& at,
                       complaints& broken) const {
    if (times_sent(after) <= times_sent(before)) return;
    if (facts::is_final(before.state)) complain(after, "leaves after its end", broken);
    if (was_at_goal(before, at)) complain(after, "leaves after success was known", broken);
    if (before.is_stopped) complain(after, "leaves after it was stopped", broken);
    const bool is_late = at.now.steady_ms >= after.deadline_steady;
    if (after.klass == core::message_class::otp && is_late) complain(after, "leaves behind its deadline", broken);
}

void steps::end(const facts::message& recorded, complaints& broken) const {
    if (recorded.cascade == 0) return;
    check_reasons(recorded, broken);
    for (size_t level = 0; level < facts::charge_levels(recorded); ++level)
        check_charge(recorded, level, broken);
    check_owed(recorded, broken);
}

// What was begun, and withdrawn because another one arrived, did not fail.
void steps::check_reasons(const facts::message& recorded, complaints& broken) const {
    const bool has_another = std::ranges::any_of(recorded.attempts, has_arrived);
    for (const auto& attempt : recorded.attempts) {
        const bool is_withdrawn = has_another && attempt.state == attempt_state::skipped && has_begun(attempt);
        const bool failed = attempt.state >= attempt_state::rejected && !is_withdrawn;
        if (!failed || attempt.reason != core::reason::none) continue;
        complain(recorded,
                 fmt::format("does not say why its attempt {} is {}", attempt.number, facts::to_string(attempt.state)),
                 broken);
    }
}

void steps::check_charge(const facts::message& recorded, size_t level, complaints& broken) const {
    const auto charged = facts::charge_at(recorded, level).charged;
    const auto payer = clients_.find(facts::payer_at(recorded, level).value);
    const auto percent = payer == clients_.end() ? 0 : payer->second.without_receipt_percent;
    if (charged.e6 == 0) return;
    const auto agreed = prices_of(recorded, level);
    if (std::ranges::find(agreed, charged) != agreed.end()) return;
    if (percent > 0 && is_share(charged, recorded, level, percent)) return;
    complain(recorded, fmt::format("costs {} on level {}, which was agreed for no step that began", charged.e6, level),
             broken);
}

// Who pays on delivery pays for what arrived, or was as far as its step wants, and for nothing else.
void steps::check_owed(const facts::message& recorded, complaints& broken) const {
    const auto client = clients_.find(recorded.client.value);
    if (client == clients_.end() || client->second.without_receipt_percent > 0) return;
    const bool on_delivery = client->second.charge == billing::charge_rule::on_delivered &&
                             recorded.moment == facts::charge_moment::as_client;
    const auto& wanted = cascades_.at(recorded.cascade).steps;
    // An attempt that was as far as its step wants may fail afterwards.
    const bool is_content =
        std::ranges::any_of(wanted, [](const auto& step) { return step.success_on < step_goal::delivered; });
    const bool is_due = is_at_goal(recorded) || std::ranges::any_of(recorded.attempts, has_arrived);
    const bool is_paid = recorded.charge.charged.e6 > 0;
    if (is_due && !is_paid) complain(recorded, "arrived and costs nothing", broken);
    if (on_delivery && is_paid && !is_due && !is_content)
        complain(recorded, "did not arrive and is charged for", broken);
}

}  // namespace kaskad::invariants
