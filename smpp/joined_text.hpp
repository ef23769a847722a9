#pragma once

#include "smpp/text_reading.hpp"
#include "smpp/tlv.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

// A text that came in pieces. Peers cut through surrogate pairs, escapes and two-octet characters, so the octets of all
// pieces are joined first and read then.

namespace kaskad::smpp {

// What one PDU brought of a text.
struct text_piece {
    std::string octets;  // as received: short_message or message_payload, the UDH at its start
    bool has_udh = false;
    uint8_t data_coding = 0;

    friend bool operator==(const text_piece&, const text_piece&) = default;
};

// Its place among the others, by its UDH or its sar_* TLVs. SMPP 3.4 §5.2.12 forbids both in one PDU: the header
// counts.
std::optional<concatenation> find_place(const text_piece& piece, const tlv_list& tlvs);

struct joined_text {
    std::optional<std::string> text;  // UTF-8; empty where a piece is binary or in no alphabet that is read
    std::string octets;               // of all pieces, without their headers
};

joined_text join_pieces(std::span<const text_piece> pieces, const reading_terms& terms = {});

}  // namespace kaskad::smpp
