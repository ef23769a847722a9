#include "gateway/bill_plan.hpp"

#include "billing/contract_start.hpp"
#include "core/assert.hpp"
#include "core/calendar.hpp"
#include "engine/facts/invoice_line.hpp"
#include "gateway/api/rate_text.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/invoice_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

using facts::money_order_kind;
using facts::money_order_state;

// Of a month by its first day. Somewhere in its middle it is the same month in every zone.
billing::local_period month_in(const billing::calendar& calendar, const facts::client& client, uint32_t first_day) {
    constexpr int64_t MIDDLE = 14;
    const auto found = calendar.month(client.zone, (first_day + MIDDLE) * core::DAY_MS);
    ASSERT(found.begin_day == first_day);
    return found;
}

std::string month_label(uint32_t day) {
    return api::render_day(day).substr(0, 7);
}

const facts::contract* find_contract(const billing_records& records, core::client_id client) {
    const auto found = std::ranges::find(records.contracts, client, &facts::contract::client);
    return found == records.contracts.end() ? nullptr : &*found;
}

std::optional<billing::invoice> find_invoice(const billing_records& records, core::client_id client,
                                             const billing::day_span& month) {
    const auto found = std::ranges::find_if(records.invoices, [&](const billing::invoice& each) {
        const bool counts = each.kind == billing::invoice_kind::invoice && each.taken_back == 0;
        return counts && each.client == client && each.from_day < month.to_day && month.from_day < each.to_day;
    });
    return found == records.invoices.end() ? std::nullopt : std::optional{*found};
}

// Why its month cannot be billed; empty = it can.
std::string obstacle(const facts::client& client, const facts::contract* contract, const billing::local_period& month,
                     int64_t now_utc_ms) {
    if (client.parent) return "it stands below a reseller, who invoices it";
    if (contract == nullptr) return "it has no contract";
    if (contract->seller.empty()) return "its contract names no seller";
    if (month.end_utc_ms > now_utc_ms) return month_label(month.begin_day) + " is not over where it is billed";
    return {};
}

bill_subject make_subject(const billing_records& records, const facts::client& client, const facts::contract& contract,
                          const billing::local_period& month) {
    bill_subject made{.client = client,
                      .contract = contract,
                      .month = billing::month_of(month.begin_day),
                      .period = {month.begin_utc_ms, month.end_utc_ms},
                      .orders = {},
                      .invoice = {},
                      .usage = {},
                      .dropped = 0};
    made.invoice = find_invoice(records, client.id, made.month);
    for (const auto& order : records.orders)
        if (order.client == client.id) made.orders.push_back(order);
    return made;
}

bool is_on_invoice(const bill_subject& subject, const facts::money_order& order) {
    return subject.month.contains(order.for_day) && facts::line_of(order.kind).has_value();
}

std::string reference_of(const bill_subject& subject, std::string_view what) {
    return fmt::format("bill/{}/{}/{}", subject.client.name, month_label(subject.month.from_day), what);
}

const facts::money_order* find_known(const bill_subject& subject, std::string_view reference) {
    const auto found = std::ranges::find(subject.orders, reference, &facts::money_order::reference);
    return found == subject.orders.end() ? nullptr : &*found;
}

// What steps and the commitment are counted by. Look-ups are no messages.
billing::usage sum_messages(const billing::statement& usage) {
    billing::usage sum;
    for (const auto& [key, each] : usage.usage) {
        if (key.kind == billing::usage_kind::lookup) continue;
        sum.items += each.items;
        sum.units += each.units;
        sum.amount = sum.amount + each.amount;
    }
    return sum;
}

facts::order_money make_month_order(const bill_subject& subject, money_order_kind kind, core::amount amount,
                                    std::string_view what) {
    return {.client = subject.client.name,
            .kind = kind,
            .amount = amount,
            .currency = core::to_string(subject.client.currency),
            .reason = {},
            .reference = reference_of(subject, what),
            .by = {},
            .for_day = subject.month.to_day - 1};
}

void add_fees(const bill_subject& subject, const billing::tariff& terms, std::vector<facts::order_money>& orders) {
    for (const auto& due : billing::fees_due(terms, subject.month)) {
        auto order = make_fee_order(subject.client.name, due);
        order.currency = core::to_string(subject.client.currency);
        if (find_known(subject, order.reference) == nullptr) orders.push_back(std::move(order));
    }
}

// Returns what the client gets back, or got already.
core::amount add_step_credit(const bill_subject& subject, const billing::tariff& terms, const billing::usage& sum,
                             std::vector<facts::order_money>& orders) {
    const auto credit = billing::step_credit(terms, sum.units, sum.amount);
    auto order = make_month_order(subject, money_order_kind::volume_credit, credit, "steps");
    if (const auto* known = find_known(subject, order.reference))
        return known->state == money_order_state::refused ? core::amount{} : known->amount;
    order.reason =
        written(step_reason{month_label(subject.month.from_day), sum.units, sum.amount, subject.client.currency},
                words_of(subject.contract.language));
    if (credit.e6 > 0) orders.push_back(std::move(order));
    return credit;
}

// All that was used and exchanged at the rate of a day, at that of the invoice's day. Above 0: it comes to more.
core::amount rate_difference(const billing::statement& usage, const billing::exchange& at) {
    core::amount sum;
    for (const auto& [was, amount] : usage.exchanged) {
        const auto made = billing::exchanged_anew(amount, was, at);
        ASSERT(made.has_value());  // rates of one pair, days apart, of what an account holds
        sum = sum + (*made - amount);
    }
    return sum;
}

// Returns what it makes of the month, or made already.
core::amount add_rate_difference(const bill_subject& subject, std::vector<facts::order_money>& orders) {
    auto order = make_month_order(subject, money_order_kind::rate_difference, {}, "rate");
    if (const auto* known = find_known(subject, order.reference))
        return known->state == money_order_state::refused ? core::amount{} : -known->amount;
    if (!subject.rate) return {};
    const auto difference = rate_difference(subject.usage, *subject.rate);
    order.amount = -difference;
    order.reason = written(rate_reason{month_label(subject.month.from_day), subject.contract.priced_in,
                                       subject.client.currency, api::rate_text(*subject.rate), subject.rate->day},
                           words_of(subject.contract.language));
    if (difference.e6 != 0) orders.push_back(std::move(order));
    return difference;
}

void add_shortfall(const bill_subject& subject, const billing::tariff& terms, core::amount charged,
                   std::vector<facts::order_money>& orders) {
    const auto missing = billing::shortfall(terms, charged);
    auto order = make_month_order(subject, money_order_kind::commitment, -missing, "commitment");
    order.reason = written(
        commitment_reason{month_label(subject.month.from_day), terms.commitment, charged, subject.client.currency},
        words_of(subject.contract.language));
    if (missing.e6 > 0 && find_known(subject, order.reference) == nullptr) orders.push_back(std::move(order));
}

std::vector<billing::booked_line> booked_lines(const bill_subject& subject) {
    std::vector<billing::booked_line> lines;
    for (const auto& order : subject.orders) {
        if (order.state != money_order_state::booked || !is_on_invoice(subject, order)) continue;
        lines.push_back({*facts::line_of(order.kind), order.reason, order.amount});
    }
    return lines;
}

void add_parties(billing::invoice& draft, const billing::seller& seller, const facts::contract& contract) {
    draft.seller = seller.name;
    draft.prefix = seller.prefix;
    draft.language = contract.language;
    draft.from = seller.as_printed;
    draft.to = contract.buyer;
}

void add_tax(billing::invoice& draft, const billing::tax_rate& tax) {
    draft.tax_code = tax.code;
    draft.tax_ppm = tax.ppm;
    draft.tax_text = tax.text;
}

// East of us a month is over while it is its last day here; an invoice is issued behind its days all the same.
void add_days(billing::invoice& draft, const bill_subject& subject, uint32_t today) {
    draft.from_day = subject.month.from_day;
    draft.to_day = subject.month.to_day;
    draft.issued_day = std::max(today, draft.to_day);
    draft.due_day = draft.issued_day + subject.contract.payment_days;
}

}  // namespace

billing::exchange_table make_exchange_table(const std::vector<facts::exchange_rate>& rates) {
    billing::exchange_table table;
    for (const auto& each : rates)
        table.assign({*core::parse_currency(each.base), *core::parse_currency(each.quote)}, each.day, each.rate_e8);
    return table;
}

std::optional<billing::exchange> find_invoice_rate(const billing::exchange_table& rates, const bill_subject& subject,
                                                   uint32_t today, int64_t age_max_ms) {
    const auto& contract = subject.contract;
    if (contract.rate_rule != facts::exchange_rule::invoice_day) return std::nullopt;
    const auto found = rates.find({contract.priced_in, subject.client.currency}, today);
    const bool is_new = found && (int64_t{today} - found->day - 1) * core::DAY_MS <= age_max_ms;
    return is_new ? found : std::nullopt;
}

std::string rate_obstacle(const bill_subject& subject) {
    const bool needs_rate = subject.contract.rate_rule == facts::exchange_rule::invoice_day &&
                            !subject.usage.exchanged.empty() && !subject.rate;
    if (!needs_rate || find_known(subject, reference_of(subject, "rate")) != nullptr) return {};
    return fmt::format(
        "it is invoiced at today's rate of {} in {}, and none is new enough: kaskad exchange-rates import",
        core::to_string(subject.contract.priced_in), core::to_string(subject.client.currency));
}

void add_late(billing::statement& usage, const billing::statement& receivable) {
    for (const auto& [key, late] : receivable.usage) {
        auto& sum = usage.usage[key];
        sum.items += late.items;
        sum.units += late.units;
        sum.amount = sum.amount + late.amount;
    }
    for (const auto& [rate, amount] : receivable.exchanged)
        usage.exchanged[rate] = usage.exchanged[rate] + amount;
}

bill_selection select_subjects(const billing_records& records, const bill_question& asked,
                               const billing::calendar& calendar) {
    bill_selection made;
    for (const auto& client : records.clients) {
        if (!asked.client.empty() && client.name != asked.client) continue;
        const auto* contract = find_contract(records, client.id);
        const bool is_invoiced = contract != nullptr && !contract->seller.empty() && !client.parent;
        if (asked.client.empty() && !is_invoiced) continue;
        const auto month = month_in(calendar, client, asked.month);
        auto why = obstacle(client, contract, month, asked.now_utc_ms);
        if (why.empty()) {
            made.subjects.push_back(make_subject(records, client, *contract, month));
        } else {
            made.faults.push_back({client.name, std::move(why)});
        }
    }
    if (!asked.client.empty() && made.subjects.empty() && made.faults.empty())
        made.faults.push_back({asked.client, "there is no such client"});
    std::ranges::sort(made.subjects, {}, [](const bill_subject& each) { return each.client.name; });
    return made;
}

std::string fee_reference(std::string_view client, const billing::due_fee& due) {
    const auto slash = due.name.find('/');
    const bool is_once = slash == std::string::npos;
    return fmt::format("bill/{}/{}/fee/{}", client, is_once ? "once" : due.name.substr(slash + 1),
                       due.name.substr(0, slash));
}

facts::order_money make_fee_order(std::string_view client, const billing::due_fee& due) {
    return {.client = std::string{client},
            .kind = money_order_kind::fee,
            .amount = -due.amount,
            .currency = {},
            .reason = due.text,
            .reference = fee_reference(client, due),
            .by = {},
            .for_day = due.day};
}

std::vector<facts::order_money> find_orders_due(const bill_subject& subject) {
    std::vector<facts::order_money> orders;
    const auto terms = billing::held_in(subject.contract.tariff, subject.contract.from_day, subject.month);
    add_fees(subject, terms, orders);
    const auto sum = sum_messages(subject.usage);
    const auto credit = add_step_credit(subject, terms, sum, orders);
    const auto difference = add_rate_difference(subject, orders);
    add_shortfall(subject, terms, sum.amount - credit + difference, orders);
    return orders;
}

std::optional<std::string> find_waiting(const bill_subject& subject) {
    const auto found = std::ranges::find_if(subject.orders, [&](const facts::money_order& each) {
        return each.state == money_order_state::waiting && is_on_invoice(subject, each);
    });
    return found == subject.orders.end() ? std::nullopt : std::optional{found->reference};
}

facts::money_order booked(const facts::order_money& order) {
    return {.kind = order.kind,
            .amount = order.amount,
            .currency = {},
            .reason = order.reason,
            .reference = order.reference,
            .asked_by = {},
            .decided_by = {},
            .for_day = order.for_day,
            .seller = {}};
}

std::expected<billing::invoice, std::string> make_draft(const bill_subject& subject, const bill_terms& terms) {
    const auto& contract = subject.contract;
    const auto seller = std::ranges::find(terms.sellers, contract.seller, &billing::seller::name);
    if (seller == terms.sellers.end())
        return std::unexpected(fmt::format("the file has no [[seller]] named '{}'", contract.seller));
    const auto last_day = subject.month.to_day - 1;
    const auto tax = billing::find_tax(terms.taxes, contract.tax_code, last_day);
    if (!tax)
        return std::unexpected(
            fmt::format("the file has no [[tax]] '{}' that holds on {}", contract.tax_code, api::render_day(last_day)));
    billing::invoice draft{.client = subject.client.id, .currency = subject.client.currency};
    add_parties(draft, *seller, contract);
    add_tax(draft, *tax);
    add_days(draft, subject, terms.today);
    draft.lines = billing::make_lines(subject.usage, booked_lines(subject), draft.currency);
    if (!billing::add_up(draft)) return std::unexpected("an account could not hold the sum of its lines");
    return draft;
}

}  // namespace kaskad::gateway
