#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

// The octets of a file of ported numbers, all little endian. Written front to back but for the header, which comes
// last: a file whose writing was cut off has none and is refused.
//
//   header     4096 octets: "KASKADP\n" | format u32 | networks u32 | numbers u64 | as of, ms UTC i64
//              | CRC-32C of everything behind the entries u32 | CRC-32C of these 36 octets u32 | zeros
//   entries    numbers x u64 (ported_entry.hpp), in order, each number once
//   tops       stretches x u64: the first entry of each stretch of 64, by which look-ups find their way
//   checks     blocks x u32: the CRC-32C of each block of 512 entries, one page, so that damage has a place
//   networks   networks x 8 octets: MCC and MNC, 5 or 6 digits, then zeros

namespace kaskad::routing {

static_assert(std::endian::native == std::endian::little, "entries are used where they lie");

inline constexpr std::string_view PORTED_MAGIC = "KASKADP\n";
inline constexpr uint32_t PORTED_FORMAT = 1;
inline constexpr size_t PORTED_HEADER_OCTETS = 4096;
inline constexpr size_t PORTED_HEADER_CHECKED = 36;
inline constexpr size_t PORTED_BLOCK = 512;
inline constexpr size_t PORTED_STRETCH = 64;
static_assert(PORTED_BLOCK % PORTED_STRETCH == 0);
inline constexpr size_t PORTED_NETWORK_OCTETS = 8;

// Where the parts of a file of so many numbers and networks begin, in octets.
struct ported_places {
    uint64_t numbers = 0;
    uint32_t networks = 0;

    constexpr uint64_t blocks() const { return (numbers + PORTED_BLOCK - 1) / PORTED_BLOCK; }
    constexpr uint64_t stretches() const { return (numbers + PORTED_STRETCH - 1) / PORTED_STRETCH; }
    constexpr uint64_t entries() const { return PORTED_HEADER_OCTETS; }
    constexpr uint64_t tops() const { return entries() + numbers * sizeof(uint64_t); }
    constexpr uint64_t checks() const { return tops() + stretches() * sizeof(uint64_t); }
    constexpr uint64_t names() const { return checks() + blocks() * sizeof(uint32_t); }
    constexpr uint64_t end() const { return names() + uint64_t{networks} * PORTED_NETWORK_OCTETS; }
};

}  // namespace kaskad::routing
