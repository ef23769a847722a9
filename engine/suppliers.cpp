#include "engine/suppliers.hpp"

#include "engine/money.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using billing::account_kind;

// What the supplier said is left, less what was bought since.
std::optional<core::amount> told_left(const turn& turn, const facts::link& link, const supplier_note& note) {
    if (!note.has_told) return std::nullopt;
    return note.told - (bought_over(turn, link.id) - note.bought_then) - link.supplier.balance_floor;
}

bool is_refused(const turn& turn, const supplier_note& note) {
    return note.no_credit_until_steady > turn.now.steady_ms;
}

facts::supplier_standing standing_of(const turn& turn, const facts::link& link) {
    facts::supplier_standing made;
    made.link = link.id;
    made.name = link.name;
    made.currency = turn.memory.prices.buy_currency();
    made.owed = posted_on(turn, account_kind::payable, link.id);
    made.disputed = posted_on(turn, account_kind::dispute, link.id);
    made.credit = link.credit;
    const auto left = left_of(turn, link);
    made.has_limit = left.has_value();
    made.left = left.value_or(core::amount{});
    const auto* note = turn.memory.suppliers.find(link.id);
    if (note == nullptr) return made;
    made.is_out_of_credit = is_refused(turn, *note);
    made.has_told = note->has_told;
    made.told = note->told;
    made.told_utc = note->told_utc;
    made.spent_hour = note->burn.last_hour();
    auto least = left;
    if (const auto told = told_left(turn, link, *note)) least = least ? std::min(*least, *told) : *told;
    if (!least) return made;
    const auto minutes = note->burn.minutes_left(turn.now.utc_ms, *least);
    made.minutes_left = minutes.value_or(-1);
    return made;
}

}  // namespace

std::optional<core::amount> left_of(const turn& turn, const facts::link& link) {
    if (!link.supplier.prepaid && link.credit.e6 == 0) return std::nullopt;
    return link.credit - posted_on(turn, account_kind::payable, link.id) - link.supplier.balance_floor;
}

bool has_credit(const turn& turn, const facts::link& link) {
    const auto left = left_of(turn, link);
    if (left && left->e6 <= 0) return false;
    const auto* note = turn.memory.suppliers.find(link.id);
    if (note == nullptr) return true;
    const auto told = told_left(turn, link, *note);
    if (told && told->e6 <= 0) return false;
    return !is_refused(turn, *note);
}

void note_out_of_credit(turn& turn, core::link_id link) {
    auto& note = turn.memory.suppliers.at(link);
    note.no_credit_until_steady = turn.now.steady_ms + turn.limits.billing.no_credit_ms;
}

void note_paid(turn& turn, core::link_id link) {
    auto& note = turn.memory.suppliers.at(link);
    note.no_credit_until_steady = 0;
    // What it said was before the money came: by our books, until it says something again.
    note.has_told = false;
}

void watch_suppliers(turn& turn) {
    auto& book = turn.memory.suppliers;
    if (!book.is_due(turn.now.steady_ms)) return;
    book.noted(turn.now.steady_ms);
    for (const auto& [id, link] : turn.memory.links)
        book.at(id).burn.note(turn.now.utc_ms, bought_over(turn, id));
}

void handle(turn& turn, const facts::tell_balance& command) {
    const auto link = turn.memory.links.find(command.link);
    if (link == turn.memory.links.end()) return;
    auto& note = turn.memory.suppliers.at(command.link);
    note.has_told = true;
    note.told = command.left;
    note.told_utc = command.utc;
    note.bought_then = bought_over(turn, command.link);
    if (command.left > link->second.supplier.balance_floor) note.no_credit_until_steady = 0;
}

void handle(turn& turn, const facts::query_suppliers& command) {
    facts::supplier_standings told;
    for (const auto& [id, link] : turn.memory.links)
        if (link.enabled) told.rows.push_back(standing_of(turn, link));
    std::ranges::sort(told.rows, {}, &facts::supplier_standing::name);
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

}  // namespace kaskad::engine
