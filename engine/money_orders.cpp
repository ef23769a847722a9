#include "engine/money_orders.hpp"

#include "billing/direct.hpp"
#include "core/assert.hpp"
#include "engine/account_tree.hpp"
#include "engine/client_alerts.hpp"
#include "engine/facts/invoice_line.hpp"
#include "engine/invoices.hpp"
#include "engine/money.hpp"
#include "engine/named.hpp"
#include "engine/reply.hpp"
#include "engine/suppliers.hpp"

#include <algorithm>
#include <expected>
#include <optional>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

using billing::account_kind;
using facts::money_order;
using facts::money_order_kind;
using facts::money_order_state;
using facts::refusal;
using facts::refusal_code;

constexpr size_t WORDS_MAX = 200;  // octets of a reason, a reference or a name

// What an order of that kind is in the books, and what it may do to the balance.
struct order_rule {
    facts::fact_kind fact;
    billing::posting_code code;
    account_kind other;
    bool may_raise;
    bool may_lower;
};

order_rule rule_of(money_order_kind kind) {
    using billing::posting_code;
    using facts::fact_kind;
    switch (kind) {
        case money_order_kind::top_up:
            return {fact_kind::topped_up, posting_code::topup, account_kind::cash, true, false};
        case money_order_kind::credit_note:
            return {fact_kind::credited, posting_code::credit_note, account_kind::revenue, true, false};
        case money_order_kind::adjustment:
            return {fact_kind::adjusted, posting_code::adjustment, account_kind::adjust, true, true};
        case money_order_kind::payment:
            return {fact_kind::paid, posting_code::payment, account_kind::cash, true, false};
        case money_order_kind::fee:
            return {fact_kind::fee_charged, posting_code::fee, account_kind::revenue, false, true};
        case money_order_kind::volume_credit:
            return {fact_kind::step_credited, posting_code::volume_credit, account_kind::revenue, true, false};
        case money_order_kind::commitment:
            return {fact_kind::commitment_charged, posting_code::commitment, account_kind::revenue, false, true};
        case money_order_kind::price_correction:
        case money_order_kind::rate_difference:
            return {fact_kind::price_corrected, posting_code::price_correction, account_kind::revenue, true, true};
        case money_order_kind::supplier_payment:
            return {fact_kind::supplier_paid, posting_code::supplier_payment, account_kind::cash, false, true};
        case money_order_kind::supplier_credit:
            return {fact_kind::supplier_credited, posting_code::supplier_credit, account_kind::adjust, false, true};
        case money_order_kind::supplier_adjustment:
            return {fact_kind::supplier_adjusted, posting_code::supplier_adjustment, account_kind::adjust, true, true};
    }
    ASSERT(false);
}

// On whose account: a client's, or a supplier's of one link.
struct order_subject {
    core::client_id client;
    core::link_id link;
    core::currency currency;
    std::string zone;  // in which its days begin
    core::client_id seller;

    billing::account_id account() const {
        return link ? billing::make_account_id(account_kind::payable, link.value, currency)
                    : billing::make_account_id(account_kind::client, client.value, currency);
    }
    billing::account_id other(account_kind kind) const {
        return billing::make_account_id(kind, seller.value, currency);
    }
};

order_subject subject_of(const facts::client& client) {
    return {.client = client.id, .link = {}, .currency = client.currency, .zone = client.zone, .seller = client.parent};
}

order_subject subject_of(const turn& turn, const facts::link& link) {
    return {.client = {},
            .link = link.id,
            .currency = turn.memory.prices.buy_currency(),
            .zone = turn.limits.billing.zone,
            .seller = {}};
}

core::amount balance_of(const turn& turn, const order_subject& subject) {
    const auto* account = turn.memory.accounts.find(subject.account());
    return account ? account->posted : core::amount{};
}

// A reseller's contracts with its clients are its own business: these it may not book here.
bool is_for_resellers(money_order_kind kind) {
    return kind <= money_order_kind::adjustment;
}

std::expected<void, refusal> check_words(const facts::order_money& command) {
    if (command.by.empty()) return refuse(refusal_code::not_yours, "", "nobody is named who orders it");
    for (const auto& [field, text] : {std::pair{"reason", &command.reason}, std::pair{"reference", &command.reference}})
        if (text->size() > WORDS_MAX)
            return refuse(refusal_code::invalid_declaration, field, "at most " + std::to_string(WORDS_MAX) + " octets");
    const bool is_money_in = command.kind == money_order_kind::top_up || command.kind == money_order_kind::payment;
    const bool is_explained = is_money_in || !command.reason.empty();
    if (!is_explained)
        return refuse(refusal_code::invalid_declaration, "reason", "say why: it stands in the books for ever");
    return {};
}

std::expected<void, refusal> check_amount(const facts::order_money& command, const order_subject& subject) {
    const auto rule = rule_of(command.kind);
    const auto size = command.amount.e6 < 0 ? -command.amount : command.amount;
    if (command.amount.e6 == 0) return refuse(refusal_code::invalid_declaration, "amount", "it is not 0");
    if (command.amount.e6 < 0 && !rule.may_lower)
        return refuse(refusal_code::invalid_declaration, "amount",
                      "it is more than 0; take money off by an adjustment");
    if (command.amount.e6 > 0 && !rule.may_raise)
        return refuse(refusal_code::invalid_declaration, "amount",
                      subject.link ? "it takes from what we owe: it is less than 0"
                                   : "it takes from the balance: it is less than 0");
    if (size > MONEY_ORDER_MAX) return refuse(refusal_code::invalid_declaration, "amount", "it is at most 1000000000");
    if (command.currency.empty() || command.currency == core::to_string(subject.currency)) return {};
    return refuse(refusal_code::invalid_declaration, "currency",
                  "the account is in " + core::to_string(subject.currency));
}

checked<order_subject> find_subject(const turn& turn, const facts::order_money& command) {
    if (facts::is_of_supplier(command.kind) && !command.seller) {
        const auto link = find_named(turn.memory.links, command.client);
        if (link == turn.memory.links.end())
            return refuse(refusal_code::not_found, "supplier", "there is no link of this name");
        if (turn.memory.prices.buy_currency() == core::currency{})
            return refuse(refusal_code::no_price, "supplier",
                          "no link has a price yet, so there is no currency to owe it in");
        return subject_of(turn, link->second);
    }
    const auto found = find_named(turn.memory.clients, command.client);
    const bool is_his =
        found != turn.memory.clients.end() && (!command.seller || found->second.parent == command.seller);
    if (!is_his) return refuse(refusal_code::not_found, "client", "there is no client of this name");
    return subject_of(found->second);
}

bool is_same(const money_order& known, const money_order& wanted) {
    return known.client == wanted.client && known.link == wanted.link && known.kind == wanted.kind &&
           known.amount == wanted.amount && known.seller == wanted.seller && known.invoice == wanted.invoice;
}

// Ordered before by this reference: what became of it then, or a clear no where it is another order.
checked<std::optional<money_order>> find_repeated(const turn& turn, const money_order& wanted) {
    if (wanted.reference.empty()) return std::nullopt;
    const auto known = turn.memory.orders_by_reference.find(wanted.reference);
    if (known == turn.memory.orders_by_reference.end()) return std::nullopt;
    const auto& before = turn.memory.money_orders.at(known->second);
    if (is_same(before, wanted)) return before;
    return refuse(refusal_code::already_exists, "reference",
                  "order " + std::to_string(before.id) + " has this reference and is another one");
}

// A reseller's references are its own: another's may be the same.
std::string reference_of(const turn& turn, const facts::order_money& command) {
    if (!command.seller || command.reference.empty()) return command.reference;
    return turn.memory.clients.at(command.seller).name + "/" + command.reference;
}

bool needs_second(const turn& turn, const facts::order_money& command) {
    const auto limit = turn.limits.billing.approve_above;
    const auto size = command.amount.e6 < 0 ? -command.amount : command.amount;
    if (command.seller) return false;
    return command.kind == money_order_kind::price_correction || (limit.e6 > 0 && size > limit);
}

uint32_t today_of(const turn& turn, const std::string& zone) {
    return turn.memory.calendar->day(zone, turn.now.utc_ms).begin_day;
}

// Nothing is added to what is closed or invoiced.
checked<void> check_day(const turn& turn, const order_subject& subject, money_order_kind kind, uint32_t day) {
    if (!facts::line_of(kind)) return {};
    if (day > today_of(turn, subject.zone))
        return refuse(refusal_code::invalid_declaration, "for_day", "it is to come yet");
    if (is_closed(turn, day))
        return refuse(refusal_code::period_closed, "for_day", "its month is closed; book it for a later day");
    const auto* invoice = find_invoice(turn, subject.client, {day, day + 1});
    if (invoice == nullptr) return {};
    return refuse(refusal_code::period_closed, "for_day",
                  "the day is invoiced by " + billing::printed_number(*invoice) +
                      "; take that back first, or book it for a later day");
}

checked<const billing::invoice*> find_paid(const turn& turn, const facts::order_money& command,
                                           core::client_id client) {
    if (command.invoice == 0 && command.invoice_seller.empty()) return nullptr;
    if (command.kind != money_order_kind::payment)
        return refuse(refusal_code::invalid_declaration, "invoice", "only a payment is for an invoice");
    const auto* found = find_invoice(turn, command.invoice_seller, command.invoice);
    const bool is_his = found != nullptr && found->client == client;
    if (!is_his) return refuse(refusal_code::not_found, "invoice", "the client has no invoice of this number");
    if (found->kind == billing::invoice_kind::invoice && found->taken_back == 0) return found;
    return refuse(refusal_code::invalid_declaration, "invoice", "it was taken back, or takes another one back");
}

void pay(turn& turn, const money_order& order) {
    const auto* found = order.invoice == 0 ? nullptr : find_invoice(turn, order.seller, order.invoice);
    if (found == nullptr) return;
    auto paid = *found;
    paid.paid = paid.paid + order.amount;
    turn.emit(
        {.kind = facts::fact_kind::invoice_paid, .note = order.reference, .changes = changes_of(std::move(paid))});
}

// Money that comes in pays first what is owed of months that are closed.
std::optional<billing::transfer> settle_receivable(const turn& turn, const money_order& order) {
    if (order.kind != money_order_kind::top_up && order.kind != money_order_kind::payment) return std::nullopt;
    const auto id = billing::make_account_id(account_kind::receivable, order.client.value, order.currency);
    const auto* owed = turn.memory.accounts.find(id);
    if (owed == nullptr || owed->posted.e6 >= 0) return std::nullopt;
    return billing::booking_on({order.client, order.currency, -std::min(-owed->posted, order.amount),
                                billing::posting_code::receivable_settled, account_kind::receivable,
                                order.client.value});
}

// With its row of the ledger; false: the account cannot hold so much.
bool book(turn& turn, money_order& order, const order_subject& subject) {
    const auto rule = rule_of(order.kind);
    const auto own = subject.link ? std::pair{account_kind::payable, subject.link.value}
                                  : std::pair{account_kind::client, subject.client.value};
    open_accounts(turn, {own, {rule.other, subject.seller.value}}, subject.currency);
    std::vector<billing::transfer> lines{billing::book_between({.account = subject.account(),
                                                                .other = subject.other(rule.other),
                                                                .currency = order.currency,
                                                                .amount = order.amount,
                                                                .code = rule.code})};
    if (const auto settled = settle_receivable(turn, order)) lines.push_back(*settled);
    const auto note = order.reference.empty() ? order.reason : order.reference;
    if (!move_money(turn, rule.fact, {}, lines, note)) return false;
    order.posting = turn.memory.node.last_posting;
    order.state = money_order_state::booked;
    return true;
}

void record(turn& turn, facts::fact_kind kind, const money_order& order, bool is_new) {
    auto node = turn.memory.node;
    auto changes = changes_of(order);
    if (is_new) {
        node.last_order = order.id;
        changes.emplace_back(node);
    }
    turn.emit({.kind = kind, .note = order.asked_by, .changes = std::move(changes)});
}

// What comes of money that was moved.
void follow(turn& turn, const money_order& order) {
    if (order.link) return note_paid(turn, order.link);
    pay(turn, order);
    watch_balance(turn, order.client);
}

checked<facts::ordered> order(turn& turn, const facts::order_money& command) {
    const auto subject = find_subject(turn, command);
    if (!subject) return std::unexpected(subject.error());
    if (const auto ok = check_words(command); !ok) return std::unexpected(ok.error());
    if (const auto ok = check_amount(command, *subject); !ok) return std::unexpected(ok.error());
    if (command.seller && !is_for_resellers(command.kind))
        return refuse(refusal_code::not_yours, "kind", "resellers book top-ups, credit notes and adjustments");
    if (const auto paid = find_paid(turn, command, subject->client); !paid) return std::unexpected(paid.error());
    money_order made{.id = turn.memory.node.last_order + 1,
                     .client = subject->client,
                     .kind = command.kind,
                     .amount = command.amount,
                     .currency = subject->currency,
                     .reason = command.reason,
                     .reference = reference_of(turn, command),
                     .asked_by = command.by,
                     .asked_utc = turn.now.utc_ms,
                     .state = needs_second(turn, command) ? money_order_state::waiting : money_order_state::booked,
                     .for_day = command.for_day == 0 ? today_of(turn, subject->zone) : command.for_day,
                     .seller = command.invoice_seller,
                     .invoice = command.invoice,
                     .link = subject->link};
    const auto repeated = find_repeated(turn, made);
    if (!repeated) return std::unexpected(repeated.error());
    if (*repeated) return facts::ordered{**repeated, balance_of(turn, *subject), true, command.is_dry_run};
    if (const auto ok = check_day(turn, *subject, made.kind, made.for_day); !ok) return std::unexpected(ok.error());
    if (turn.memory.money_orders.size() >= turn.limits.billing.orders_max)
        return refuse(refusal_code::overloaded, "", "no more orders are kept ([billing] orders_max)");
    if (command.is_dry_run) return facts::ordered{made, balance_of(turn, *subject), false, true};
    if (made.state == money_order_state::booked && !book(turn, made, *subject))
        return refuse(refusal_code::invalid_declaration, "amount", "the account cannot hold so much");
    record(turn, facts::fact_kind::money_ordered, made, true);
    if (made.state == money_order_state::booked) follow(turn, made);
    return facts::ordered{made, balance_of(turn, *subject)};
}

checked<facts::ordered> decide(turn& turn, const facts::decide_order& command) {
    const auto known = turn.memory.money_orders.find(command.order);
    if (known == turn.memory.money_orders.end()) return refuse(refusal_code::not_found, "", "there is no such order");
    auto decided = known->second;
    const auto subject = decided.link ? subject_of(turn, turn.memory.links.at(decided.link))
                                      : subject_of(turn.memory.clients.at(decided.client));
    if (decided.state != money_order_state::waiting)
        return refuse(refusal_code::already_decided, "", "it does not wait for anybody");
    if (command.by.empty() || command.by == decided.asked_by)
        return refuse(refusal_code::not_yours, "", "who ordered it cannot agree to it: that is a second person's");
    decided.decided_by = command.by;
    decided.decided_utc = turn.now.utc_ms;
    const auto is_open = command.agrees ? check_day(turn, subject, decided.kind, decided.for_day) : checked<void>{};
    if (!is_open) return std::unexpected(is_open.error());
    if (!command.agrees) {
        decided.state = money_order_state::refused;
    } else if (!book(turn, decided, subject)) {
        return refuse(refusal_code::invalid_declaration, "amount", "the account cannot hold so much");
    }
    record(turn, facts::fact_kind::order_decided, decided, false);
    if (command.agrees) follow(turn, decided);
    return facts::ordered{decided, balance_of(turn, subject)};
}

}  // namespace

void handle(turn& turn, const facts::order_money& command) {
    reply(turn, command.reply_to, order(turn, command));
}

void handle(turn& turn, const facts::decide_order& command) {
    reply(turn, command.reply_to, decide(turn, command));
}

void handle(turn& turn, const facts::query_orders& command) {
    facts::money_orders told;
    const auto& orders = turn.memory.money_orders;
    const auto client = find_named(turn.memory.clients, command.client);
    const auto link = find_named(turn.memory.links, command.client);
    const bool is_client = client != turn.memory.clients.end();
    const bool is_link = link != turn.memory.links.end();
    if (!command.client.empty() && !is_client && !is_link) {
        const auto* const why = "there is no client and no link of this name";
        return turn.send(facts::answer{command.reply_to, 0, refusal{refusal_code::not_found, "client", why}});
    }
    const auto is_its = [&](const money_order& each) {
        if (command.client.empty()) return true;
        return each.link ? is_link && each.link == link->first : is_client && each.client == client->first;
    };
    auto at = command.before == 0 ? orders.end() : orders.lower_bound(command.before);
    while (at != orders.begin()) {
        const auto& each = (--at)->second;
        if (!is_its(each)) continue;
        if (command.only_waiting && each.state != money_order_state::waiting) continue;
        told.is_cut = told.rows.size() >= command.limit;
        if (told.is_cut) break;
        told.rows.push_back(each);
    }
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

void book_opening(turn& turn, const facts::client& client) {
    if (client.opening_balance.e6 <= 0) return;
    money_order made{.id = turn.memory.node.last_order + 1,
                     .client = client.id,
                     .amount = client.opening_balance,
                     .currency = client.currency,
                     .reason = "opening balance",
                     .reference = {},
                     .asked_by = "configuration file",
                     .asked_utc = turn.now.utc_ms,
                     .decided_by = {},
                     .for_day = today_of(turn, client.zone),
                     .seller = {}};
    const bool is_booked = book(turn, made, subject_of(client));
    ASSERT(is_booked);
    record(turn, facts::fact_kind::money_ordered, made, true);
}

}  // namespace kaskad::engine
