#pragma once

#include "tests/api/fakes.hpp"

// A small world for what operators and resellers change: "owner" (client 2) with a key of operator scope, "acme"
// (client 4), a reseller whose key manages, and "shop" (client 1), whose key does not.

namespace kaskad::gateway::api {

inline const std::string ACME = "Authorization: Bearer acme\r\n";

class ApiResale : public ApiServer {
  protected:
    void open_world() {
        open_starting();
        auto root = named(2, "root", "owner");
        root.keys[0].operator_scope = true;
        auto acme = named(4, "acme", "acme");
        acme.clients_max = 10;
        acme.keys[0].scopes = {static_cast<uint8_t>(facts::key_scope::manage)};
        credential_book book;
        for (const auto& each : {root, acme, named(1, "anna", "shop")})
            book.apply({each});
        server_->set_credentials(book.snapshot());
        server_->admit_clients();
        home_.start();
    }

    static facts::client named(uint32_t id, const std::string& key, std::string name) {
        auto client = make_client(id, key);
        client.name = std::move(name);
        return client;
    }
};

}  // namespace kaskad::gateway::api
