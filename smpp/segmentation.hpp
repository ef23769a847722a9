#pragma once

#include "smpp/part_count.hpp"
#include "smpp/pdu.hpp"
#include "smpp/text_form.hpp"
#include "smpp/transliteration.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How many parts a text has, and the parts. There is one function that walks the text (part_count.hpp): queue, price,
// preview and the wire cannot disagree, as long as they give the same terms.

namespace kaskad::smpp {

// Order of precedence.
enum class text_error : uint8_t { invalid_utf8, too_many_parts };

std::string_view to_string(text_error error);

struct part_count {
    encoding coding = encoding::gsm7;
    uint32_t units = 0;  // septets (an escape counts one more), octets, or UTF-16 units, of the whole text
    uint32_t parts = 1;  // as handset and operator count them; an empty text is one part
    uint32_t pdus = 1;   // as many as parts, but one for a message_payload

    friend bool operator==(const part_count&, const part_count&) = default;
};

// Allocates nothing, unless transliteration was opted in and would be of use.
std::expected<part_count, text_error> count_parts(std::string_view text, const text_terms& terms = {});

// What would be replaced in the text under these terms: nothing unless it becomes GSM 7-bit by it.
std::vector<replacement> find_replacements(std::string_view text, const text_terms& terms);

struct segment_options {
    text_terms terms = {};
    uint16_t reference = 0;      // the same in all parts of a message; the low octet is used with 8 bits
    std::string_view more = {};  // further information elements in the UDH of every part, encoded
};

struct part {
    uint32_t units = 0;
    std::string octets;  // the text only
    std::string udh;     // empty where there is nothing to say

    std::string short_message() const { return udh + octets; }
    bool has_udh() const { return !udh.empty(); }
};

struct segmented {
    encoding coding = encoding::gsm7;
    uint8_t data_coding = 0;
    shift_tables shifts;
    split_way split = split_way::udh;
    uint16_t reference = 0;
    uint32_t units = 0;
    uint32_t units_free = 0;  // in the last part
    uint32_t segments = 1;    // the parts counted; more than parts.size() for a message_payload
    std::vector<part> parts;  // one a PDU, at least one
    std::vector<replacement> replaced;
};

std::expected<segmented, text_error> segment(std::string_view text, const segment_options& options = {});

// Puts the part with this index into a PDU: esm_class, data_coding and short_message, sar_* TLVs or message_payload.
void put_part(const segmented& message, size_t index, submit_sm& pdu);

}  // namespace kaskad::smpp
