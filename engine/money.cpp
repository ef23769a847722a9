#include "engine/money.hpp"

#include "billing/direct.hpp"
#include "core/assert.hpp"
#include "engine/suppliers.hpp"
#include "engine/text.hpp"
#include "engine/utc_day.hpp"

#include <algorithm>
#include <array>

namespace kaskad::engine {

namespace {

using billing::account_kind;

void open_missing(turn& turn, facts::fact& fact, account_kind kind, uint32_t owner, core::currency currency) {
    const auto id = billing::make_account_id(kind, owner, currency);
    if (turn.memory.accounts.find(id)) return;
    fact.changes.push_back({billing::open_account(kind, owner, currency)});
}

using component = billing::accrual_component;

core::price price_of(const facts::attempt& attempt, component of) {
    if (of == component::delivery) return attempt.buy_delivered;
    return {attempt.buy_price.e8 - attempt.buy_delivered.e8};
}

std::optional<billing::transfer> accrual_of(const facts::message& value, const facts::attempt& attempt, component of) {
    const billing::accrual_terms terms{.message = value.id,
                                       .attempt = attempt.number,
                                       .link = attempt.link,
                                       .currency = attempt.currency,
                                       .price = price_of(attempt, of),
                                       .price_version = attempt.price_version,
                                       .units = segments_of_part(attempt),
                                       .component = of};
    const auto transfer = billing::accrual(terms);
    ASSERT(transfer.has_value());
    return *transfer;
}

void owe(turn& turn, const facts::message& value, const facts::attempt& attempt, component of) {
    const auto transfer = accrual_of(value, attempt, of);
    if (!transfer) return;
    const auto owner = attempt.link.value;
    open_accounts(turn, {{account_kind::cost, owner}, {account_kind::payable, owner}}, attempt.currency);
    const auto moved = move_money(turn, facts::fact_kind::accrued, value.id, {&*transfer, 1},
                                  of == component::delivery ? "delivered" : "");
    ASSERT(moved.has_value());
}

}  // namespace

std::expected<void, billing::refused> move_money(turn& turn, facts::fact_kind kind, core::message_id message,
                                                 std::span<const billing::transfer> transfers, std::string note) {
    const auto decided = billing::decide(transfers, turn.memory.accounts);
    if (!decided) {
        const auto why = decided.error().why;
        ASSERT(why == billing::refusal::insufficient_funds || why == billing::refusal::amount_too_large);
        return std::unexpected(decided.error());
    }
    facts::fact fact{.kind = kind, .message = message, .note = std::move(note)};
    fact.changes.reserve(decided->accounts.size() + 2);
    for (const auto& account : decided->accounts)
        fact.changes.emplace_back(account);
    auto node = turn.memory.node;
    billing::posting posting;
    posting.sequence = ++node.last_posting;
    posting.booked_utc_ms = turn.now.utc_ms;
    posting.message = message;
    posting.transfers.assign(transfers.begin(), transfers.end());
    fact.changes.emplace_back(std::move(posting));
    fact.changes.emplace_back(node);
    turn.emit(std::move(fact));
    return {};
}

void open_accounts(turn& turn, std::initializer_list<std::pair<account_kind, uint32_t>> accounts,
                   core::currency currency) {
    facts::fact fact{.kind = facts::fact_kind::account_opened};
    for (const auto& [kind, owner] : accounts)
        open_missing(turn, fact, kind, owner, currency);
    if (!fact.changes.empty()) turn.emit(std::move(fact));
}

billing::account_id client_account(const facts::client& client) {
    return billing::make_account_id(account_kind::client, client.id.value, client.currency);
}

void accrue(turn& turn, const facts::message& value, const facts::attempt& attempt) {
    owe(turn, value, attempt, component::submit);
}

size_t delivered_parts(const facts::attempt& attempt) {
    return static_cast<size_t>(std::ranges::count(attempt.parts, facts::part_state::delivered, &facts::part::state));
}

void accrue_delivered(turn& turn, const facts::message& value, const facts::attempt& attempt, size_t before) {
    for (const auto now = delivered_parts(attempt); before < now; ++before)
        owe(turn, value, attempt, component::delivery);
}

void reverse_accrual(turn& turn, const facts::message& value, const facts::attempt& attempt, std::string note) {
    const auto transfer = accrual_of(value, attempt, component::submit);
    if (!transfer) return;
    const auto reversed = billing::reversed_accrual(*transfer);
    const auto moved = move_money(turn, facts::fact_kind::accrued, value.id, {&reversed, 1}, std::move(note));
    ASSERT(moved.has_value());
}

core::amount posted_on(const turn& turn, account_kind kind, core::link_id link) {
    // Without a buy price nothing can be bought, and what is owed has no currency.
    if (turn.memory.prices.buy_currency() == core::currency{}) return {};
    const auto* account =
        turn.memory.accounts.find(billing::make_account_id(kind, link.value, turn.memory.prices.buy_currency()));
    return account ? account->posted : core::amount{};
}

// Costs are debits.
core::amount bought_over(const turn& turn, core::link_id link) {
    return -posted_on(turn, account_kind::cost, link);
}

bool is_within_limit(const turn& turn, const facts::link& link) {
    if (!has_credit(turn, link)) return false;
    if (link.daily_limit.e6 == 0 || link.limit_day_utc != day_of(turn.now.utc_ms)) return true;
    return bought_over(turn, link.id) - link.cost_before < link.daily_limit;
}

void begin_limit_days(turn& turn) {
    std::vector<facts::link> begun;
    for (const auto& [id, link] : turn.memory.links) {
        if (link.daily_limit.e6 > 0 && link.limit_day_utc != day_of(turn.now.utc_ms)) begun.push_back(link);
    }
    for (auto& link : begun) {
        link.limit_day_utc = day_of(turn.now.utc_ms);
        link.cost_before = bought_over(turn, link.id);
        turn.emit({.kind = facts::fact_kind::link_learnt,
                   .link = link.id,
                   .note = "a day of its limit begins",
                   .changes = changes_of(std::move(link))});
    }
}

void declare_account(turn& turn, const facts::client& client) {
    const auto* known = turn.memory.accounts.find(client_account(client));
    auto account = known ? *known : billing::open_account(account_kind::client, client.id.value, client.currency);
    if (known && account.limit == client.limit) return;
    account.limit = client.limit;
    turn.emit({.kind = facts::fact_kind::account_opened, .changes = {{account}}});
}

}  // namespace kaskad::engine
