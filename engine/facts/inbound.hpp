#pragma once

#include "core/id.hpp"
#include "smpp/address.hpp"
#include "smpp/joined_text.hpp"

#include <cstdint>
#include <string>

// Texts from handsets, as recorded. Plain data: the order of the members is the stored format (wire.hpp), so members
// are appended and never moved, removed or given a new meaning.

namespace kaskad::facts {

// One text, whole or given up on. It never changes.
struct inbound_text {
    core::client_id client;      // whose number it was sent to; 0 = nobody's
    core::message_id id;         // rises with the time at which its first part came
    core::link_id link;          // over which it came
    core::endpoint_id endpoint;  // that is told of it; 0 = none
    smpp::address source;        // the handset, as the operator wrote it
    smpp::address destination;
    std::string keyword;  // by which its owner was found, as declared
    std::string text;     // UTF-8
    std::string octets;   // without headers, where `text` does not say all: binary, or not readable throughout
    std::string header;   // the first part's further information elements, as ports
    uint8_t data_coding = 0;
    std::string alphabet;  // it was read by
    bool binary = false;   // of no alphabet: `text` is empty
    uint16_t parts = 1;
    uint16_t parts_received = 1;
    int64_t received_utc = 0;  // its first part
    int64_t closed_utc = 0;    // its last part, or when the others were given up
};

constexpr bool is_complete(const inbound_text& value) {
    return value.parts_received == value.parts;
}

// A part of a text whose other parts are still awaited.
struct inbound_part {
    core::message_id text;  // the id it will have
    uint8_t number = 0;     // from 1
    core::link_id link;
    smpp::address source;
    smpp::address destination;
    smpp::reference_width width = smpp::reference_width::bits_8;
    uint16_t reference = 0;
    uint8_t total = 0;
    smpp::text_piece piece;
    int64_t received_utc = 0;
    int64_t expires_steady = 0;  // of the whole text
};

// What came lately, to know it when an operator repeats it.
struct inbound_print {
    uint64_t print = 0;
    int64_t expires_steady = 0;
};

}  // namespace kaskad::facts
