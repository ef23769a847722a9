#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// A part of the journal in PostgreSQL: one table that is inserted into and dropped as a whole, so that nothing of it is
// ever left for a vacuum. Names and statements only.

namespace kaskad::store {

struct postgres_segment {
    uint64_t first_position = 1;
    uint32_t previous_crc = 0;  // of the group before it; 0 in front of the first of all
    uint64_t octets = 0;        // about, on disk

    std::string table() const;
    std::string create_sql() const;
    // Parameters: the epoch, and arrays of position, previous CRC, CRC and octets. Inserts nothing outside the epoch.
    std::string append_sql(const std::string& with_held) const;
    // position, previous CRC, CRC, octets from $1 to $2: some, but not too many octets at once.
    std::string page_sql() const;
};

// What a row takes besides the group.
inline constexpr uint64_t ROW_OVERHEAD = 64;

// CRC-32C over position, the CRC before and the CRC-32C of the octets, all little endian.
uint32_t group_crc(uint64_t position, uint32_t previous_crc, std::string_view octets);

}  // namespace kaskad::store
