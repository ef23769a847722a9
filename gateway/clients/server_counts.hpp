#pragma once

#include "smpp/command.hpp"
#include "smpp/pdu_session.hpp"
#include "smpp/status.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The numbers of the SMPP server for clients, for metrics and people. Written on the server's shard; others get copies
// (server::counts).

namespace kaskad::gateway::clients {

std::string_view to_string(smpp::bind_type type);  // "transmitter"

struct bind_counts {
    std::string address;
    uint16_t port = 0;
    bool is_secure = false;
    smpp::bind_type type = smpp::bind_type::transceiver;
    uint8_t interface_version = 0;
    bool is_unbinding = false;
    int64_t since_utc = 0;
    size_t requests_open = 0;  // the client's, that we have not answered
    size_t receipts_open = 0;  // ours, that it has not answered
};

struct account_counts {
    std::string system_id;
    std::string client;
    uint32_t binds_max = 0;

    // As of now.
    std::vector<bind_counts> binds;
    size_t requests_open = 0;     // also of binds that are gone
    size_t receipts_waiting = 0;  // for a bind that takes them; more may stand in the database
    size_t receipts_open = 0;     // sent and not answered

    // Since the account first bound.
    std::map<std::pair<smpp::command_id, smpp::command_status>, uint64_t> requests;  // answered
    uint64_t receipts_sent = 0;
    uint64_t receipts_accepted = 0;
    uint64_t receipts_refused = 0;
    uint64_t receipts_unanswered = 0;
};

struct server_counts {
    std::vector<account_counts> accounts;                // that have ever bound
    std::map<std::string_view, uint64_t> binds_refused;  // by reason, words of the program
    size_t passwords_waiting = 0;
};

}  // namespace kaskad::gateway::clients
