#pragma once

#include "engine/facts/charges.hpp"
#include "engine/turn.hpp"

#include <expected>
#include <optional>
#include <string>

// The money of a message, on its client's level and on that of each reseller above: reserved on all of them when it is
// admitted, or on none; then posted, voided or expired, once each. Each movement is one fact with one row of the
// ledger, whatever the number of levels; the reservations stand in the message, which the caller puts.

namespace kaskad::engine {

// What each level pays: its price, what that is for, and when it falls due. Fills in the draft's price and, for the
// resellers above, `levels`, as they are now. What is reserved already stays.
//
// supplied_network: MCC-MNC, by the client's own word; empty = it says nothing.
// Refused: no_network, no_price; reseller_disabled; no_rate and below_cost where a level would sell for less than it
// pays.
std::expected<void, facts::refusal> fill_prices(const turn& turn, facts::message& draft, const facts::client& client,
                                                const std::string& supplied_network = {});

// The same for each step of a cascade, which the draft goes by: a step that has no price on some level has none at all.
// Refused only where no step has one.
std::expected<void, facts::refusal> fill_step_prices(const turn& turn, facts::message& draft,
                                                     const facts::client& client, const facts::cascade& cascade,
                                                     const std::string& supplied_network);

// Its text turned out to have another number of parts: what its steps over sms are for from now on.
void recount_steps(const turn& turn, facts::message& draft);

// What the message costs its client by the prices filled in, by a cascade at most; nothing: more than an account can
// hold.
std::optional<core::amount> total_price(const turn& turn, const facts::message& draft);

// The least our own part earns by: what the highest level pays for each part of it, in that level's currency.
struct our_price {
    core::price price;
    core::currency currency;
    facts::charge_moment moment = facts::charge_moment::as_client;
};
our_price our_price_of(const turn& turn, const facts::message& value);

// Refused, and nothing happened: insufficient_balance, or reseller_no_money with the level.
std::expected<void, facts::refusal> reserve(turn& turn, facts::message& value);
// Whether it would be refused; for a message that is not paid for.
std::expected<void, facts::refusal> could_reserve(turn& turn, const facts::message& value);
// What is open is for another price and number of parts from now on, those of the message. Refused as above.
std::expected<void, facts::refusal> reserve_anew(turn& turn, facts::message& value, uint32_t parts_before);

// Posts what falls due at this moment and is open.
void charge_due(turn& turn, facts::message& value, facts::charge_moment now);
// The message ends so: what is due is posted or, if it was released before, charged late; the rest is released.
void settle(turn& turn, facts::message& value, facts::message_state state);

// What the message costs its client as of now.
core::amount cost_of(const facts::message& value);

}  // namespace kaskad::engine
