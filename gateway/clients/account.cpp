#include "gateway/clients/account.hpp"

#include "smpp/transport/named_zone.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

namespace kaskad::gateway::clients {

// A block that does not read lets nobody in, rather than everybody.
bool account::may_come_from(std::string_view address) const {
    if (terms.addresses.empty()) return true;
    return std::ranges::any_of(addresses, [&](const auto& block) { return block.contains(address); });
}

std::shared_ptr<const account> accounts::find(const std::string& system_id) const {
    const auto found = by_system_id_.find(system_id);
    return found == by_system_id_.end() ? nullptr : found->second;
}

std::shared_ptr<const account> accounts::find(core::endpoint_id endpoint) const {
    const auto found = by_endpoint_.find(endpoint);
    return found == by_endpoint_.end() ? nullptr : found->second;
}

void account_book::apply(const facts::publish_client& effect) {
    if (effect.gone) {
        clients_.erase(effect.value.id);
        return;
    }
    clients_.insert_or_assign(effect.value.id, effect.value);
    for (const auto& terms : effect.value.accounts) {
        const auto& name = terms.receipt_zone;
        if (name.empty() || zones_.contains(name)) continue;
        auto zone = smpp::transport::load_time_zone(name);
        if (!zone) spdlog::error("account {}: {}; its receipts' dates are UTC", terms.system_id, zone.error());
        zones_.emplace(name, zone ? std::move(*zone) : smpp::time_zone{});
    }
}

void account_book::apply(const facts::publish_endpoint& effect) {
    if (effect.value.kind != facts::endpoint_kind::smpp) return;
    if (effect.gone || !effect.value.enabled) {
        endpoints_.erase(effect.value.id);
    } else {
        endpoints_.insert_or_assign(effect.value.id, effect.value);
    }
}

account account_book::make_account(const facts::client& client, const facts::smpp_account& terms) const {
    account made{.client = client.id,
                 .client_name = client.name,
                 .terms = terms,
                 .endpoint = endpoint_of(client.id, terms.system_id),
                 .enabled = client.enabled,
                 .addresses = {},
                 .password = net::password_hash::parse(terms.password_hash)};
    for (const auto& text : terms.addresses) {
        if (const auto block = net::address_block::parse(text)) made.addresses.push_back(*block);
    }
    if (const auto zone = zones_.find(terms.receipt_zone); zone != zones_.end()) made.zone = zone->second;
    return made;
}

std::shared_ptr<const accounts> account_book::snapshot() const {
    auto result = std::make_shared<accounts>();
    std::set<std::string> ambiguous;
    for (const auto& [id, client] : clients_) {
        for (const auto& terms : client.accounts) {
            auto shared = std::make_shared<const account>(make_account(client, terms));
            if (!result->by_system_id_.emplace(terms.system_id, shared).second) ambiguous.insert(terms.system_id);
            if (shared->endpoint) result->by_endpoint_.emplace(shared->endpoint, shared);
        }
    }
    for (const auto& system_id : ambiguous)
        result->by_system_id_.erase(system_id);
    return result;
}

core::endpoint_id account_book::endpoint_of(core::client_id client, const std::string& system_id) const {
    const auto found = std::ranges::find_if(
        endpoints_, [&](const auto& entry) { return entry.second.client == client && entry.second.url == system_id; });
    return found == endpoints_.end() ? core::endpoint_id{} : found->first;
}

}  // namespace kaskad::gateway::clients
