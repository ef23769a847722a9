#include "config/digest.hpp"

#include "config/hash.hpp"
#include "core/assert.hpp"
#include "engine/facts/codec.hpp"
#include "net/password_hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::config {

namespace {

// A change of what a digest covers changes this, and so every digest.
constexpr std::string_view DIGEST_VERSION = "kaskad declaration 1\n";
constexpr std::string_view SECRET_VERSION = "kaskad declared secret 1\n";
constexpr std::string_view PASSWORD_VERSION = "kaskad account password 1\n";
constexpr size_t SALT_SIZE = 32;

std::string digest_of_secret(std::string_view secret, std::string_view salt) {
    return hmac_sha256_hex(salt, std::string{SECRET_VERSION} + std::string{secret});
}

// Of a record without id, digest and sealed secret, and the plain secret that belongs to it.
std::string digest_with(const facts::record& bare, std::string_view secret, std::string_view salt) {
    return sha256_hex(std::string{DIGEST_VERSION} + digest_of_secret(secret, salt) + facts::encoded(bare));
}

struct link_secrets {
    std::string_view password;
    std::string_view outbind;
    std::string_view balance_header;
    const std::vector<std::string>& settings;
};

// Each has a digest of its own, so that one that is the same keeps its seal.
void digest_settings(facts::link& link, const std::vector<std::string>& secrets, std::string_view salt) {
    ASSERT(secrets.size() == link.settings.size());
    for (size_t place = 0; place < secrets.size(); ++place) {
        if (!secrets[place].empty()) link.settings[place].digest = digest_of_secret(secrets[place], salt);
    }
}

void seal_settings(facts::link& link, const std::vector<std::string>& secrets, const sealer& seal) {
    for (size_t place = 0; place < secrets.size(); ++place) {
        if (!secrets[place].empty()) link.settings[place].sealed = seal(secrets[place]);
    }
}

void seal_balance_header(facts::supplier_terms& terms, std::string_view header, const sealer& seal) {
    if (!header.empty()) terms.balance_header_sealed = seal(header);
}

void seal(facts::link& link, const link_secrets& secrets, const sealer& seal, std::string_view salt) {
    digest_settings(link, secrets.settings, salt);
    if (!secrets.balance_header.empty())
        link.supplier.balance_header_digest = digest_of_secret(secrets.balance_header, salt);
    auto bare = link;
    bare.id = {};
    bare.digest.clear();
    bare.password_sealed.clear();
    bare.password_digest.clear();
    bare.outbind_password_sealed.clear();
    bare.outbind_password_digest = digest_of_secret(secrets.outbind, salt);
    bare.supplier.balance_header_sealed.clear();
    link.digest = digest_with(bare, secrets.password, salt);
    seal_settings(link, secrets.settings, seal);
    seal_balance_header(link.supplier, secrets.balance_header, seal);
    if (link.channel != core::channel::sms) return;
    link.password_digest = digest_of_secret(secrets.password, salt);
    link.password_sealed = seal(secrets.password);
    if (link.outbind_port == 0) return;
    link.outbind_password_digest = bare.outbind_password_digest;
    link.outbind_password_sealed = seal(secrets.outbind);
}

void seal(facts::endpoint& endpoint, std::string_view secret, const sealer& seal, std::string_view salt) {
    auto bare = endpoint;
    bare.id = {};
    bare.client = {};
    bare.digest.clear();
    bare.secret_sealed.clear();
    endpoint.digest = digest_with(bare, secret, salt);
    endpoint.secret_sealed = seal(secret);
}

void digest(facts::client& client, const std::string& parent) {
    auto bare = client;
    bare.id = {};
    bare.digest.clear();
    client.digest = digest_with(bare, parent, "");
}

// A salt that is the same at every load, so that what did not change has the digest it had.
void hash_passwords(facts::client& client, const std::vector<std::string>& passwords, std::string_view salt) {
    ASSERT(passwords.size() == client.accounts.size());
    for (size_t place = 0; place < passwords.size(); ++place) {
        if (passwords[place].empty()) continue;
        auto& account = client.accounts[place];
        const auto own = hmac_sha256_hex(salt, std::string{PASSWORD_VERSION} + account.system_id);
        account.password_hash = net::password_hash::make(passwords[place], own.substr(0, SALT_SIZE)).to_string();
    }
}

// Each row with its length before it, so that no two tables have the same octets.
std::string digest_of_rows(std::vector<std::string> rows) {
    std::ranges::sort(rows);
    std::string octets{DIGEST_VERSION};
    for (const auto& row : rows)
        octets += fmt::format("{}:{}\n", row.size(), row);
    return sha256_hex(octets);
}

}  // namespace

void seal_and_digest(facts::declare& declared, const plain_secrets& secrets, const sealer& seal_secret,
                     std::string_view salt) {
    ASSERT(secrets.link_passwords.size() == declared.links.size());
    ASSERT(secrets.outbind_passwords.size() == declared.links.size());
    ASSERT(secrets.balance_headers.size() == declared.links.size());
    ASSERT(secrets.endpoint_secrets.size() == declared.clients.size());
    ASSERT(secrets.account_passwords.size() == declared.clients.size());
    ASSERT(secrets.link_settings.size() == declared.links.size());
    for (size_t index = 0; index < declared.links.size(); ++index)
        seal(declared.links[index],
             {secrets.link_passwords[index], secrets.outbind_passwords[index], secrets.balance_headers[index],
              secrets.link_settings[index]},
             seal_secret, salt);
    for (size_t index = 0; index < declared.clients.size(); ++index) {
        auto& [client, endpoints, parent] = declared.clients[index];
        hash_passwords(client, secrets.account_passwords[index], salt);
        digest(client, parent);
        ASSERT(secrets.endpoint_secrets[index].size() == endpoints.size());
        for (size_t place = 0; place < endpoints.size(); ++place)
            seal(endpoints[place], secrets.endpoint_secrets[index][place], seal_secret, salt);
    }
}

std::string digest_of(const std::vector<facts::declared_price>& prices) {
    std::vector<std::string> rows;
    rows.reserve(prices.size());
    for (const auto& [link, client, row] : prices) {
        facts::price_book alone{.version = 0, .digest = {}, .rows = {row}};
        alone.rows[0].line = 0;
        rows.push_back(fmt::format("{}:{},{}:{},{}", link.size(), link, client.size(), client, facts::encoded(alone)));
    }
    return digest_of_rows(std::move(rows));
}

std::string digest_of(const std::vector<routing::number_plan_row>& plan) {
    std::vector<std::string> rows;
    rows.reserve(plan.size());
    for (const auto& row : plan) {
        facts::number_plan alone{.version = 0, .digest = {}, .rows = {row}};
        alone.rows[0].line = 0;
        rows.push_back(facts::encoded(alone));
    }
    return digest_of_rows(std::move(rows));
}

}  // namespace kaskad::config
