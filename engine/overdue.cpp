#include "engine/overdue.hpp"

#include "engine/client_alerts.hpp"
#include "routing/state_octets.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
constexpr uint64_t VERSION = 1;
constexpr size_t KEY_OCTETS_MAX = 512;

std::string_view to_string(overdue_step step) {
    switch (step) {
        case overdue_step::none:
            return "none";
        case overdue_step::warn:
            return "warn";
        case overdue_step::stop_marketing:
            return "stop_marketing";
        case overdue_step::stop:
            return "stop";
    }
    return "unknown";
}

alert alert_of(const billing::invoice& invoice, overdue_step step) {
    return {.kind = facts::event_kind::invoice_overdue,
            .subject = billing::printed_number(invoice) + " " + std::string{to_string(step)},
            .amount = core::to_string(invoice.gross - invoice.paid),
            .limit = core::to_string(invoice.gross)};
}

}  // namespace

overdue_step overdue_step_at(const facts::overdue_steps& steps, uint32_t due_day, uint32_t today) {
    const auto has_begun = [&](uint32_t days) { return days > 0 && today >= due_day + days; };
    if (has_begun(steps.stop_days)) return overdue_step::stop;
    if (has_begun(steps.stop_marketing_days)) return overdue_step::stop_marketing;
    return has_begun(steps.warn_days) ? overdue_step::warn : overdue_step::none;
}

void overdue_watch::load(std::string_view octets) {
    routing::state_reader from{octets};
    told_steps told;
    if (from.take_count(UINT64_MAX) != VERSION) return;
    for (auto left = from.take_count(octets.size()); left > 0 && from.is_good(); --left) {
        auto key = from.take_text(KEY_OCTETS_MAX);
        told[std::move(key)] = static_cast<overdue_step>(from.take_count(std::to_underlying(overdue_step::stop)));
    }
    if (from.is_good() && from.is_at_end()) told_ = std::move(told);
}

std::string overdue_watch::save() const {
    routing::state_writer into;
    into.put_count(VERSION);
    into.put_count(told_.size());
    for (const auto& [key, step] : told_) {
        into.put_text(key);
        into.put_count(std::to_underlying(step));
    }
    return into.take();
}

void overdue_watch::tick(turn& turn, int64_t before_steady) {
    const bool is_due = before_steady == 0 || before_steady / MINUTE_MS != turn.now.steady_ms / MINUTE_MS;
    if (is_due) look(turn);
}

void overdue_watch::look(turn& turn) {
    const auto& open = turn.memory.unpaid;
    const auto& invoices = turn.memory.invoices;
    // What is paid, or was taken back, is forgotten.
    auto changed = std::erase_if(told_, [&](const auto& told) {
        const auto known = invoices.find(told.first);
        return known == invoices.end() || !billing::is_open(known->second);
    });
    for (const auto& [id, owed] : open) {
        const auto contract = turn.memory.contracts.find(id);
        if (contract == turn.memory.contracts.end()) continue;
        const auto& client = turn.memory.clients.at(id);
        const auto today = turn.memory.calendar->day(client.zone, turn.now.utc_ms).begin_day;
        for (const auto& [key, due_day] : owed) {
            if (turn.is_long()) break;
            const auto step = overdue_step_at(contract->second.overdue, due_day, today);
            const auto known = told_.find(key);
            if (step <= (known == told_.end() ? overdue_step::none : known->second)) continue;
            told_[key] = step;
            ++changed;
            tell_client(turn, client, alert_of(invoices.at(key), step));
        }
    }
    if (changed == 0) return;
    turn.emit({.kind = facts::fact_kind::checkpoint_saved,
               .note = std::string{NAME},
               .changes = changes_of(facts::checkpoint{std::string{NAME}, save()})});
}

}  // namespace kaskad::engine
