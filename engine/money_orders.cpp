#include "engine/money_orders.hpp"

#include "billing/direct.hpp"
#include "core/assert.hpp"
#include "engine/account_tree.hpp"
#include "engine/client_alerts.hpp"
#include "engine/money.hpp"
#include "engine/named.hpp"

#include <expected>
#include <optional>
#include <tuple>
#include <utility>

namespace kaskad::engine {

namespace {

using billing::account_kind;
using facts::money_order;
using facts::money_order_kind;
using facts::money_order_state;
using facts::refusal;
using facts::refusal_code;

constexpr size_t WORDS_MAX = 200;  // octets of a reason, a reference or a name

template <typename T>
using checked = std::expected<T, refusal>;

std::unexpected<refusal> refuse(refusal_code code, std::string field, std::string why) {
    return std::unexpected(refusal{code, std::move(field), std::move(why)});
}

facts::fact_kind fact_of(money_order_kind kind) {
    switch (kind) {
        case money_order_kind::top_up:
            return facts::fact_kind::topped_up;
        case money_order_kind::credit_note:
            return facts::fact_kind::credited;
        case money_order_kind::adjustment:
            return facts::fact_kind::adjusted;
    }
    ASSERT(false);
}

billing::transfer transfer_of(const money_order& order, core::client_id seller) {
    const auto& [client, currency, amount] = std::tie(order.client, order.currency, order.amount);
    switch (order.kind) {
        case money_order_kind::top_up:
            return billing::topup(client, currency, amount, seller);
        case money_order_kind::credit_note:
            return billing::credit_note(client, currency, amount, seller);
        case money_order_kind::adjustment:
            return billing::adjustment(client, currency, amount, seller);
    }
    ASSERT(false);
}

account_kind other_side(money_order_kind kind) {
    switch (kind) {
        case money_order_kind::top_up:
            return account_kind::cash;
        case money_order_kind::credit_note:
            return account_kind::revenue;
        case money_order_kind::adjustment:
            return account_kind::adjust;
    }
    ASSERT(false);
}

core::amount balance_of(const turn& turn, const facts::client& client) {
    const auto* account = turn.memory.accounts.find(client_account(client));
    return account ? account->posted : core::amount{};
}

std::expected<void, refusal> check_words(const facts::order_money& command) {
    if (command.by.empty()) return refuse(refusal_code::not_yours, "", "nobody is named who orders it");
    for (const auto& [field, text] : {std::pair{"reason", &command.reason}, std::pair{"reference", &command.reference}})
        if (text->size() > WORDS_MAX)
            return refuse(refusal_code::invalid_declaration, field, "at most " + std::to_string(WORDS_MAX) + " octets");
    const bool is_explained = command.kind == money_order_kind::top_up || !command.reason.empty();
    if (!is_explained)
        return refuse(refusal_code::invalid_declaration, "reason", "say why: it stands in the books for ever");
    return {};
}

std::expected<void, refusal> check_amount(const facts::order_money& command, const facts::client& client) {
    const bool may_be_negative = command.kind == money_order_kind::adjustment;
    const auto size = command.amount.e6 < 0 ? -command.amount : command.amount;
    if (command.amount.e6 == 0 || (command.amount.e6 < 0 && !may_be_negative))
        return refuse(
            refusal_code::invalid_declaration, "amount",
            may_be_negative ? "an adjustment is not 0" : "it is more than 0; take money off by an adjustment");
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
    return known.client == wanted.client && known.kind == wanted.kind && known.amount == wanted.amount;
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
    return !command.seller && limit.e6 > 0 && size > limit;
}

// With its row of the ledger; false: the account cannot hold so much.
bool book(turn& turn, money_order& order, const facts::client& client) {
    open_accounts(turn, {{account_kind::client, client.id.value}, {other_side(order.kind), client.parent.value}},
                  client.currency);
    const auto line = transfer_of(order, client.parent);
    const auto note = order.reference.empty() ? order.reason : order.reference;
    if (!move_money(turn, fact_of(order.kind), {}, {&line, 1}, note)) return false;
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
    money_order made{.id = turn.memory.node.last_order + 1,
                     .client = (*client)->id,
                     .kind = command.kind,
                     .amount = command.amount,
                     .currency = (*client)->currency,
                     .reason = command.reason,
                     .reference = reference_of(turn, command),
                     .asked_by = command.by,
                     .asked_utc = turn.now.utc_ms,
                     .state = needs_second(turn, command) ? money_order_state::waiting : money_order_state::booked};
    const auto repeated = find_repeated(turn, made);
    if (!repeated) return std::unexpected(repeated.error());
    if (*repeated) return facts::ordered{**repeated, balance_of(turn, **client), true, command.is_dry_run};
    if (turn.memory.money_orders.size() >= turn.limits.billing.orders_max)
        return refuse(refusal_code::overloaded, "", "no more orders are kept ([billing] orders_max)");
    if (command.is_dry_run) return facts::ordered{made, balance_of(turn, **client), false, true};
    if (made.state == money_order_state::booked && !book(turn, made, **client))
        return refuse(refusal_code::invalid_declaration, "amount", "the account cannot hold so much");
    record(turn, facts::fact_kind::money_ordered, made, true);
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
    if (!command.agrees) {
        decided.state = money_order_state::refused;
    } else if (!book(turn, decided, client)) {
        return refuse(refusal_code::invalid_declaration, "amount", "the account cannot hold so much");
    }
    record(turn, facts::fact_kind::order_decided, decided, false);
    watch_balance(turn, decided.client);
    return facts::ordered{decided, balance_of(turn, client)};
}

template <typename Answer>
void reply(turn& turn, facts::token to, checked<Answer> made) {
    if (made) return turn.send(facts::answer{to, 0, std::move(*made)});
    turn.send(facts::answer{to, 0, std::move(made.error())});
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
                     .decided_by = {}};
    const bool is_booked = book(turn, made, client);
    ASSERT(is_booked);
    record(turn, facts::fact_kind::money_ordered, made, true);
}

}  // namespace kaskad::engine
