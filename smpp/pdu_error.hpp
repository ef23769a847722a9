#pragma once

#include "smpp/command.hpp"
#include "smpp/status.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

// What is wrong with a PDU: how bad it is, how to answer it, and where it stands. The two classes are those of SMPP 5.0
// §2.8.2: a PDU at fault is answered and skipped, a stream at fault cannot be read any further.

namespace kaskad::smpp {

enum class severity : uint8_t {
    recoverable,  // this PDU only: answer it with its sequence number and go on
    fatal         // the stream cannot be read any further: generic_nack, then close
};

enum class pdu_fault : uint8_t {
    not_allowed,  // well formed, but not here, not now, or not for a peer of this version
    bad_command_length,
    oversized_pdu,
    unknown_command_id,
    ended_early,  // before a mandatory field was complete
    unterminated_string,
    string_too_long,
    string_with_nul,
    bad_time_length,
    sm_length_beyond_pdu,
    short_message_too_long,
    bad_dest_flag,
    too_many_destinations,
    value_out_of_range,
    tlv_truncated,
    too_many_tlvs,
    bad_tlv_length,
    bad_tlv_value,
    repeated_tlv,
    missing_tlv,
};

// The enumerator's own word.
std::string_view to_string(pdu_fault fault);

struct pdu_error {
    smpp::severity severity = severity::recoverable;
    command_status status = command_status::rsyserr;  // to answer with
    uint32_t sequence_number = 0;                     // of the PDU at fault, 0 when it was not readable
    command_id id{};
    std::string_view field;  // name in the specification; static storage
    size_t position = 0;     // octets from the start of the PDU
    pdu_fault fault = pdu_fault::not_allowed;

    friend bool operator==(const pdu_error&, const pdu_error&) = default;
};

}  // namespace kaskad::smpp
