#include "config/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace kaskad::config {

namespace {

const written_client* find_client(const written_file& file, std::string_view name) {
    const auto found = std::ranges::find(file.clients, name, &written_client::name);
    return found == file.clients.end() ? nullptr : &*found;
}

void check_parent(const written_file& file, const written_client& client, problems& found) {
    const bool is_by_parent = client.pricing == facts::pricing_rule::parent;
    if (client.parent_name.empty()) {
        if (is_by_parent) found.add(client.at("pricing"), "client.pricing", "it has no parent whose price it could be");
        return;
    }
    const auto* parent = find_client(file, client.parent_name);
    if (parent == nullptr) {
        return found.add(client.at("parent"), "client.parent",
                         fmt::format("no [[client]] is called \"{}\"", client.parent_name));
    }
}

void check_quota(const written_quota& quota, problems& found) {
    const auto said = quota.has("messages") + quota.has("parts") + quota.has("money");
    if (said != 1) found.add(quota.at(""), "client.quota", "say one of messages, parts and money");
}

void check_key(const written_client& client, const written_key& key, problems& found) {
    const auto manage = static_cast<uint8_t>(facts::key_scope::manage);
    const bool manages = std::ranges::find(key.scopes, manage) != key.scopes.end();
    if (manages && client.clients_max == 0)
        found.add(key.at("scopes"), "client.key.scopes", "nobody may be below this client: clients_max is 0");
    if (key.is_test && key.operator_scope)
        found.add(key.at("test"), "client.key.test", "a key of the operator is no test key");
}

void check_list_price(const written_file& file, const written_price& price, problems& found) {
    const auto* client = price.client.empty() ? nullptr : find_client(file, price.client);
    if (client == nullptr || client->pricing == facts::pricing_rule::list) return;
    found.add(price.at("client"), "price.client",
              fmt::format("\"{}\" pays what its parent pays and a margin (pricing); this price would never count",
                          price.client));
}

}  // namespace

void check_tree(const written_file& file, problems& found) {
    for (const auto& client : file.clients) {
        check_parent(file, client, found);
        for (const auto& quota : client.written_quotas)
            check_quota(quota, found);
        for (const auto& key : client.written_keys)
            check_key(client, key, found);
    }
    for (const auto& price : file.prices)
        check_list_price(file, price, found);
}

}  // namespace kaskad::config
