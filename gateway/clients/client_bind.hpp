#pragma once

#include "gateway/clients/account_state.hpp"
#include "smpp/transport/connection.hpp"

#include <cstdint>

// The events of one client's connection, handed to the service with what it must know of the connection.

namespace kaskad::gateway::clients {

class service;

class client_bind final : public smpp::transport::connection_events {
  public:
    client_bind(service& owner, smpp::transport::session_port& own) : service_{owner}, connection_{own} {}

    smpp::transport::session_port& connection() { return connection_; }
    account_state* account() const { return account_; }
    int64_t since_utc() const { return since_utc_; }
    const smpp::transport::session_port& connection() const { return connection_; }
    // Whether one more receipt may go out over it.
    bool can_take_receipt() const;

    // Once its bind is accepted.
    void set_account(account_state& account, int64_t now_utc_ms) {
        account_ = &account;
        since_utc_ = now_utc_ms;
    }
    void on_event(smpp::transport::connection&, smpp::session_event& event) override { handle(event); }
    void handle(smpp::session_event& event);

    uint32_t timeouts = 0;  // receipts in a row that it did not answer

  private:
    service& service_;
    smpp::transport::session_port& connection_;
    account_state* account_ = nullptr;
    int64_t since_utc_ = 0;
};

}  // namespace kaskad::gateway::clients
