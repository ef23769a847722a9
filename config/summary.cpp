#include "config/summary.hpp"

#include "store/postgres_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace kaskad::config {

namespace {

std::string counted(size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string line(std::string_view name, std::string_view text) {
    return fmt::format("{:<12} {}\n", name, text);
}

template <typename Predicate>
size_t prices_where(const settings& shown, Predicate is_meant) {
    return static_cast<size_t>(std::ranges::count_if(shown.declared.prices, is_meant));
}

// Never a URL's password.
std::string place_text(const std::string& place) {
    return store::is_postgres_url(place) ? "PostgreSQL at " + store::place_of(place) : place;
}

std::string key_file_text(const store_options& store) {
    if (!store.key_file.empty()) return fmt::format("key file {}", store.key_file);
    return store::is_postgres_url(store.path) ? "key file in ./data" : "key file inside";
}

std::string store_text(const store_options& store) {
    auto text = fmt::format("{}, segments of {} MiB", place_text(store.path), store.segment_size / 1024 / 1024);
    if (!store.journal.empty()) text += ", journal in " + place_text(store.journal);
    return text + ", " + key_file_text(store);
}

std::string place_text(const std::string& address, uint16_t port) {
    return address.contains(':') ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
}

std::string api_text(const api_options& api) {
    return fmt::format("{}://{}", api.tls_key.empty() ? "http" : "https", place_text(api.address, api.port));
}

std::string smpp_text(const smpp_options& smpp) {
    if (!smpp.enabled) return "off";
    return place_text(smpp.address, smpp.port) + (smpp.tls_key.empty() ? "" : " (TLS)");
}

std::string plan_text(const settings& shown) {
    if (shown.number_plan.empty()) return "none";
    std::set<std::string_view> countries;
    std::set<std::string_view> networks;
    for (const auto& row : shown.declared.plan) {
        countries.insert(row.network.country);
        if (!row.network.mccmnc.empty()) networks.insert(row.network.mccmnc);
    }
    return fmt::format("{}: {}, {}, {}", shown.number_plan, counted(shown.declared.plan.size(), "prefix", "prefixes"),
                       counted(networks.size(), "network", "networks"),
                       counted(countries.size(), "country", "countries"));
}

std::string hosts_text(const facts::link& link) {
    const auto called = fmt::format("called at {}", place_text(link.outbind_address, link.outbind_port));
    if (link.host.empty()) return called;
    auto text = (link.outbind_port == 0 ? "" : called + ", ") + place_text(link.host, link.port);
    for (const auto& other : link.other_hosts)
        text += (link.hosts_use == facts::host_use::standby ? ", else " : ", ") + place_text(other.name, other.port);
    return text;
}

std::string link_text(const settings& shown, const facts::link& link) {
    const auto prices = prices_where(shown, [&](const auto& price) { return price.link == link.name; });
    auto text = fmt::format("{}{} as {}, {}, window {}, {}, {}", hosts_text(link), link.tls ? " (TLS)" : "",
                            link.system_id, counted(link.binds, "connection", "connections"), link.window,
                            link.rate == 0 ? "no rate limit" : fmt::format("{} segments/s", link.rate),
                            counted(prices, "price", "prices"));
    if (!link.enabled) text += ", disabled";
    if (link.drained) text += ", drained";
    return text;
}

std::string channel_text(const settings& shown, const facts::link& link) {
    const auto prices = prices_where(shown, [&](const auto& price) { return price.link == link.name; });
    auto text = fmt::format("{} by {}, window {}, {}, {}", core::to_string(link.channel), link.adapter, link.window,
                            link.rate == 0 ? "no rate limit" : fmt::format("{} calls/s", link.rate),
                            counted(prices, "price", "prices"));
    if (!link.enabled) text += ", disabled";
    if (link.drained) text += ", drained";
    return text;
}

std::string client_text(const settings& shown, const facts::declared_client& declared) {
    const auto& client = declared.value;
    const auto prices = prices_where(shown, [&](const auto& price) { return price.client == client.name; });
    const auto credit = client.limit.e6 == 0 ? "prepaid" : fmt::format("limit {}", core::to_string(client.limit));
    auto text = fmt::format("{}, {}, charged {}, {}, {}, {}, {} of its own", core::to_string(client.currency), credit,
                            client.charge == billing::charge_rule::on_submit ? "on submit" : "on delivery",
                            counted(client.keys.size(), "key", "keys"),
                            counted(client.accounts.size(), "SMPP account", "SMPP accounts"),
                            counted(declared.endpoints.size() - client.accounts.size(), "endpoint", "endpoints"),
                            counted(prices, "price", "prices"));
    if (!client.numbers.empty()) text += ", " + counted(client.numbers.size(), "number", "numbers");
    if (!client.enabled) text += ", disabled";
    return text;
}

template <typename T, typename Text>
std::string list_text(const std::vector<T>& all, Text text_of) {
    std::string text;
    for (size_t index = 0; index < std::min(all.size(), NAMED_MAX); ++index)
        text += "  " + text_of(all[index]);
    if (all.size() > NAMED_MAX) text += fmt::format("  and {} more\n", all.size() - NAMED_MAX);
    return text;
}

}  // namespace

std::string describe(const settings& shown) {
    // Those of other channels are declared behind all links.
    const auto& all = shown.declared.links;
    const auto others = std::ranges::find_if(all, [](const auto& link) { return link.channel != core::channel::sms; });
    const std::vector<facts::link> links{all.begin(), others};
    const std::vector<facts::link> channels{others, all.end()};
    const auto& clients = shown.declared.clients;
    const auto& prices = shown.declared.prices;
    const auto& process = shown.process;
    const auto buying = prices_where(shown, [](const auto& price) { return !price.link.empty(); });
    auto text = shown.file + "\n";
    text += line("node", fmt::format("number {}, {}", process.node.number,
                                     counted(process.node.shards, "network thread", "network threads")));
    text += line("API", api_text(process.api));
    text += line("SMPP", smpp_text(process.smpp));
    text += line("store", store_text(process.store));
    text += line("log", fmt::format("{}, to {}", process.log.level,
                                    process.log.file.empty() ? "standard error" : process.log.file));
    text += line("number plan", plan_text(shown));
    text += line("prices", fmt::format("{} to buy, {} to sell", buying, prices.size() - buying));
    text += line("links", std::to_string(links.size()));
    text += list_text(links, [&](const auto& link) { return line(link.name, link_text(shown, link)); });
    if (!channels.empty()) text += line("channels", std::to_string(channels.size()));
    text += list_text(channels, [&](const auto& one) { return line(one.name, channel_text(shown, one)); });
    text += line("clients", std::to_string(clients.size()));
    text += list_text(clients, [&](const auto& one) { return line(one.value.name, client_text(shown, one)); });
    return text;
}

}  // namespace kaskad::config
