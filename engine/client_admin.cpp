#include "engine/client_admin.hpp"

#include "engine/account_tree.hpp"
#include "engine/money.hpp"
#include "engine/named.hpp"
#include "engine/quotas.hpp"
#include "engine/reply.hpp"
#include "engine/tree_check.hpp"

#include <algorithm>
#include <expected>
#include <string>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

constexpr size_t KEYS_MAX = 64;  // of one client

// Whose business the client is: ours any, a reseller's those below it.
bool is_his(const turn& turn, const facts::client& client, core::client_id seller) {
    return !seller || is_below(turn, client, seller);
}

checked<facts::client> find_changeable(const turn& turn, const std::string& name, core::client_id seller) {
    const auto found = find_named(turn.memory.clients, name);
    if (found == turn.memory.clients.end() || !is_his(turn, found->second, seller))
        return refuse(refusal_code::not_found, "client", "there is no client of this name");
    return found->second;
}

// Where it stands: below whom it was said, for a reseller at least below itself.
checked<core::client_id> find_parent(const turn& turn, const facts::put_client& command) {
    if (command.parent.empty()) return command.seller;
    const auto found = find_named(turn.memory.clients, command.parent);
    const bool is_allowed = found != turn.memory.clients.end() && (!command.seller || found->first == command.seller ||
                                                                   is_below(turn, found->second, command.seller));
    if (!is_allowed) return refuse(refusal_code::invalid_declaration, "parent", "there is no client of this name");
    return found->first;
}

// What settings do not say.
void keep(const facts::client& known, facts::client& value) {
    value.id = known.id;
    value.digest = known.digest;
    value.keys = known.keys;
    value.accounts = known.accounts;
    value.numbers = known.numbers;
    value.policies = known.policies;
    value.senders = known.senders;
    value.opening_balance = known.opening_balance;
}

core::amount held(const turn& turn, const facts::client& client) {
    const auto* account = turn.memory.accounts.find(client_account(client));
    return account ? core::amount{account->reserved.e6 - account->posted.e6} : core::amount{};
}

// What is ours to decide stays ours: how messages are routed, and how much of a link a client gets.
bool touches_ours(const facts::client& value, const facts::client& before) {
    return value.margin_min != before.margin_min || value.loss_until_utc != before.loss_until_utc ||
           value.links_allowed != before.links_allowed || value.links_denied != before.links_denied ||
           value.weight != before.weight || value.spend_max != before.spend_max || value.sticky_s != before.sticky_s ||
           value.pumping != before.pumping || value.traffic_allowed != before.traffic_allowed;
}

// A reseller sells what it may itself, and answers for it with its own balance. A client that may say which network a
// number is in says so for all levels' prices.
std::expected<void, refusal> check_seller(const turn& turn, const facts::put_client& command,
                                          const facts::client* known) {
    if (!command.seller) return {};
    const auto& value = command.value;
    const auto& seller = turn.memory.clients.at(command.seller);
    const auto before = known ? *known : facts::client{};
    if (touches_ours(value, before))
        return refuse(refusal_code::not_yours, "", "how messages are routed is not a reseller's to say");
    if (value.names_networks && !before.names_networks && !seller.names_networks)
        return refuse(refusal_code::not_yours, "names_networks", "the reseller may not say it itself");
    if (value.clients_max > before.clients_max && value.clients_max > seller.clients_max)
        return refuse(refusal_code::not_yours, "clients_max", "at most as many as the reseller may have");
    return {};
}

std::expected<void, refusal> check_change(const turn& turn, const facts::put_client& command,
                                          const facts::client& value, const facts::client* known) {
    if (known && !known->digest.empty())
        return refuse(refusal_code::declared_in_config, "name", "the configuration file declares this client");
    if (known && command.must_be_new)
        return refuse(refusal_code::already_exists, "name", "there is a client of this name");
    if (known && known->currency != value.currency)
        return refuse(refusal_code::invalid_declaration, "currency",
                      "the account is in " + core::to_string(known->currency) + ", and stays so");
    if (known && value.limit < held(turn, *known) && value.limit < known->limit) {
        return refuse(refusal_code::invalid_declaration, "limit",
                      "at least " + core::to_string(held(turn, *known)) + " of it is used or reserved");
    }
    const auto parent = turn.memory.clients.find(value.parent);
    const auto above = parent == turn.memory.clients.end() ? std::string{} : parent->second.name;
    if (auto why = check_tree(turn, {facts::declared_client{value, {}, above}}); !why.empty())
        return refuse(refusal_code::invalid_declaration, "parent", std::move(why));
    return check_seller(turn, command, known);
}

checked<facts::client> put(turn& turn, const facts::put_client& command) {
    const auto found = find_named(turn.memory.clients, command.value.name);
    const bool is_known = found != turn.memory.clients.end();
    if (is_known && !is_his(turn, found->second, command.seller))
        return refuse(refusal_code::already_exists, "name", "the name is taken");
    const auto* known = is_known ? &found->second : nullptr;
    auto value = command.value;
    if (known) keep(*known, value);
    const auto parent = find_parent(turn, command);
    if (!parent) return std::unexpected(parent.error());
    value.parent = *parent;
    if (const auto ok = check_change(turn, command, value, known); !ok) return std::unexpected(ok.error());
    if (command.is_dry_run) return value;
    auto node = turn.memory.node;
    if (!known) value.id = {++node.last_client};
    turn.emit({.kind = facts::fact_kind::client_changed, .note = value.name, .changes = changes_of(value, node)});
    turn.send(facts::publish_client{value, !value.enabled});
    declare_account(turn, value);
    return value;
}

checked<facts::client> put(turn& turn, const facts::put_key& command) {
    auto client = find_changeable(turn, command.client, command.seller);
    if (!client) return client;
    auto& keys = client->keys;
    const auto known = std::ranges::find(keys, command.key.name, &facts::api_key::name);
    if (known != keys.end() && !known->by_request)
        return refuse(refusal_code::declared_in_config, "name", "the configuration file declares this key");
    if (command.key.sha256.empty()) {
        if (known == keys.end()) return refuse(refusal_code::not_found, "name", "there is no key of this name");
        // With a moment it goes then, so that its holder has time to take the next one.
        if (command.key.expires_utc > 0) {
            known->expires_utc = command.key.expires_utc;
        } else {
            keys.erase(known);
        }
    } else {
        if (known != keys.end()) return refuse(refusal_code::already_exists, "name", "there is a key of this name");
        if (keys.size() >= KEYS_MAX)
            return refuse(refusal_code::invalid_declaration, "name", "a client has at most 64 keys");
        keys.push_back(command.key);
        keys.back().by_request = true;
        keys.back().made_utc = turn.now.utc_ms;
        if (command.seller) keys.back().operator_scope = false;
    }
    turn.emit({.kind = facts::fact_kind::client_changed, .note = client->name, .changes = changes_of(*client)});
    turn.send(facts::publish_client{*client, !client->enabled});
    return client;
}

facts::client_standing standing_of(const turn& turn, const facts::client& client) {
    facts::client_standing made{.value = client, .parent = {}, .used = used_now(turn, client)};
    if (client.parent) made.parent = turn.memory.clients.at(client.parent).name;
    if (const auto* account = turn.memory.accounts.find(client_account(client))) {
        made.posted = account->posted;
        made.reserved = account->reserved;
    }
    return made;
}

void reply(turn& turn, facts::token to, const checked<facts::client>& made) {
    if (!made) return turn.send(facts::answer{to, 0, made.error()});
    facts::client_standings told;
    told.rows.push_back(standing_of(turn, *made));
    turn.send(facts::answer{to, 0, std::move(told)});
}

}  // namespace

void keep_requested_keys(const facts::client& known, facts::client& value) {
    for (const auto& key : known.keys) {
        const bool is_declared = std::ranges::find(value.keys, key.name, &facts::api_key::name) != value.keys.end();
        if (key.by_request && !is_declared) value.keys.push_back(key);
    }
}

void handle(turn& turn, const facts::put_client& command) {
    reply(turn, command.reply_to, put(turn, command));
}

void handle(turn& turn, const facts::put_key& command) {
    reply(turn, command.reply_to, put(turn, command));
}

void handle(turn& turn, const facts::query_clients& command) {
    facts::client_standings told;
    for (const auto& [id, client] : turn.memory.clients) {
        const bool is_asked = command.name.empty() || client.name == command.name;
        if (is_asked && is_his(turn, client, command.seller)) told.rows.push_back(standing_of(turn, client));
    }
    if (!command.name.empty() && told.rows.empty()) {
        return turn.send(facts::answer{command.reply_to, 0,
                                       refusal{refusal_code::not_found, "client", "there is no client of this name"}});
    }
    std::ranges::sort(told.rows, {}, [](const auto& row) { return row.value.name; });
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

}  // namespace kaskad::engine
