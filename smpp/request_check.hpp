#pragma once

#include "smpp/pdu.hpp"
#include "smpp/pdu_error.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// What a server finds wrong with a client's request that could be read: fields in wire order, then TLVs, the first
// fault wins, each with the status of its field (SMPP 5.0 §4.7.6). Of an operator's PDUs everything readable is taken.

namespace kaskad::smpp {

struct request_fault {
    command_status status = command_status::rok;  // to answer with
    std::string_view field;                       // static storage
    pdu_fault fault = pdu_fault::not_allowed;

    friend bool operator==(const request_fault&, const request_fault&) = default;
};

struct request_check {
    uint8_t interface_version = 0x34;
    // Also refuses what a tolerant relay passes on: TON and NPI outside the tables, flags and TLV integers outside
    // their range, a text in two places, one longer than this version allows.
    bool is_strict = false;
};

std::optional<request_fault> find_request_fault(const pdu_body& body, const request_check& check);

}  // namespace kaskad::smpp
