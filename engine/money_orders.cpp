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
            return {fact_kind::price_corrected, posting_code::price_correction, account_kind::revenue, true, true};
    }
    ASSERT(false);
}

core::amount balance_of(const turn& turn, const facts::client& client) {
    const auto* account = turn.memory.accounts.find(client_account(client));
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

std::expected<void, refusal> check_amount(const facts::order_money& command, const facts::client& client) {
    const auto rule = rule_of(command.kind);
    const auto size = command.amount.e6 < 0 ? -command.amount : command.amount;
    if (command.amount.e6 == 0) return refuse(refusal_code::invalid_declaration, "amount", "it is not 0");
    if (command.amount.e6 < 0 && !rule.may_lower)
        return refuse(refusal_code::invalid_declaration, "amount",
                      "it is more than 0; take money off by an adjustment");
    if (command.amount.e6 > 0 && !rule.may_raise)
        return refuse(refusal_code::invalid_declaration, "amount", "it takes from the balance: it is less than 0");
    if (size > MONEY_ORDER_MAX) return refuse(refusal_code::invalid_declaration, "amount", "it is at most 1000000000");
    if (command.currency.empty() || command.currency == core::to_string(client.currency)) return {};
    return refuse(refusal_code::invalid_declaration, "currency",
                  "the client's account is in " + core::to_string(client.currency));
}

checked<const facts::client*> find_client(const turn& turn, const facts::order_money& command) {
    const auto found = find_named(turn.memory.clients, command.client);
    const bool is_his =
        found != turn.memory.clients.end() && (!command.seller || found->second.parent == command.seller);
    if (!is_his) return refuse(refusal_code::not_found, "client", "there is no client of this name");
    return &found->second;
}

bool is_same(const money_order& known, const money_order& wanted) {
    return known.client == wanted.client && known.kind == wanted.kind && known.amount == wanted.amount &&
           known.seller == wanted.seller && known.invoice == wanted.invoice;
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

uint32_t today_of(const turn& turn, const facts::client& client) {
    return turn.memory.calendar->day(client.zone, turn.now.utc_ms).begin_day;
}

// Nothing is added to what is closed or invoiced.
checked<void> check_day(const turn& turn, const facts::client& client, money_order_kind kind, uint32_t day) {
    if (!facts::line_of(kind)) return {};
    if (day > today_of(turn, client)) return refuse(refusal_code::invalid_declaration, "for_day", "it is to come yet");
    if (is_closed(turn, day))
        return refuse(refusal_code::period_closed, "for_day", "its month is closed; book it for a later day");
    const auto* invoice = find_invoice(turn, client.id, {day, day + 1});
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
bool book(turn& turn, money_order& order, const facts::client& client) {
    const auto rule = rule_of(order.kind);
    open_accounts(turn, {{account_kind::client, client.id.value}, {rule.other, client.parent.value}}, client.currency);
    std::vector<billing::transfer> lines{
        billing::booking_on({order.client, order.currency, order.amount, rule.code, rule.other, client.parent.value})};
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
        changes.emplace_back(facts::record{node});
    }
    turn.emit({.kind = kind, .note = order.asked_by, .changes = std::move(changes)});
}

checked<facts::ordered> order(turn& turn, const facts::order_money& command) {
    const auto client = find_client(turn, command);
    if (!client) return std::unexpected(client.error());
    if (const auto ok = check_words(command); !ok) return std::unexpected(ok.error());
    if (const auto ok = check_amount(command, **client); !ok) return std::unexpected(ok.error());
    if (command.seller && !is_for_resellers(command.kind))
        return refuse(refusal_code::not_yours, "kind", "resellers book top-ups, credit notes and adjustments");
    if (const auto paid = find_paid(turn, command, (*client)->id); !paid) return std::unexpected(paid.error());
    money_order made{.id = turn.memory.node.last_order + 1,
                     .client = (*client)->id,
                     .kind = command.kind,
                     .amount = command.amount,
                     .currency = (*client)->currency,
                     .reason = command.reason,
                     .reference = reference_of(turn, command),
                     .asked_by = command.by,
                     .asked_utc = turn.now.utc_ms,
                     .state = needs_second(turn, command) ? money_order_state::waiting : money_order_state::booked,
                     .for_day = command.for_day == 0 ? today_of(turn, **client) : command.for_day,
                     .seller = command.invoice_seller,
                     .invoice = command.invoice};
    const auto repeated = find_repeated(turn, made);
    if (!repeated) return std::unexpected(repeated.error());
    if (*repeated) return facts::ordered{**repeated, balance_of(turn, **client), true, command.is_dry_run};
    if (const auto ok = check_day(turn, **client, made.kind, made.for_day); !ok) return std::unexpected(ok.error());
    if (turn.memory.money_orders.size() >= turn.limits.billing.orders_max)
        return refuse(refusal_code::overloaded, "", "no more orders are kept ([billing] orders_max)");
    if (command.is_dry_run) return facts::ordered{made, balance_of(turn, **client), false, true};
    if (made.state == money_order_state::booked && !book(turn, made, **client))
        return refuse(refusal_code::invalid_declaration, "amount", "the account cannot hold so much");
    record(turn, facts::fact_kind::money_ordered, made, true);
    if (made.state == money_order_state::booked) pay(turn, made);
    watch_balance(turn, made.client);
    return facts::ordered{made, balance_of(turn, **client)};
}

checked<facts::ordered> decide(turn& turn, const facts::decide_order& command) {
    const auto known = turn.memory.money_orders.find(command.order);
    if (known == turn.memory.money_orders.end()) return refuse(refusal_code::not_found, "", "there is no such order");
    auto decided = known->second;
    const auto& client = turn.memory.clients.at(decided.client);
    if (decided.state != money_order_state::waiting)
        return refuse(refusal_code::already_decided, "", "it does not wait for anybody");
    if (command.by.empty() || command.by == decided.asked_by)
        return refuse(refusal_code::not_yours, "", "who ordered it cannot agree to it: that is a second person's");
    decided.decided_by = command.by;
    decided.decided_utc = turn.now.utc_ms;
    const auto is_open = command.agrees ? check_day(turn, client, decided.kind, decided.for_day) : checked<void>{};
    if (!is_open) return std::unexpected(is_open.error());
    if (!command.agrees) {
        decided.state = money_order_state::refused;
    } else if (!book(turn, decided, client)) {
        return refuse(refusal_code::invalid_declaration, "amount", "the account cannot hold so much");
    }
    record(turn, facts::fact_kind::order_decided, decided, false);
    if (command.agrees) pay(turn, decided);
    watch_balance(turn, decided.client);
    return facts::ordered{decided, balance_of(turn, client)};
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
    auto client = turn.memory.clients.end();
    if (!command.client.empty()) {
        client = find_named(turn.memory.clients, command.client);
        if (client == turn.memory.clients.end()) {
            return turn.send(facts::answer{
                command.reply_to, 0, refusal{refusal_code::not_found, "client", "there is no client of this name"}});
        }
    }
    auto at = command.before == 0 ? orders.end() : orders.lower_bound(command.before);
    while (at != orders.begin()) {
        const auto& each = (--at)->second;
        if (client != turn.memory.clients.end() && each.client != client->first) continue;
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
                     .for_day = today_of(turn, client),
                     .seller = {}};
    const bool is_booked = book(turn, made, client);
    ASSERT(is_booked);
    record(turn, facts::fact_kind::money_ordered, made, true);
}

}  // namespace kaskad::engine
