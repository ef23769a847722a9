#include "gateway/api/credentials.hpp"

#include <algorithm>
#include <cstring>
#include <set>

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

}  // namespace

size_t credentials::first_octets::operator()(const net::sha256_digest& value) const {
    size_t result = 0;
    std::memcpy(&result, value.data(), sizeof result);
    return result;
}

const credential* credentials::find(std::string_view api_key) const {
    const auto found = by_digest_.find(net::sha256(api_key));
    return found == by_digest_.end() ? nullptr : &found->second;
}

void credential_book::apply(const facts::publish_client& effect) {
    if (effect.gone) {
        clients_.erase(effect.value.id);
    } else {
        clients_.insert_or_assign(effect.value.id, effect.value);
    }
}

std::shared_ptr<const credentials> credential_book::snapshot() const {
    auto result = std::make_shared<credentials>();
    std::set<net::sha256_digest> ambiguous;
    for (const auto& [id, client] : clients_) {
        result->clients_.push_back(id);
        for (const auto& key : client.keys) {
            const auto digest = net::parse_sha256(key.sha256);
            if (!digest) continue;
            const auto [place, added] = result->by_digest_.try_emplace(
                *digest, credential{id, key.operator_scope, client.enabled,
                                    std::make_shared<const std::string>(client.name + "/" + key.name)});
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
