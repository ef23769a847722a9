#pragma once

#include "smpp/session_event.hpp"
#include "smpp/udh.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// A submit_sm or data_sm as the simulator sees it: addresses, readable text, its place in a message of several parts.

namespace kaskad::gateway::simulators {

struct submission {
    smpp::address source;
    smpp::address destination;
    uint8_t registered_delivery = 0;
    uint8_t data_coding = 0;
    std::string text;  // UTF-8; of a binary message its octets in hexadecimal
    std::optional<smpp::concatenation> place;

    uint32_t parts() const { return place ? place->total : 1; }
};

// Empty: another PDU.
std::optional<submission> read_submission(const smpp::pdu_body& body);

}  // namespace kaskad::gateway::simulators
