#include "engine/message_charge.hpp"

#include "billing/reservation.hpp"
#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/account_tree.hpp"
#include "engine/cascade_charge.hpp"
#include "engine/cascade_state.hpp"
#include "engine/charge_levels.hpp"
#include "engine/charge_movement.hpp"
#include "engine/delivery.hpp"
#include "engine/facts/arrivals.hpp"
#include "engine/invoices.hpp"
#include "engine/money.hpp"
#include "engine/quotas.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

using billing::account_kind;
using billing::reservation_state;
using facts::charge_moment;
using facts::charge_unit;
using facts::refusal;
using facts::refusal_code;

constexpr int64_t HOUR_MS = 3'600'000;
constexpr int64_t LATE_HOURS = 7 * 24;

// Whom that level pays: the reseller above it, or us.
uint32_t seller(const facts::message& value, size_t level) {
    return level + 1 < facts::charge_levels(value) ? facts::payer_at(value, level + 1).value : 0;
}

void open_accounts(turn& turn, const facts::message& value) {
    for (size_t level = 0; level < facts::charge_levels(value); ++level) {
        open_accounts(turn,
                      {{account_kind::client, facts::payer_at(value, level).value},
                       {account_kind::revenue, seller(value, level)}},
                      currency_at(value, level));
    }
}

uint32_t version_at(const facts::message& value, size_t level) {
    if (const auto* row = held_price(value, level)) return row->price_version;
    return level == 0 ? value.price_version : facts::charge_at(value, level).price_version;
}

billing::charge_terms terms_of(const turn& turn, const facts::message& value, size_t level) {
    const auto currency = currency_at(value, level);
    return {.message = value.id,
            .level = static_cast<uint8_t>(level),
            .debit = billing::make_account_id(account_kind::client, facts::payer_at(value, level).value, currency),
            .credit = billing::make_account_id(account_kind::revenue, seller(value, level), currency),
            .currency = currency,
            .price = price_at(value, level),
            .price_version = version_at(value, level),
            .units = units_at(turn, value, level)};
}

refusal too_dear() {
    return {refusal_code::no_price, "to", "the price is too large for an account"};
}

bool is_open(const billing::reservation& charge) {
    return charge.state == reservation_state::open;
}

bool is_released(const billing::reservation& charge) {
    return charge.state == reservation_state::voided || charge.state == reservation_state::expired;
}

// So many units of that level are due now that the message has ended so; 0: none.
uint32_t units_due(const turn& turn, const facts::message& value, size_t level, facts::message_state state) {
    const auto& client = payer(turn, value, level);
    const auto& charge = facts::charge_at(value, level);
    const auto moment = due_at(turn, value, level);
    if (moment == charge_moment::on_submit) return 0;  // it was posted, or never left
    if (facts::has_arrived(state)) return charge.units;
    if (moment != charge_moment::on_delivered || client.unit != charge_unit::delivered_part) return 0;
    size_t most = 0;
    for (const auto& attempt : value.attempts)
        most = std::max(most, delivered_parts(attempt));
    return std::min(static_cast<uint32_t>(most), charge.units);
}

// The client's rule for what went out and of which nobody ever said how it ended.
uint32_t percent_due(const turn& turn, const facts::message& value, size_t level, facts::message_state state) {
    const bool is_silent =
        state == facts::message_state::unknown || (state == facts::message_state::expired && is_with_operator(value));
    if (!is_silent || due_at(turn, value, level) != charge_moment::on_delivered) return 0;
    return payer(turn, value, level).without_receipt_percent;
}

bool is_in_late_window(const turn& turn, const facts::message& value, size_t level) {
    const auto& client = payer(turn, value, level);
    const auto hours = client.late_hours > 0 ? int64_t{client.late_hours} : LATE_HOURS;
    return turn.now.utc_ms - value.final_utc <= hours * HOUR_MS;
}

// What happens to the money of one message when it ends, in three rows at most: posted, charged late, released.
struct settlement {
    movement posted;
    movement late;
    movement released;
    std::vector<size_t> given_back;
};

void release(const turn& turn, const facts::message& value, size_t level, facts::message_state state,
             settlement& into) {
    const auto& charge = facts::charge_at(value, level);
    const bool was_silent =
        due_at(turn, value, level) != charge_moment::on_submit && state == facts::message_state::unknown;
    const bool ran_out = state == facts::message_state::expired || was_silent;
    if (core::mutated(core::mutant::keep_reservation) && ran_out) return;
    into.given_back.push_back(level);
    into.released.add(level, ran_out ? *billing::expire(charge) : *billing::void_(charge));
}

// Of a message that went by a cascade: what is held becomes what is owed, and that is posted.
void settle_steps(const turn& turn, const facts::message& value, size_t level, facts::message_state state,
                  settlement& into) {
    auto charge = facts::charge_at(value, level);
    const auto owed = owed_for(turn, value, level, state);
    if (is_open(charge)) {
        if (!owed) return release(turn, value, level, state, into);
        // Never more than is held: what a word from a step given up for lost makes it cost may not be there.
        const auto amount = core::charge(owed->price, owed->units);
        if (!amount || *amount > charge.amount) return into.posted.add(level, *billing::post(charge, charge.units));
        auto made =
            billing::resize(charge, {.price = owed->price, .price_version = owed->price_version, .units = owed->units});
        ASSERT(made.has_value());
        charge = made->after;
        if (made->transfer) into.posted.add(level, std::move(*made));
        return into.posted.add(level, *billing::post(charge, charge.units));
    }
    if (!owed || !is_released(charge) || !is_in_late_window(turn, value, level)) return;
    // Never more than was held for it at last.
    const auto amount = core::charge(owed->price, owed->units);
    if (amount && *amount <= charge.amount) {
        charge.price = owed->price;
        charge.price_version = owed->price_version;
        charge.units = owed->units;
        charge.amount = *amount;
    }
    if (auto step = billing::charge_late(charge, charge.units)) into.late.add(level, std::move(*step));
}

void settle_level(const turn& turn, const facts::message& value, size_t level, facts::message_state state,
                  settlement& into) {
    if (value.cascade != 0) return settle_steps(turn, value, level, state, into);
    const auto& charge = facts::charge_at(value, level);
    const auto units = units_due(turn, value, level, state);
    if (is_open(charge)) {
        if (units > 0) return into.posted.add(level, *billing::post(charge, units));
        if (const auto percent = percent_due(turn, value, level, state); percent > 0)
            return into.posted.add(level, *billing::post_share(charge, percent));
        return release(turn, value, level, state, into);
    }
    if (core::mutated(core::mutant::charge_again) && charge.state == reservation_state::posted && units > 0) {
        auto again = charge;
        again.state = reservation_state::voided;
        again.charged_units = 0;
        return into.late.add(level, *billing::charge_late(again, units));
    }
    if (units == 0 || !is_released(charge) || !is_in_late_window(turn, value, level)) return;
    auto step = billing::charge_late(charge, units);
    if (step) into.late.add(level, std::move(*step));  // else it was charged late before
}

// What turns out late of a month that is closed is owed apart: its invoice is made. That month is of whoever pays us.
void owe_apart(turn& turn, const facts::message& value, movement& late) {
    if (!is_closed_at(turn, value.accepted_utc)) return;
    const auto top = facts::charge_levels(value) - 1;
    const auto owner = facts::payer_at(value, top).value;
    for (auto& line : late.lines) {
        if (line.level != top) continue;
        open_accounts(turn, {{account_kind::receivable, owner}}, line.currency);
        line.debit = billing::make_account_id(account_kind::receivable, owner, line.currency);
    }
}

std::expected<movement, refusal> opened(const turn& turn, const facts::message& value) {
    movement made;
    for (size_t level = 0; level < facts::charge_levels(value); ++level) {
        auto step = billing::open(terms_of(turn, value, level));
        if (!step) return std::unexpected(too_dear());
        made.add(level, std::move(*step));
    }
    return made;
}

}  // namespace

std::expected<void, refusal> reserve(turn& turn, facts::message& value) {
    auto made = opened(turn, value);
    if (!made) return std::unexpected(made.error());
    open_accounts(turn, value);
    if (const auto ok = carry_out(turn, value, std::move(*made)); !ok) return ok;
    note_used(turn, value);
    return {};
}

std::expected<void, refusal> could_reserve(turn& turn, const facts::message& value) {
    auto made = opened(turn, value);
    if (!made) return std::unexpected(made.error());
    open_accounts(turn, value);
    const auto decided = billing::decide(made->transfers(), turn.memory.accounts);
    if (!decided) return std::unexpected(no_money(*made, decided.error().account));
    return {};
}

std::expected<void, refusal> reserve_anew(turn& turn, facts::message& value, uint32_t parts_before) {
    const auto before = value;
    movement made;
    for (size_t level = 0; level < facts::charge_levels(value); ++level) {
        const auto& charge = facts::charge_at(value, level);
        const auto terms = terms_of(turn, value, level);
        auto step =
            billing::resize(charge, {.price = terms.price, .price_version = terms.price_version, .units = terms.units});
        if (!step) return std::unexpected(too_dear());
        made.add(level, std::move(*step));
    }
    if (const auto ok = carry_out(turn, value, std::move(made), "resized"); !ok) return ok;
    note_resized(turn, before, parts_before, value);
    return {};
}

void charge_due(turn& turn, facts::message& value, charge_moment now) {
    if (value.cascade != 0) return;  // only when it ends it is known which step is charged
    movement made;
    for (size_t level = 0; level < facts::charge_levels(value); ++level) {
        const auto& charge = facts::charge_at(value, level);
        if (!is_open(charge) || due_at(turn, value, level) != now) continue;
        made.add(level, *billing::post(charge, charge.units));
    }
    if (!made.after.empty()) must_carry_out(turn, facts::fact_kind::charged, value, std::move(made), {});
}

void settle(turn& turn, facts::message& value, facts::message_state state) {
    settlement made;
    for (size_t level = 0; level < facts::charge_levels(value); ++level)
        settle_level(turn, value, level, state, made);
    const auto before = value.cascade != 0 ? std::optional{value} : std::nullopt;
    must_carry_out(turn, facts::fact_kind::charged, value, std::move(made.posted), {});
    if (before) note_resized(turn, *before, before->parts, value);
    owe_apart(turn, value, made.late);
    must_carry_out(turn, facts::fact_kind::charged, value, std::move(made.late), "late");
    give_back(turn, value, made.given_back);
    must_carry_out(
        turn, facts::fact_kind::released, value, std::move(made.released),
        state == facts::message_state::expired || state == facts::message_state::unknown ? "expired" : "void");
}

core::amount cost_of(const facts::message& value) {
    return is_open(value.charge) ? value.charge.amount : value.charge.charged;
}

}  // namespace kaskad::engine
