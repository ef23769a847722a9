#pragma once

#include "smpp/alphabet.hpp"
#include "smpp/udh.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// How many parts a text has, and the parts. There is one function that walks the text: queue, price, preview and the
// wire cannot disagree. No part is cut inside an escape sequence or a surrogate pair.

namespace kaskad::smpp {

inline constexpr size_t PARTS_MAX = 255;

// Order of precedence.
enum class text_error : uint8_t { invalid_utf8, too_many_parts };

std::string_view to_string(text_error error);

struct part_count {
    encoding coding = encoding::gsm7;
    uint32_t units = 0;  // septets (an escape counts one more), or UTF-16 units, of the whole text
    uint32_t parts = 1;  // an empty text is one part

    friend bool operator==(const part_count&, const part_count&) = default;
};

struct segment_options {
    reference_width width = reference_width::bits_8;
    uint16_t reference = 0;  // the same in all parts of a message; the low octet is used with 8 bits
};

// 160/153/152 septets or 70/67/66 units a part (single, 8-bit reference, 16-bit reference).
constexpr size_t units_max(encoding coding, reference_width width) {
    if (coding == encoding::ucs2) return (140 - udh_size(width)) / 2;
    return (140 - udh_size(width)) * 8 / 7;
}
constexpr size_t units_max_single(encoding coding) {
    return coding == encoding::gsm7 ? 160 : 70;
}

// Allocates nothing.
std::expected<part_count, text_error> count_parts(std::string_view text,
                                                  reference_width width = reference_width::bits_8);

struct part {
    uint32_t units = 0;
    std::string octets;  // the text only
    std::string udh;     // empty for a single part

    // What goes into short_message; esm_class needs esm::UDHI when has_udh().
    std::string short_message() const { return udh + octets; }
    bool has_udh() const { return !udh.empty(); }
};

struct segmented {
    encoding coding = encoding::gsm7;
    uint8_t data_coding = 0;  // 0 or 8
    uint32_t units = 0;
    std::vector<part> parts;  // at least one
};

std::expected<segmented, text_error> segment(std::string_view text, const segment_options& options = {});

}  // namespace kaskad::smpp
