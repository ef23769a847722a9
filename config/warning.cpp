#include "config/warning.hpp"

#include "config/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace kaskad::config {

namespace {

constexpr size_t MCC_DIGITS = 3;

void warn_links(const written_file& file, problems& out) {
    std::set<std::string_view> priced;
    for (const auto& price : file.prices)
        priced.insert(price.link);
    for (const auto& link : file.links) {
        if (!priced.contains(link.name)) {
            out.add(link.at("name"), "link.name",
                    fmt::format("\"{}\" has no price: nothing is sent over it", link.name));
        }
        if (link.tls && !link.tls_verify) {
            out.add(link.at("tls_verify"), "link.tls_verify", "anybody between here and the operator may listen");
        }
    }
    for (const auto& channel : file.channels) {
        if (priced.contains(channel.name)) continue;
        out.add(channel.at("name"), "channel.name",
                fmt::format("\"{}\" has no price: nothing is sent over it", channel.name));
    }
}

bool has_sell_price(const written_file& file, const written_client& client) {
    return std::ranges::any_of(file.prices, [&](const auto& price) {
        if (!price.link.empty()) return false;
        return price.client.empty() ? price.currency == client.currency : price.client == client.name;
    });
}

// A client that holds keys for operators only sends nothing and needs no price.
bool sends(const written_client& client) {
    return !client.written_accounts.empty() ||
           std::ranges::any_of(client.written_keys, [](const auto& key) { return !key.operator_scope; });
}

void warn_clients(const written_file& file, problems& out) {
    const bool is_local = is_private_host(file.process.api.address) && file.process.api.address != "0.0.0.0" &&
                          file.process.api.address != "::";
    for (const auto& client : file.clients) {
        if (!client.written_accounts.empty() && !file.process.smpp.enabled) {
            out.add(client.written_accounts.front().at("system_id"), "client.account",
                    "[smpp] enabled is false: nobody can bind");
        }
        if (client.written_keys.empty() && client.written_accounts.empty()) {
            out.add(client.at("name"), "client.name",
                    fmt::format("\"{}\" has no key and no account: it cannot send", client.name));
        } else if (sends(client) && !has_sell_price(file, client)) {
            out.add(client.at("name"), "client.name",
                    fmt::format("\"{}\" has no price in {}: its messages are refused", client.name,
                                core::to_string(client.currency)));
        }
        for (const auto& key : client.written_keys) {
            if (!key.insecure_demo_key || is_local) continue;
            out.add(key.at("insecure_demo_key"), "client.key.insecure_demo_key",
                    "a key that can be guessed, and the API listens to more than this machine");
        }
    }
}

template <typename Owner>
bool says_type(const Owner& owner, routing::sender_type type) {
    return std::ranges::any_of(owner.written_senders, [&](const auto& rule) { return rule.type == type; });
}

// Of whom the price is: a link, a client, or any client. An owner that there is not is told of elsewhere.
bool is_type_known(const written_file& file, const written_price& price) {
    const auto is_it = [&](const auto& owner, const std::string& name) {
        return (name.empty() || owner.name == name) && says_type(owner, price.senders);
    };
    if (!price.link.empty())
        return std::ranges::any_of(file.links, [&](const auto& link) { return is_it(link, price.link); });
    return std::ranges::any_of(file.clients, [&](const auto& client) { return is_it(client, price.client); });
}

void warn_senders(const written_file& file, problems& out) {
    for (const auto& price : file.prices) {
        if (price.senders == routing::sender_type::any || is_type_known(file, price)) continue;
        out.add(price.at("senders"), "price.senders",
                fmt::format("no [[{}.sender_type]] says that a sender is such: this price counts for no message",
                            price.link.empty() ? "client" : "link"));
    }
}

void warn_prices(const written_file& file, std::span<const routing::number_plan_row> plan, problems& out) {
    std::set<std::string_view> known;
    for (const auto& row : plan) {
        known.insert(row.network.mccmnc);
        known.insert(std::string_view{row.network.mccmnc}.substr(0, MCC_DIGITS));
        known.insert(row.network.country);
    }
    for (const auto& price : file.prices) {
        if (!price.mccmnc.empty() && !known.contains(price.mccmnc)) {
            out.add(price.at("network"), "price.network",
                    fmt::format("the number plan has no network \"{}\"", price.mccmnc));
        }
        if (!price.mcc.empty() && !known.contains(price.mcc)) {
            out.add(price.at("mcc"), "price.mcc",
                    fmt::format("the number plan has no network of MCC \"{}\"", price.mcc));
        }
        if (!price.country.empty() && !known.contains(price.country)) {
            out.add(price.at("country"), "price.country",
                    fmt::format("the number plan has no country \"{}\"", price.country));
        }
    }
}

}  // namespace

void warn(const written_file& file, std::span<const routing::number_plan_row> plan, problems& out) {
    if (plan.empty() && !file.links.empty()) {
        out.add({}, "number_plan", "there is no number plan: no message finds its network");
    } else if (!plan.empty()) {
        warn_prices(file, plan, out);
    }
    warn_senders(file, out);
    warn_links(file, out);
    warn_clients(file, out);
}

}  // namespace kaskad::config
