#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// How characters stick together in what a reader sees as one (UAX #29), as data. Used by grapheme.cpp only.

namespace kaskad::smpp::grapheme {

enum class break_kind : uint8_t {
    other,
    carriage_return,
    line_feed,
    control,
    extend,
    joiner,  // zero width
    regional,
    prepend,
    spacing,
    hangul_l,
    hangul_v,
    hangul_t,
    hangul_lv,
    hangul_lvt,
    pictographic,
    linker,     // an Indic virama; extends as well
    consonant,  // Indic
};

struct break_range {
    char32_t first;
    char32_t last;
    break_kind kind;
};

inline constexpr std::size_t BREAK_RANGES = 678;

// Sorted; what lies in no range is `other`.
extern const std::array<break_range, BREAK_RANGES> BREAK_TABLE;

}  // namespace kaskad::smpp::grapheme
