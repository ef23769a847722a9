#pragma once

#include "smpp/throttle.hpp"
#include "smpp/transport/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

// What one system_id has at the message centre: its binds, its rate, and the receipts that wait for a bind with room.

namespace kaskad::gateway::simulators {

struct smsc_account {
    struct bind {
        uint64_t number = 0;  // of the connection, from 1
        smpp::transport::connection* connection = nullptr;
        int64_t bound_ms = 0;

        bool receives() const { return connection->session().bind_type() != smpp::bind_type::transmitter; }
        bool has_room() const { return receives() && connection->session().window_free() > 0; }
    };

    std::string system_id;
    smpp::throttle rate;
    std::vector<bind> binds;
    std::deque<uint32_t> backlog;  // slots of messages whose receipt is due
    size_t turn = 0;

    // The bind a receipt goes over: the one the submit came over if it has room, else any; with `elsewhere` another one
    // first. nullptr: none has room.
    bind* choose(uint64_t origin, bool elsewhere);
};

}  // namespace kaskad::gateway::simulators
