#include "engine/cascade_charge.hpp"

#include "engine/cascade_state.hpp"
#include "engine/charge_levels.hpp"
#include "engine/delivery.hpp"
#include "engine/facts/arrivals.hpp"

#include <algorithm>
#include <set>

namespace kaskad::engine {

namespace {

using facts::charge_moment;
using facts::part_state;

constexpr int64_t PERCENT = 100;

bool has_left(const facts::attempt& attempt) {
    return std::ranges::any_of(attempt.parts, [](const facts::part& part) {
        return part.sent_times > 0 && part.state != part_state::rejected && part.state != part_state::pending;
    });
}

// By its answer, or where that was lost by what was said of it later.
bool was_taken(const facts::attempt& attempt) {
    return std::ranges::any_of(attempt.parts, [](const facts::part& part) {
        if (part.state < part_state::accepted || part.state == part_state::rejected) return false;
        return part.answered_utc > 0 || part.state != part_state::unknown;
    });
}

// Steps of which an attempt is so.
template <typename Fits>
std::set<uint8_t> steps_where(const facts::message& value, Fits&& fits) {
    std::set<uint8_t> steps;
    for (const auto& attempt : value.attempts) {
        if (attempt.step > 0 && fits(attempt)) steps.insert(attempt.step);
    }
    return steps;
}

std::set<uint8_t> steps_arrived(const facts::message& value) {
    return steps_where(value, [](const facts::attempt& attempt) { return facts::has_arrived(attempt); });
}

// Those that fall due by the client's rule, whether or not the message arrived.
std::set<uint8_t> steps_due(const turn& turn, const facts::message& value, size_t level) {
    switch (due_at(turn, value, level)) {
        case charge_moment::on_submit:
            return steps_where(value, has_left);
        case charge_moment::on_accepted:
            return steps_where(value, was_taken);
        case charge_moment::on_delivered:
        case charge_moment::as_client:
            return steps_arrived(value);
    }
    return {};
}

std::set<uint8_t> steps_at_goal(const turn& turn, const facts::message& value) {
    return steps_where(value, [&](const facts::attempt& attempt) { return has_reached_goal(turn, value, attempt); });
}

std::optional<facts::step_price> dearest(const facts::message& value, const std::set<uint8_t>& steps, size_t level) {
    std::optional<facts::step_price> found;
    for (const auto step : steps) {
        const auto* row = price_of_step(value, step, level);
        if (row && (!found || total_of(*row) > total_of(*found))) found = *row;
    }
    return found;
}

// As one sum, so that it is rounded once.
std::optional<facts::step_price> sum(const facts::message& value, const std::set<uint8_t>& steps, size_t level) {
    std::optional<facts::step_price> made;
    for (const auto step : steps) {
        const auto* row = price_of_step(value, step, level);
        if (!row) continue;
        if (!made) made = facts::step_price{.level = row->level, .price_version = row->price_version, .units = 1};
        made->price.e8 += static_cast<int64_t>(total_of(*row));
    }
    return made;
}

// The client's rule for what went out and of which nobody ever said how it ended.
std::optional<facts::step_price> share_of_silence(const turn& turn, const facts::message& value, size_t level,
                                                  facts::message_state state) {
    const bool is_silent = state == facts::message_state::unknown;
    const auto percent = payer(turn, value, level).without_receipt_percent;
    if (!is_silent || percent == 0 || due_at(turn, value, level) != charge_moment::on_delivered) return std::nullopt;
    auto row = dearest(value, steps_where(value, was_taken), level);
    if (row) row->price.e8 = static_cast<int64_t>(static_cast<__int128>(row->price.e8) * percent / PERCENT);
    return row;
}

}  // namespace

std::optional<facts::step_price> owed_for(const turn& turn, const facts::message& value, size_t level,
                                          facts::message_state state) {
    auto due = steps_due(turn, value, level);
    const auto goal = steps_at_goal(turn, value);
    if (value.charge_by == facts::cascade_charge::attempt) {
        due.insert(goal.begin(), goal.end());
        if (auto all = sum(value, due, level)) return all;
        return share_of_silence(turn, value, level, state);
    }
    if (auto wanted = dearest(value, goal, level)) return wanted;
    if (auto arrived = dearest(value, steps_arrived(value), level)) return arrived;
    if (auto other = dearest(value, due, level)) return other;
    return share_of_silence(turn, value, level, state);
}

}  // namespace kaskad::engine
