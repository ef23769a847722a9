#include "gateway/retention.hpp"

#include "billing/day_text.hpp"
#include "core/calendar.hpp"
#include "engine/facts/charges.hpp"
#include "engine/facts/codec.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/seal_audit.hpp"
#include "gateway/sealed_text.hpp"
#include "store/view.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

namespace kaskad::gateway {

namespace {

constexpr uint32_t MESSAGES_PER_PAGE = 500;

template <typename T>
using expected = std::expected<T, std::string>;

// Adds up what messages came to, for the accounts of those who paid and of those who are owed.
class message_totals {
  public:
    void add(const store::told_message& told) {
        const auto& message = told.message;
        for (size_t level = 0; level < facts::charge_levels(message); ++level) {
            const auto& charge = facts::charge_at(message, level);
            const auto currency = charge.currency == core::currency{} ? message.currency : charge.currency;
            if (currency == core::currency{}) continue;  // of no ledger, and free
            auto& total = at(message, billing::account_kind::client, facts::payer_at(message, level).value, currency);
            count(total, message);
            total.amount.e6 += charge.charged.e6;
        }
        for (const auto& row : told.postings)
            for (const auto& line : row.transfers)
                if (line.message == message.id) add_cost(message, line);
        for (auto* total : owed_)
            count(*total, message);
        owed_.clear();
    }

    std::vector<billing::sealed_total> all() const {
        std::vector<billing::sealed_total> found;
        for (const auto& [place, total] : totals_)
            found.push_back(total);
        return found;
    }

  private:
    using place = std::tuple<uint32_t, billing::account_kind, uint32_t, core::currency, std::string, std::string>;

    billing::sealed_total& at(const facts::message& message, billing::account_kind kind, uint32_t owner,
                              core::currency currency) {
        const auto day = billing::day_of(core::utc_ms_of(message.id));
        const std::string state{facts::to_string(message.state)};
        auto& total = totals_[{day, kind, owner, currency, message.network, state}];
        total.day = day;
        total.kind = kind;
        total.owner = owner;
        total.currency = currency;
        total.network = message.network;
        total.state = state;
        return total;
    }

    static void count(billing::sealed_total& total, const facts::message& message) {
        ++total.messages;
        total.parts += message.parts;
    }

    void add_cost(const facts::message& message, const billing::transfer& line) {
        using enum billing::posting_code;
        const bool is_owed = line.code == supplier_accrual || line.code == supplier_delivery_accrual;
        if (!is_owed && line.code != supplier_accrual_void) return;
        const auto attempt = std::ranges::find(message.attempts, line.attempt, &facts::attempt::number);
        if (attempt == message.attempts.end()) return;  // the comparison with the postings will say so
        auto& total = at(message, billing::account_kind::payable, attempt->link.value, line.currency);
        total.amount.e6 += is_owed ? line.amount.e6 : -line.amount.e6;
        if (std::ranges::find(owed_, &total) == owed_.end()) owed_.push_back(&total);
    }

    std::map<place, billing::sealed_total> totals_;
    std::vector<billing::sealed_total*> owed_;  // by the message at hand
};

// Messages before it may go: the month before is closed, and so is all that was accepted by then.
expected<core::message_id> read_end(store::report_reader& from, std::string_view month) {
    const auto day = api::parse_month(month);
    if (!day) return std::unexpected("'" + std::string{month} + "' is no month, as 2026-05");
    const auto periods = from.read_periods();
    if (!periods) return std::unexpected(periods.error().text);
    const auto closed = std::ranges::find(*periods, *day, &facts::closed_period::to_day);
    if (closed == periods->end())
        return std::unexpected("the month before " + std::string{month} +
                               " is not closed: `kaskad period close` it first");
    return core::make_message_id(std::min(*day * core::DAY_MS, closed->end_utc_ms), 0, 0);
}

// The error names a message that something is still to come of.
expected<void> check_has_ended(const facts::message& message) {
    if (facts::is_final(message.state) && message.due_steady == 0) return {};
    return std::unexpected("message " + core::to_string(message.id) +
                           " has not ended: start the gateway until it has, or cancel it");
}

expected<message_totals> add_up(store::report_reader& from, core::message_id first, core::message_id before,
                                const drop_progress& progress, uint64_t& read) {
    message_totals totals;
    while (true) {
        const auto page = from.read(
            {.first = first, .last = {before.value - 1}, .limit = MESSAGES_PER_PAGE, .wants_decisions = false});
        if (!page) return std::unexpected(page.error().text);
        for (const auto& each : *page) {
            if (auto ended = check_has_ended(each.message); !ended) return std::unexpected(std::move(ended.error()));
            totals.add(each);
        }
        read += page->size();
        if (page->size() < MESSAGES_PER_PAGE) return totals;
        first.value = page->back().message.id.value + 1;
        if (!progress.messages(read)) return std::unexpected("stopped before the end; nothing was dropped");
    }
}

expected<void> set_hash(store::report_reader& from, const std::vector<billing::seal>& known, billing::seal& of) {
    const auto days = from.read_days(0, billing::days_end(of));
    if (!days) return std::unexpected(days.error().text);
    const auto* before = known.empty() ? nullptr : &known.back();
    of.hash = billing::seal_hash(before ? before->hash : billing::digest{}, of, days_of(of, before, *days));
    return {};
}

}  // namespace

std::expected<drop_plan, std::string> plan_drop(store::database& of, std::string_view month,
                                                const drop_progress& progress) {
    auto view = of.make_view();
    if (!view) return std::unexpected(view.error().text);
    store::report_reader reader{std::move(*view)};
    const auto end = read_end(reader, month);
    if (!end) return std::unexpected(end.error());
    const auto known = reader.read_seals();
    if (!known) return std::unexpected(known.error().text);
    const auto before = of.droppable(*end);
    if (!before) return std::unexpected(before.error().text);
    const auto first = known->empty() ? core::message_id{1} : known->back().before;
    if (*before <= first)
        return std::unexpected("no messages before " + std::string{month} + " lie apart from later ones");
    drop_plan plan{.seal = {.number = known->size() + 1, .before = *before}};
    const auto totals = add_up(reader, first, *before, progress, plan.messages);
    if (!totals) return std::unexpected(totals.error());
    const auto all = totals->all();
    plan.totals = all.size();
    plan.seal.totals = sealed_text(all);
    if (auto hashed = set_hash(reader, *known, plan.seal); !hashed) return std::unexpected(std::move(hashed.error()));
    const auto walked = walk_books(reader, progress.books, plan.seal);
    if (!walked) return std::unexpected(walked.error());
    if (walked->first_break) return std::unexpected("the books are not right: " + describe(*walked));
    return plan;
}

}  // namespace kaskad::gateway
