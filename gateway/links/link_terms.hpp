#pragma once

#include "engine/facts/declaration.hpp"
#include "smpp/session_options.hpp"
#include "smpp/transport/back_off.hpp"

#include <cstdint>

// What a link's declaration says about its connections. Pure.

namespace kaskad::gateway::links {

smpp::session_options make_session_options(const facts::link& link);
smpp::transport::back_off_options make_back_off(const facts::link& link, uint64_t seed);

// Whether a connection made for one declaration may go on under the other.
bool is_same_connection(const facts::link& one, const facts::link& other);

// One connection for both directions, or one for each.
bool has_receivers(const facts::link& link);

}  // namespace kaskad::gateway::links
