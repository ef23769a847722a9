#pragma once

#include "tests/api/fakes.hpp"

#include <optional>

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

    // What a request, answered with `reply`, asks of the engine.
    template <typename Command>
    Command asked_by(const std::string& method, const std::string& path, const std::string& body,
                     const facts::reply& reply, const std::string& key = OPERATOR) {
        auto client = connect();
        const auto before = engine_.count();
        client.send(method, path, key, body);
        auto asked = engine_.wait_for_last<Command>(before + 1);
        answer(asked.reply_to, 0, reply);
        last_.emplace(client.receive());
        return asked;
    }

    static facts::client named(uint32_t id, const std::string& key, std::string name) {
        auto client = make_client(id, key);
        client.name = std::move(name);
        return client;
    }

    std::optional<parsed_response> last_;  // what came back
};

}  // namespace kaskad::gateway::api
