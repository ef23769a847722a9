#include "engine/client_alerts.hpp"

#include "engine/events.hpp"
#include "engine/money.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

bool was_low(const turn& turn, core::client_id id) {
    const auto known = turn.memory.balance_watches.find(id);
    return known != turn.memory.balance_watches.end() && known->second.is_low;
}

core::amount restored_at(core::amount low) {
    return {low.e6 + low.e6 / 10};
}

}  // namespace

void tell_client(turn& turn, const facts::client& client, const alert& what) {
    for (const auto& [id, endpoint] : turn.memory.endpoints) {
        const bool hears = endpoint.client == client.id && endpoint.enabled &&
                           endpoint.kind != facts::endpoint_kind::smpp && wants(endpoint, what.kind);
        if (!hears) continue;
        facts::event event;
        event.endpoint = id;
        event.kind = what.kind;
        event.client = client.id;
        event.url = endpoint.url;
        event.currency = client.currency;
        event.utc = turn.now.utc_ms;
        event.subject = what.subject;
        event.amount = what.amount;
        event.limit = what.limit;
        raise_events(turn, {std::move(event)});
    }
}

void watch_balance(turn& turn, core::client_id id) {
    const auto& client = turn.memory.clients.at(id);
    const bool is_told = was_low(turn, id);
    if (client.balance_low.e6 == 0 && !is_told) return;
    const auto* account = turn.memory.accounts.find(client_account(client));
    if (account == nullptr) return;
    const auto left = billing::available(*account);
    const bool is_low = is_told ? left < restored_at(client.balance_low) : left < client.balance_low;
    if (is_low == is_told) return;
    turn.emit({.kind = facts::fact_kind::balance_watched,
               .note = client.name,
               .changes = changes_of(facts::balance_watch{id, is_low})});
    tell_client(turn, client,
                {.kind = is_low ? facts::event_kind::balance_low : facts::event_kind::balance_restored,
                 .subject = "balance",
                 .amount = core::to_string(left),
                 .limit = core::to_string(client.balance_low)});
}

}  // namespace kaskad::engine
