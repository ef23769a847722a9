#pragma once

#include "billing/reservation.hpp"
#include "engine/account_tree.hpp"
#include "engine/turn.hpp"

#include <boost/container/static_vector.hpp>

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <utility>

// One movement of a message's money on several of its levels: one row of the ledger, all of its lines or none.

namespace kaskad::engine {

// What one movement does to a message: its reservations afterwards, and the lines of the ledger.
struct movement {
    boost::container::static_vector<std::pair<size_t, billing::reservation>, 2 * TREE_DEPTH_MAX> after;
    // A level may have two: what is held becomes another sum, and that is posted.
    boost::container::static_vector<billing::transfer, 2 * TREE_DEPTH_MAX> lines;

    void add(size_t level, billing::reservation_step step) {
        if (step.transfer) lines.push_back(*step.transfer);
        after.emplace_back(level, std::move(step.after));
    }
    std::span<const billing::transfer> transfers() const { return {lines.data(), lines.size()}; }
    void take_hold(facts::message& value) {
        for (auto& [level, charge] : after)
            facts::charge_at(value, level) = std::move(charge);
    }
};

// Refused: insufficient_balance, or reseller_no_money with the level; then nothing happened.
std::expected<void, facts::refusal> carry_out(turn& turn, facts::message& value, movement made, std::string note = {});

// Nobody refuses these: what they move is reserved, or owed.
void must_carry_out(turn& turn, facts::fact_kind kind, facts::message& value, movement made, std::string note);

facts::refusal no_money(const movement& wanted, billing::account_id account);

}  // namespace kaskad::engine
