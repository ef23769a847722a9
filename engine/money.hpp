#pragma once

#include "billing/ledger.hpp"
#include "engine/turn.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>

// Movements of money as facts, each with the accounts as they are afterwards and its row of the ledger; what operators
// are owed; accounts. What clients are charged for messages is message_charge's.

namespace kaskad::engine {

// All or nothing, as a fact of that kind with one row of the ledger in it. Refused where an account does not cover it,
// or would hold more than it can.
std::expected<void, billing::refused> move_money(turn& turn, facts::fact_kind kind, core::message_id subject,
                                                 std::span<const billing::transfer> transfers, std::string note = {});

// Opens those that are not there yet.
void open_accounts(turn& turn, std::initializer_list<std::pair<billing::account_kind, uint32_t>> accounts,
                   core::currency currency);

// What the operator of that attempt's link bills for taking one part.
void accrue(turn& turn, const facts::message& value, const facts::attempt& attempt);

size_t delivered_parts(const facts::attempt& attempt);
// What it bills besides for each part that is delivered, where `before` of them were. A delivered part stays that, so
// each is owed for once.
void accrue_delivered(turn& turn, const facts::message& value, const facts::attempt& attempt, size_t before);

// It turned out that the part never left, or the operator takes nothing for it.
void reverse_accrual(turn& turn, const facts::message& value, const facts::attempt& attempt,
                     std::string note = "never left");

core::amount posted_on(const turn& turn, billing::account_kind kind, core::link_id link);
// All that was ever bought over it.
core::amount bought_over(const turn& turn, core::link_id link);

// What may be bought over the link in a day, and owed for it, is not used up.
bool is_within_limit(const turn& turn, const facts::link& link);
// Begins a day where one has begun, for the links that count what is bought in it.
void begin_limit_days(turn& turn);

billing::account_id client_account(const facts::client& client);
// Opens the client's account, or gives it a new limit.
void declare_account(turn& turn, const facts::client& client);

}  // namespace kaskad::engine
