#pragma once

#include "billing/transfer.hpp"
#include "engine/turn.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>

// The money of a message: reserved when it is admitted, then posted, voided or expired, once. Each movement is a fact
// of its own with the accounts as they are afterwards and the posting; the reservation itself stands in the message,
// which the caller puts.

namespace kaskad::engine {

// All or nothing, as a fact of that kind with the posting in it. False: the debit account does not cover it, or an
// account would hold more than it can.
bool move_money(turn& turn, facts::fact_kind kind, core::message_id subject, const billing::transfer& transfer,
                std::string note = {});

// Opens those that are not there yet.
void open_accounts(turn& turn, std::initializer_list<std::pair<billing::account_kind, uint32_t>> accounts,
                   core::currency currency);

// False: the client's balance and limit do not cover it; nothing happened.
bool reserve(turn& turn, facts::message& value);

// What is open is for another price and number of parts from now on, those of the message. False as above.
bool reserve_anew(turn& turn, facts::message& value);

// Posts its parts out of what is reserved (or, if it was released before, charges late). Nothing where it is posted
// already.
void charge(turn& turn, facts::message& value);
void release(turn& turn, facts::message& value, bool expired);

// What the operator of that attempt's link bills for taking one part.
void accrue(turn& turn, const facts::message& value, const facts::attempt& attempt);

size_t delivered_parts(const facts::attempt& attempt);
// What it bills besides for each part that is delivered, where `before` of them were. A delivered part stays that, so
// each is owed for once.
void accrue_delivered(turn& turn, const facts::message& value, const facts::attempt& attempt, size_t before);

// It turned out that the part never left.
void reverse_accrual(turn& turn, const facts::message& value, const facts::attempt& attempt);

// What may be bought over the link in a day, and owed for it, is not used up.
bool is_within_limit(const turn& turn, const facts::link& link);
// Begins a day where one has begun, for the links that count what is bought in it.
void begin_limit_days(turn& turn);

// False: the balance would grow beyond what an account holds (billing::AMOUNT_MAX_E6).
bool top_up(turn& turn, const facts::client& client, core::amount amount, std::string note);

// What the message costs its client as of now.
core::amount cost_of(const facts::message& value);

billing::account_id client_account(const facts::client& client);
// Opens the client's account, or gives it a new limit.
void declare_account(turn& turn, const facts::client& client);

}  // namespace kaskad::engine
