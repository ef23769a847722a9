#pragma once

#include "smpp/octets.hpp"
#include "smpp/pdu.hpp"
#include "smpp/pdu_error.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>

// Between PDU structs and octets. Both directions run over the same field lists (fields.hpp). Decoding judges requests
// strictly, responses leniently: a response that is half readable still completes its request. Encoding refuses all
// that the specification or the peer's version forbids. No state, no I/O.

namespace kaskad::smpp {

inline constexpr size_t HEADER_SIZE = 16;
inline constexpr size_t COMMAND_LENGTH_MAX = 70000;  // holds a message_payload of 64 KiB

struct decode_options {
    // Some servers hand out system_ids and passwords longer than 15 and 8 characters.
    bool long_credentials = false;
    // SMPP 3.3 §6.3.1 lets strings begin with spaces that do not count.
    bool trim_leading_spaces = false;
};

// One whole PDU, as frame_reader gives it; command_length must equal frame.size().
std::expected<pdu, pdu_error> decode(octets frame, const decode_options& options = {});

struct encode_options {
    // TLVs that the peer's version does not know are left out: all for 3.3, those of 5.0 for 3.4. A status of 5.0
    // becomes the nearest of 3.4. All else of a younger version (requests, values, lengths) is an error.
    uint8_t interface_version = 0x50;
    bool long_credentials = false;  // as in decode_options
};

// Appends the PDU to out. On error out is as it was, and the error names the field.
// A response with a status other than ESME_ROK goes out as a bare header (SMPP 3.4 §4.4.2).
std::expected<void, pdu_error> encode(const pdu& value, std::string& out, const encode_options& options = {});

struct pdu_header {
    command_status status = command_status::rok;
    uint32_t sequence_number = 0;
};

// The same without building a pdu around the body: encode({status, number}, &message, out).
std::expected<void, pdu_error> encode(const pdu_header& header, pdu_body_ref body, std::string& out,
                                      const encode_options& options = {});

}  // namespace kaskad::smpp
