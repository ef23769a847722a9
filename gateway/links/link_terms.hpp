#pragma once

#include "engine/facts/declaration.hpp"
#include "smpp/session_options.hpp"
#include "smpp/transport/back_off.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What a link's declaration says about its connections. Pure.

namespace kaskad::gateway::links {

// Binds that only receive are numbered apart: the engine counts and feeds those that carry.
inline constexpr uint32_t RECEIVERS_FROM = 64;
constexpr bool is_receiver(uint32_t bind) {
    return bind >= RECEIVERS_FROM;
}

// The operator connects to us for this bind: with an outbind_port, for all that receive.
bool is_called(const facts::link& link, uint32_t bind);

// All that are connected to, the first first; empty where the operator connects to us for every bind.
std::vector<facts::link_host> hosts_of(const facts::link& link);
// "smpp.operator.example:2775", "[2001:db8::1]:2775"
std::string to_string(const facts::link_host& host);

smpp::session_options make_session_options(const facts::link& link);
smpp::transport::back_off_options make_back_off(const facts::link& link, uint64_t seed);

// Whether a connection made for one declaration may go on under the other.
bool is_same_connection(const facts::link& one, const facts::link& other);

// One connection for both directions, or one for each.
bool has_receivers(const facts::link& link);

}  // namespace kaskad::gateway::links
