#include "engine/account_tree.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::engine {

namespace {

// Of the tree below a client, itself counted.
size_t height(const turn& turn, core::client_id top) {
    size_t highest = 0;
    for (const auto& [id, client] : turn.memory.clients)
        if (client.parent == top) highest = std::max(highest, height(turn, id));
    return highest + 1;
}

}  // namespace

std::vector<const facts::client*> chain_of(const turn& turn, const facts::client& client) {
    std::vector<const facts::client*> chain{&client};
    while (chain.back()->parent) {
        chain.push_back(&turn.memory.clients.at(chain.back()->parent));
        ASSERT(chain.size() <= TREE_DEPTH_MAX);
    }
    return chain;
}

bool is_below(const turn& turn, const facts::client& client, core::client_id reseller) {
    const auto chain = chain_of(turn, client);
    return std::any_of(chain.begin() + 1, chain.end(), [&](const auto* above) { return above->id == reseller; });
}

size_t clients_of(const turn& turn, core::client_id reseller) {
    return static_cast<size_t>(std::ranges::count_if(turn.memory.clients, [&](const auto& entry) {
        return entry.second.parent == reseller && entry.second.enabled;
    }));
}

std::string why_terms_clash(const facts::client& client, const facts::client& parent) {
    if (client.lookup_price.e8 > 0 || client.looks_up) return "look-ups are for clients of ours, not of a reseller";
    const bool is_per_message = client.unit == facts::charge_unit::message;
    if (client.pricing == facts::pricing_rule::parent && is_per_message != (parent.unit == facts::charge_unit::message))
        return fmt::format("its price is that of \"{}\", which pays for something else (parts, messages)", parent.name);
    return {};
}

std::string why_not_below(const turn& turn, const facts::client& client, core::client_id parent) {
    if (client.pricing == facts::pricing_rule::parent && !parent) return "its price is its parent's, and it has none";
    if (!parent) return {};
    const auto& above = turn.memory.clients.at(parent);
    if (client.id && (parent == client.id || is_below(turn, above, client.id))) {
        return fmt::format("\"{}\" is below it", above.name);
    }
    if (auto why = why_terms_clash(client, above); !why.empty()) return why;
    const auto depth = chain_of(turn, above).size() + (client.id ? height(turn, client.id) : 1);
    if (depth > TREE_DEPTH_MAX)
        return fmt::format("the tree would be {} levels deep, of at most {}", depth, TREE_DEPTH_MAX);
    const auto known = client.id ? turn.memory.clients.find(client.id) : turn.memory.clients.end();
    const bool is_there = known != turn.memory.clients.end() && known->second.parent == parent && known->second.enabled;
    if (!is_there && client.enabled && clients_of(turn, parent) >= above.clients_max) {
        return fmt::format("\"{}\" may have {} clients (clients_max)", above.name, above.clients_max);
    }
    return {};
}

}  // namespace kaskad::engine
