#pragma once

#include "gateway/simulators/smsc_simulator.hpp"

// The events of one connection, handed to the simulator with what it must know of the connection.

namespace kaskad::gateway::simulators {

struct smsc_simulator::visitor : smpp::transport::connection_events {
    visitor(smsc_simulator& owner, smpp::transport::connection& from, uint64_t of)
        : centre{owner}, connection{from}, number{of} {}

    void on_event(smpp::transport::connection& from, smpp::session_event& event) override;

    smsc_simulator& centre;
    smpp::transport::connection& connection;
    uint64_t number;
    smsc_account* account = nullptr;  // once it asked to bind and was accepted
    uint64_t submits = 0;
    bool is_cut = false;  // by us; what comes still is not looked at
    int64_t paused_until_ms = 0;
};

}  // namespace kaskad::gateway::simulators
