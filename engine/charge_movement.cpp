#include "engine/charge_movement.hpp"

#include "core/assert.hpp"
#include "engine/money.hpp"

namespace kaskad::engine {

using facts::refusal;
using facts::refusal_code;

refusal no_money(const movement& wanted, billing::account_id account) {
    for (const auto& [level, charge] : wanted.after) {
        if (level == 0 || charge.debit != account) continue;
        return {refusal_code::reseller_no_money, "",
                "the account " + std::to_string(level) + " above this one cannot pay for this message"};
    }
    return {refusal_code::insufficient_balance, "", "the balance does not cover this message"};
}

std::expected<void, refusal> carry_out(turn& turn, facts::message& value, movement made, std::string note) {
    if (!made.lines.empty()) {
        const auto moved = move_money(turn, facts::fact_kind::reserved, value.id, made.transfers(), std::move(note));
        if (!moved) return std::unexpected(no_money(made, moved.error().account));
    }
    made.take_hold(value);
    return {};
}

void must_carry_out(turn& turn, facts::fact_kind kind, facts::message& value, movement made, std::string note) {
    if (!made.lines.empty()) {
        const auto moved = move_money(turn, kind, value.id, made.transfers(), std::move(note));
        ASSERT(moved.has_value());
    }
    made.take_hold(value);
}

}  // namespace kaskad::engine
