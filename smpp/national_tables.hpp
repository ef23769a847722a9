#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// The national language tables as data (3GPP 23.038 Annex A), indexed by the language identifier less one. Used by
// national_language.cpp only.

namespace kaskad::smpp::national {

inline constexpr std::size_t LANGUAGES = 13;
inline constexpr std::size_t SEPTETS = 128;

using septet_table = std::array<char16_t, SEPTETS>;

extern const std::array<septet_table, LANGUAGES> LOCKING_TABLES;
extern const std::array<septet_table, LANGUAGES> SINGLE_TABLES;

}  // namespace kaskad::smpp::national
