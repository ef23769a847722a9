#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/problem.hpp"
#include "net/address_block.hpp"
#include "net/digest.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
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
    std::vector<facts::key_scope> scopes{};   // empty: all but to manage
    // It may come from these alone; null: from anywhere. A block that does not read lets nobody in.
    std::shared_ptr<const std::vector<net::address_block>> addresses{};
    int64_t expires_utc = 0;  // 0 = never
    bool is_test = false;
    bool is_reseller = false;  // its client may have others below it

    bool may_come_from(std::string_view address) const;
    bool has_scope(facts::key_scope scope) const;
};

// What a request does, as far as it matters to whether a key may do it.
enum class access : uint8_t {
    open,     // needs no key
    read,     // what became of messages, balance, prices
    submit,   // sends messages; a test key's never leave
    send,     // looks up, takes back, says what arrived
    manage,   // the clients below its own
    operate,  // what an operator's key changes; for others there is nothing to be seen
};

// Why that key may not do so now, from there. Nothing: it may.
std::optional<problem> why_not_allowed(const credential& who, access wanted, std::string_view address, int64_t now_utc);

class credentials {
  public:
    // Null: nobody has that key.
    const credential* find(std::string_view api_key) const;
    size_t size() const { return by_digest_.size(); }
    // All clients, also those without a key.
    const std::vector<core::client_id>& clients() const { return clients_; }
    // Of any client there ever was; empty: there was none.
    std::string name_of(core::client_id client) const;

  private:
    friend class credential_book;
    struct first_octets {
        size_t operator()(const net::sha256_digest& value) const;
    };
    std::unordered_map<net::sha256_digest, credential, first_octets> by_digest_;
    std::vector<core::client_id> clients_;
    std::map<core::client_id, std::string> names_;
};

class credential_book {
  public:
    void apply(const facts::publish_client& effect);
    // A key that two clients have opens neither. A digest that is none is passed over.
    std::shared_ptr<const credentials> snapshot() const;

  private:
    std::map<core::client_id, facts::client> clients_;
    std::map<core::client_id, std::string> names_;
};

// The token of "Authorization: Bearer ...", empty if the header is of another form (RFC 6750 section 2.1).
std::string_view bearer_token(std::string_view authorization);

}  // namespace kaskad::gateway::api
