#pragma once

#include "store/error.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

// The octets of a journal segment: a header, then records, then zeros. Pure: encodes, checks and says where a segment
// ends and why. All integers little endian.
//
//   header, 40 octets: "KASKADJ\n" | format u32 | node u32 | first position u64 | CRC of the record before it u32 |
//                      CRC-32C of these 28 octets u32 | zeros
//   record, 24 octets: length u32 | CRC-32C u32 | position u64 | CRC of the record before it u32 | place in batch u32
//                      then `length` octets, then zeros up to a multiple of 8
//
// A record's CRC covers all of it but the CRC. `place in batch` counts from 0 the records of one append, which became
// durable with one sync: of the last append, a power cut may keep later records and lose earlier ones, and only of
// that.

namespace kaskad::store {

inline constexpr uint32_t JOURNAL_FORMAT = 1;
inline constexpr size_t SEGMENT_HEADER_OCTETS = 40;
inline constexpr size_t RECORD_HEADER_OCTETS = 24;

struct segment_header {
    uint32_t format = JOURNAL_FORMAT;
    uint32_t node = 0;
    uint64_t first_position = 1;
    uint32_t previous_crc = 0;  // 0 in front of the first of all
};

struct segment_record {
    uint64_t position = 0;
    uint32_t crc = 0;
    uint32_t previous_crc = 0;
    uint32_t place_in_batch = 0;
    std::string_view octets;

    uint64_t batch_position() const { return position - place_in_batch; }
};

// Octets a record takes with its header and padding.
size_t record_size(size_t octets);

void encode_header(const segment_header& value, std::string& out);
// Appends the record, computes its CRC and gives it.
uint32_t encode_record(const segment_record& value, std::string& out);

// The error is one line without the file's name. Newer formats are refused.
std::expected<segment_header, std::string> decode_header(std::string_view segment);

// The record at `offset`, if its CRC holds there. Does not look at what came before.
std::optional<segment_record> record_at(std::string_view segment, size_t offset);

enum class segment_end : uint8_t {
    clean,    // zeros, or the end of the file, to the last octet
    torn,     // an append that was never confirmed: cut here
    damaged,  // what was durable once is not readable: a later append follows
};

struct segment_scan {
    segment_end end = segment_end::clean;
    size_t offset = 0;           // where the next record belongs, or the bad one stands
    uint64_t last_position = 0;  // of the last good record; first_position - 1 without one
    uint32_t last_crc = 0;
    size_t cut_octets = 0;  // torn: up to the last octet that is not zero
    std::string why;        // torn, damaged: what is wrong there
};

// Checks every record and hands it to `sink` (may be empty). Records must join on to one another.
segment_scan scan_segment(std::string_view segment, const segment_header& header,
                          const std::function<void(const segment_record&)>& sink);

}  // namespace kaskad::store
