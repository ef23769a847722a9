#pragma once

#include "engine/facts/effect.hpp"
#include "net/address_block.hpp"
#include "net/password_hash.hpp"
#include "smpp/time_zone.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Who may bind. `accounts` is an immutable snapshot; `account_book` folds the engine's effects and makes the next one.

namespace kaskad::gateway::clients {

struct account {
    core::client_id client;
    std::string client_name;
    facts::smpp_account terms;
    core::endpoint_id endpoint;  // 0 = receipts are not kept for it
    bool enabled = true;         // its client is
    std::vector<net::address_block> addresses;
    std::optional<net::password_hash> password;  // nothing: no password fits
    smpp::time_zone zone{};                      // of its receipts' dates

    bool may_come_from(std::string_view address) const;
};

class accounts {
  public:
    // Null: there is none.
    std::shared_ptr<const account> find(const std::string& system_id) const;
    std::shared_ptr<const account> find(core::endpoint_id endpoint) const;
    size_t size() const { return by_system_id_.size(); }

  private:
    friend class account_book;
    std::map<std::string, std::shared_ptr<const account>> by_system_id_;
    std::map<core::endpoint_id, std::shared_ptr<const account>> by_endpoint_;
};

class account_book {
  public:
    void apply(const facts::publish_client& effect);
    void apply(const facts::publish_endpoint& effect);
    // A system_id that two clients have opens neither.
    std::shared_ptr<const accounts> snapshot() const;

  private:
    account make_account(const facts::client& client, const facts::smpp_account& terms) const;
    core::endpoint_id endpoint_of(core::client_id client, const std::string& system_id) const;

    std::map<core::client_id, facts::client> clients_;
    std::map<core::endpoint_id, facts::endpoint> endpoints_;  // of SMPP accounts
    std::map<std::string, smpp::time_zone> zones_;            // by name, as they were met
};

}  // namespace kaskad::gateway::clients
