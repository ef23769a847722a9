#include "engine/tree_check.hpp"

#include "engine/account_tree.hpp"
#include "engine/named.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

namespace kaskad::engine {

namespace {

using facts::pricing_rule;

// A client by its name, as it will be: declared, or made while the program ran.
struct standing {
    const facts::client* value = nullptr;
    std::string_view parent;
};

using standings = std::map<std::string_view, standing>;

standings all_of(const turn& turn, const std::vector<facts::declared_client>& clients) {
    standings all;
    for (const auto& [id, client] : turn.memory.clients) {
        const auto parent = turn.memory.clients.find(client.parent);
        const std::string_view above = parent == turn.memory.clients.end() ? "" : std::string_view{parent->second.name};
        all[client.name] = {&client, above};
    }
    for (const auto& client : clients)
        all[client.value.name] = {&client.value, client.parent};
    return all;
}

// Wherever both stand.
std::string why_terms_clash(const facts::client& client, const facts::client& parent) {
    if (client.lookup_price.e8 > 0 || client.looks_up) return "look-ups are for clients of ours, not of a reseller";
    const bool is_per_message = client.unit == facts::charge_unit::message;
    if (client.pricing == pricing_rule::parent && is_per_message != (parent.unit == facts::charge_unit::message))
        return fmt::format("its price is that of \"{}\", which pays for something else (parts, messages)", parent.name);
    return {};
}

std::string check(const standings& all, const standing& of) {
    if (of.parent.empty())
        return of.value->pricing == pricing_rule::parent ? "its price is its parent's, and it has none" : "";
    size_t depth = 1;
    for (auto above = of.parent; !above.empty(); above = all.at(above).parent) {
        if (!all.contains(above)) return fmt::format("there is no client \"{}\" to be its parent", above);
        if (++depth > TREE_DEPTH_MAX)
            return fmt::format("more than {} levels, or it stands above itself", TREE_DEPTH_MAX);
    }
    return why_terms_clash(*of.value, *all.at(of.parent).value);
}

std::string check_counts(const standings& all) {
    std::map<std::string_view, uint32_t> below;
    for (const auto& [name, each] : all)
        if (!each.parent.empty() && each.value->enabled) ++below[each.parent];
    for (const auto& [name, count] : below) {
        const auto most = all.at(name).value->clients_max;
        if (count > most)
            return fmt::format("{}: it has {} clients below it, and clients_max is {}", name, count, most);
    }
    return {};
}

}  // namespace

std::string check_tree(const turn& turn, const std::vector<facts::declared_client>& clients) {
    const bool is_flat = std::ranges::none_of(clients, [](const auto& client) {
        return !client.parent.empty() || client.value.pricing == pricing_rule::parent;
    });
    const bool was_flat =
        std::ranges::none_of(turn.memory.clients, [](const auto& entry) { return entry.second.parent.value != 0; });
    if (is_flat && was_flat) return {};
    const auto all = all_of(turn, clients);
    for (const auto& [name, each] : all)
        if (auto why = check(all, each); !why.empty()) return fmt::format("{}: {}", name, why);
    return check_counts(all);
}

std::vector<const facts::declared_client*> parents_first(const std::vector<facts::declared_client>& clients) {
    std::map<std::string_view, std::string_view> parents;
    for (const auto& client : clients)
        parents[client.value.name] = client.parent;
    const auto depth = [&](const facts::declared_client& client) {
        size_t levels = 0;
        std::string_view above = client.parent;
        for (; !above.empty() && levels < TREE_DEPTH_MAX; ++levels)
            above = parents.contains(above) ? parents.at(above) : std::string_view{};
        return levels;
    };
    std::vector<const facts::declared_client*> ordered;
    for (size_t level = 0; level < TREE_DEPTH_MAX; ++level)
        for (const auto& client : clients)
            if (depth(client) == level) ordered.push_back(&client);
    return ordered;
}

}  // namespace kaskad::engine
