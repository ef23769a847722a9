#include "engine/cascade_state.hpp"

#include "core/assert.hpp"
#include "engine/facts/arrivals.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::attempt_state;
using facts::step_goal;

bool has_reached(const facts::attempt& attempt, step_goal goal) {
    switch (goal) {
        case step_goal::accepted:
            return attempt.state >= attempt_state::accepted && attempt.state <= attempt_state::read;
        case step_goal::sent:
            return attempt.state >= attempt_state::sent && attempt.state <= attempt_state::read;
        case step_goal::delivered:
            return facts::has_arrived(attempt);
        case step_goal::read:
            return attempt.state == attempt_state::read;
    }
    return false;
}

// It may arrive yet, or has: what is held for it is not given free.
bool has_left(const facts::message& value, uint8_t step) {
    return std::ranges::any_of(value.attempts, [&](const facts::attempt& attempt) {
        return attempt.step == step && std::ranges::any_of(attempt.parts, [](const facts::part& part) {
                   return part.sent_times > 0 && part.state != facts::part_state::rejected;
               });
    });
}

}  // namespace

const facts::cascade& cascade_of(const turn& turn, const facts::message& value) {
    const auto* found = turn.memory.cascades.find(value.cascade);
    ASSERT(found != nullptr);
    return *found;
}

bool goes_over(const facts::cascade& cascade, core::channel channel) {
    return std::ranges::find(cascade.steps, channel, &facts::cascade_step::channel) != cascade.steps.end();
}

const facts::cascade_step& step_at(const turn& turn, const facts::message& value, uint8_t step) {
    const auto& cascade = cascade_of(turn, value);
    ASSERT(step >= 1);
    ASSERT(step <= cascade.steps.size());
    return cascade.steps[step - 1U];
}

core::channel channel_of(const turn& turn, const facts::message& value) {
    if (value.cascade == 0 || value.step == 0) return core::channel::sms;
    return step_at(turn, value, value.step).channel;
}

std::string account_of(const turn& turn, const facts::message& value) {
    if (value.cascade == 0 || value.step == 0) return {};
    return step_at(turn, value, value.step).account;
}

uint16_t parts_of_step(const turn& turn, const facts::message& value) {
    return channel_of(turn, value) == core::channel::sms ? value.parts : 1;
}

bool has_reached_goal(const turn& turn, const facts::message& value, const facts::attempt& attempt) {
    if (value.cascade == 0 || attempt.step == 0) return facts::has_arrived(attempt);
    return has_reached(attempt, step_at(turn, value, attempt.step).success_on);
}

bool has_arrived(const facts::message& value) {
    return std::ranges::any_of(value.attempts, [](const auto& each) { return facts::has_arrived(each); });
}

bool has_been_read(const facts::message& value) {
    return std::ranges::find(value.attempts, attempt_state::read, &facts::attempt::state) != value.attempts.end();
}

size_t attempts_in_step(const facts::message& value) {
    if (value.cascade == 0) return value.attempts.size();
    return static_cast<size_t>(std::ranges::count(value.attempts, value.step, &facts::attempt::step));
}

core::amount cost_of(const facts::step_price* row) {
    return row ? core::charge(row->price, row->units).value_or(core::amount{}) : core::amount{};
}

__int128 total_of(const facts::step_price& row) {
    return static_cast<__int128>(row.price.e8) * row.units;
}

const facts::step_price* price_of_step(const facts::message& value, uint8_t step, size_t level) {
    const auto found = std::ranges::find_if(
        value.step_prices, [&](const facts::step_price& row) { return row.step == step && row.level == level; });
    return found == value.step_prices.end() ? nullptr : &*found;
}

const facts::step_price* held_price(const facts::message& value, size_t level) {
    if (value.step_prices.empty()) return nullptr;
    if (value.charge_by == facts::cascade_charge::attempt) return price_of_step(value, ALL_STEPS, level);
    const auto present = std::max<uint8_t>(value.step, value.step_prices.front().step);
    const bool holds_step =
        value.reserve_by == facts::cascade_reserve::step && price_of_step(value, present, level) != nullptr;
    const facts::step_price* dearest = nullptr;
    for (const auto& row : value.step_prices) {
        const bool is_held = !holds_step || row.step == present || has_left(value, row.step);
        if (row.level == level && is_held && (!dearest || total_of(row) > total_of(*dearest))) dearest = &row;
    }
    return dearest;
}

}  // namespace kaskad::engine
