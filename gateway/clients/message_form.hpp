#pragma once

#include "smpp/pdu.hpp"

// The other PDUs by which a client submits, as the submit_sm that means the same. Pure.

namespace kaskad::gateway::clients {

smpp::submit_sm as_submit(const smpp::data_sm& request);

// To one of its destinations.
smpp::submit_sm as_submit(const smpp::submit_multi& request, const smpp::address& destination);

}  // namespace kaskad::gateway::clients
