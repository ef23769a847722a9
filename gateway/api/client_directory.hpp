#pragma once

#include "engine/facts/declaration.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// All clients by name and by id, and who stands below whom now: what reports need to know of them besides their
// messages. Keys and secrets are not kept. A snapshot.

namespace kaskad::gateway::api {

class client_directory {
  public:
    client_directory() = default;
    explicit client_directory(const std::vector<facts::client>& clients);

    // Empty: nobody has that id.
    std::string_view name_of(core::client_id id) const;
    std::optional<core::client_id> find(std::string_view name) const;
    // However far; nobody is below itself.
    bool is_below(core::client_id id, core::client_id top) const;
    // It has clients, or may have.
    bool is_reseller(core::client_id id) const;
    // When it is charged now; for messages in which that was not noted.
    facts::charge_moment moment_of(core::client_id id) const;

  private:
    struct entry {
        std::string name;
        core::client_id parent;
        bool is_reseller = false;
        facts::charge_moment moment = facts::charge_moment::as_client;
    };
    std::map<core::client_id, entry> entries_;
    std::map<std::string, core::client_id, std::less<>> by_name_;
};

}  // namespace kaskad::gateway::api
