#pragma once

#include "engine/facts/effect.hpp"
#include "net/digest.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// Which client an API key belongs to. `credentials` is an immutable snapshot that any number of shards share;
// `credential_book` folds the engine's effects and makes the next one. A key is known by its SHA-256 only: the look-up
// takes the same time for a good and a bad guess.

namespace kaskad::gateway::api {

struct credential {
    core::client_id client;
    bool operator_scope = false;
    bool enabled = true;                      // of the client
    std::shared_ptr<const std::string> name;  // "client/key", for records of who said what
};

class credentials {
  public:
    // Null: nobody has that key.
    const credential* find(std::string_view api_key) const;
    size_t size() const { return by_digest_.size(); }
    // All clients, also those without a key.
    const std::vector<core::client_id>& clients() const { return clients_; }

  private:
    friend class credential_book;
    struct first_octets {
        size_t operator()(const net::sha256_digest& value) const;
    };
    std::unordered_map<net::sha256_digest, credential, first_octets> by_digest_;
    std::vector<core::client_id> clients_;
};

class credential_book {
  public:
    void apply(const facts::publish_client& effect);
    // A key that two clients have opens neither. A digest that is none is passed over.
    std::shared_ptr<const credentials> snapshot() const;

  private:
    std::map<core::client_id, facts::client> clients_;
};

// The token of "Authorization: Bearer ...", empty if the header is of another form (RFC 6750 section 2.1).
std::string_view bearer_token(std::string_view authorization);

}  // namespace kaskad::gateway::api
