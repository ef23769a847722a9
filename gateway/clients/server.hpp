#pragma once

#include "gateway/clients/service.hpp"
#include "smpp/transport/listener.hpp"

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// The SMPP server for clients behind its socket. All of it lives on one shard: so an account's binds, rate and receipts
// are in one place (docs/decisions/0040).

namespace kaskad::gateway::clients {

struct server_options {
    smpp::transport::listener_options listener;
    bool names_credentials = false;
};

class server {
  public:
    // Listens when it returns. The error names address and port.
    static std::expected<std::unique_ptr<server>, std::string> open(net::shard& home, server_options options,
                                                                    service_ports ports);

    uint16_t port() const { return listener_->port(); }
    // Any thread.
    std::shared_ptr<const server_counts> counts() const { return service_->counts(); }

    // On the shard.
    void admit_clients() { service_->admit_clients(); }
    void set_accounts(std::shared_ptr<const accounts> value) { service_->set_accounts(std::move(value)); }
    void deliver_answer(const facts::answer& answer) { service_->handle_answer(answer); }
    void handle_effect(facts::call_endpoint effect) { service_->handle_effect(std::move(effect)); }

    // Any thread. Binds are unbound, what they wait for is answered for at most `time_max`; `done` is called on the
    // shard.
    void stop(std::chrono::milliseconds time_max, std::function<void()> done = {}) {
        listener_->stop(time_max, std::move(done));
    }

  private:
    server(std::shared_ptr<service> inner, std::unique_ptr<smpp::transport::listener> listener);

    std::shared_ptr<service> service_;
    std::unique_ptr<smpp::transport::listener> listener_;
};

}  // namespace kaskad::gateway::clients
