#include "gateway/api/credentials.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr std::string_view SCHEME = "bearer ";
constexpr size_t TOKEN_MAX = 256;

bool is_token_character(char c) {
    return c > 0x20 && c < 0x7F;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view word_of(facts::key_scope scope) {
    switch (scope) {
        case facts::key_scope::send:
            return "send";
        case facts::key_scope::read:
            return "read";
        case facts::key_scope::manage:
            return "manage";
    }
    ASSERT(false);
}

facts::key_scope scope_for(access wanted) {
    switch (wanted) {
        case access::open:
        case access::read:
            return facts::key_scope::read;
        case access::submit:
        case access::send:
            return facts::key_scope::send;
        case access::manage:
        case access::operate:
            return facts::key_scope::manage;
    }
    ASSERT(false);
}

std::shared_ptr<const std::vector<net::address_block>> blocks_of(const facts::api_key& key) {
    if (key.addresses.empty()) return nullptr;
    std::vector<net::address_block> blocks;
    for (const auto& text : key.addresses)
        if (const auto block = net::address_block::parse(text)) blocks.push_back(*block);
    return std::make_shared<const std::vector<net::address_block>>(std::move(blocks));
}

credential make_credential(const facts::client& client, const facts::api_key& key) {
    credential made{.client = client.id,
                    .operator_scope = key.operator_scope,
                    .enabled = client.enabled,
                    .name = std::make_shared<const std::string>(client.name + "/" + key.name),
                    .addresses = blocks_of(key),
                    .expires_utc = key.expires_utc,
                    .is_test = key.is_test,
                    .is_reseller = client.clients_max > 0};
    for (const auto scope : key.scopes)
        made.scopes.push_back(static_cast<facts::key_scope>(scope));
    return made;
}

}  // namespace

bool credential::may_come_from(std::string_view address) const {
    if (!addresses) return true;
    return std::ranges::any_of(*addresses, [&](const auto& block) { return block.contains(address); });
}

bool credential::has_scope(facts::key_scope scope) const {
    if (scopes.empty()) return scope != facts::key_scope::manage || operator_scope;
    return std::ranges::find(scopes, scope) != scopes.end();
}

std::optional<problem> why_not_allowed(const credential& who, access wanted, std::string_view address,
                                       int64_t now_utc) {
    if (!who.enabled) return make_problem("client_disabled", "The client of this key is disabled.");
    if (who.expires_utc != 0 && now_utc >= who.expires_utc)
        return make_problem("unauthorized", "This API key has expired; ask for another.");
    if (!who.may_come_from(address))
        return make_problem("address_denied", "This API key may not be used from " + std::string{address} + ".");
    if (wanted == access::operate && !who.operator_scope) return std::nullopt;
    const auto scope = scope_for(wanted);
    if (!who.has_scope(scope))
        return make_problem("missing_scope", "This API key lacks the scope \"" + std::string{word_of(scope)} + "\".");
    if (who.is_test && wanted != access::read && wanted != access::submit)
        return make_problem("test_key", "A test key only sends messages that never leave, and reads.");
    return std::nullopt;
}

size_t credentials::first_octets::operator()(const net::sha256_digest& value) const {
    size_t result = 0;
    std::memcpy(&result, value.data(), sizeof result);
    return result;
}

const credential* credentials::find(std::string_view api_key) const {
    const auto found = by_digest_.find(net::sha256(api_key));
    return found == by_digest_.end() ? nullptr : &found->second;
}

std::string credentials::name_of(core::client_id client) const {
    const auto found = names_.find(client);
    return found == names_.end() ? std::string{} : found->second;
}

void credential_book::apply(const facts::publish_client& effect) {
    names_[effect.value.id] = effect.value.name;
    if (effect.gone) {
        clients_.erase(effect.value.id);
    } else {
        clients_.insert_or_assign(effect.value.id, effect.value);
    }
}

std::shared_ptr<const credentials> credential_book::snapshot() const {
    auto result = std::make_shared<credentials>();
    result->names_ = names_;
    std::set<net::sha256_digest> ambiguous;
    for (const auto& [id, client] : clients_) {
        result->clients_.push_back(id);
        for (const auto& key : client.keys) {
            const auto digest = net::parse_sha256(key.sha256);
            if (!digest) continue;
            const auto [place, added] = result->by_digest_.try_emplace(*digest, make_credential(client, key));
            if (!added && place->second.client != id) ambiguous.insert(*digest);
        }
    }
    for (const auto& digest : ambiguous)
        result->by_digest_.erase(digest);
    return result;
}

std::string_view bearer_token(std::string_view authorization) {
    if (authorization.size() <= SCHEME.size()) return {};
    if (!std::ranges::equal(authorization.substr(0, SCHEME.size()), SCHEME, {}, lower)) return {};
    auto token = authorization.substr(SCHEME.size());
    token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
    const bool valid = token.size() <= TOKEN_MAX && std::ranges::all_of(token, is_token_character);
    return valid ? token : std::string_view{};
}

}  // namespace kaskad::gateway::api
