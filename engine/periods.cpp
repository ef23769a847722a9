#include "core/calendar.hpp"
#include "engine/invoices.hpp"
#include "engine/named.hpp"
#include "engine/reply.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// Months that are closed, one behind the other: nothing is booked for their days any more, and what turns out late of
// their messages is owed apart.

namespace kaskad::engine {

namespace {

using facts::refusal_code;

checked<facts::closed_period> period_at(const turn& turn, uint32_t from_day) {
    const auto days = billing::month_of(from_day);
    if (days.from_day != from_day)
        return refuse(refusal_code::invalid_declaration, "month", "a month is closed from its first day on");
    // Its middle is in it in whatever zone our months begin.
    const auto middle_ms = (int64_t{from_day} + 15) * core::DAY_MS;
    const auto month = turn.memory.calendar->month(turn.limits.billing.zone, middle_ms);
    if (turn.now.utc_ms < month.end_utc_ms)
        return refuse(refusal_code::invalid_declaration, "month", "it is not over yet");
    return facts::closed_period{
        .from_day = from_day, .to_day = days.to_day, .end_utc_ms = month.end_utc_ms, .by = {}, .closed_utc = 0};
}

checked<void> check_place(const turn& turn, const facts::closed_period& wanted) {
    const auto& known = turn.memory.periods;
    if (known.contains(wanted.from_day)) return refuse(refusal_code::already_exists, "month", "it is closed already");
    if (known.empty() || known.rbegin()->second.to_day == wanted.from_day) return {};
    return refuse(refusal_code::invalid_declaration, "month", "months are closed one behind the other");
}

std::vector<std::string> missing_of(const turn& turn, const facts::close_period& command,
                                    const facts::closed_period& wanted) {
    std::vector<std::string> missing;
    for (const auto& [client, contract] : turn.memory.contracts) {
        const auto& name = turn.memory.clients.at(client).name;
        const bool needs_none =
            contract.seller.empty() || std::ranges::find(command.nothing_for, name) != command.nothing_for.end();
        if (needs_none || find_invoice(turn, client, {wanted.from_day, wanted.to_day}) != nullptr) continue;
        missing.push_back("client " + name + " is not invoiced; if there is nothing to invoice, say so");
    }
    for (const auto& [id, order] : turn.memory.money_orders) {
        if (order.state == facts::money_order_state::waiting && order.for_day < wanted.to_day)
            missing.push_back("order " + std::to_string(id) + " of money waits for a second person");
    }
    return missing;
}

checked<facts::period_check> close(turn& turn, const facts::close_period& command) {
    auto wanted = period_at(turn, command.from_day);
    if (!wanted) return std::unexpected(wanted.error());
    if (auto ok = check_place(turn, *wanted); !ok) return std::unexpected(ok.error());
    for (const auto& name : command.nothing_for)
        if (find_named(turn.memory.clients, name) == turn.memory.clients.end())
            return refuse(refusal_code::not_found, "nothing_for", "there is no client \"" + name + "\"");
    wanted->by = command.by;
    wanted->closed_utc = turn.now.utc_ms;
    facts::period_check told{*wanted, missing_of(turn, command, *wanted), command.is_dry_run};
    if (command.is_dry_run || !told.missing.empty()) return told;
    turn.emit({.kind = facts::fact_kind::period_closed, .note = command.by, .changes = changes_of(*wanted)});
    return told;
}

}  // namespace

void handle(turn& turn, const facts::close_period& command) {
    reply(turn, command.reply_to, close(turn, command));
}

void handle(turn& turn, const facts::query_periods& command) {
    facts::periods told;
    for (auto at = turn.memory.periods.rbegin(); at != turn.memory.periods.rend(); ++at)
        told.rows.push_back(at->second);
    reply(turn, command.reply_to, checked<facts::periods>{std::move(told)});
}

bool is_closed(const turn& turn, uint32_t day) {
    const auto& known = turn.memory.periods;
    return !known.empty() && day < known.rbegin()->second.to_day;
}

bool is_closed_at(const turn& turn, int64_t utc_ms) {
    const auto& known = turn.memory.periods;
    return !known.empty() && utc_ms < known.rbegin()->second.end_utc_ms;
}

}  // namespace kaskad::engine
