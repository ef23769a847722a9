#include "store/segment.hpp"

#include "core/assert.hpp"
#include "core/crc32c.hpp"
#include "store/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>

namespace kaskad::store {

namespace {

constexpr std::string_view MAGIC = "KASKADJ\n";
constexpr size_t HEADER_CHECKED = 32;  // octets in front of the header's own CRC
constexpr size_t ALIGNMENT = 8;

template <std::unsigned_integral T>
void put(std::string& out, T value) {
    for (size_t i = 0; i < sizeof(T); ++i)
        out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

template <std::unsigned_integral T>
T get(std::string_view octets, size_t at) {
    T value = 0;
    for (size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value | static_cast<T>(static_cast<uint8_t>(octets[at + i])) << (8 * i));
    return value;
}

size_t padded(size_t octets) {
    return (octets + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

// Of length and everything behind the CRC field.
uint32_t record_crc(std::string_view record, size_t length) {
    const std::string_view rest = record.substr(8, RECORD_HEADER_OCTETS - 8 + length);
    return core::crc32c(rest) ^ core::crc32c(record.substr(0, 4));
}

// A readable record behind `offset` of an append later than that of the record which should stand there: proof that it
// was durable once. A record of the same append proves nothing: its sync never returned.
std::optional<segment_record> find_later_append(std::string_view segment, size_t offset, uint64_t position) {
    const uint64_t position_max = position + (segment.size() - offset) / RECORD_HEADER_OCTETS;
    for (size_t at = offset; at + RECORD_HEADER_OCTETS <= segment.size(); at += ALIGNMENT) {
        const auto found = get<uint64_t>(segment, at + 8);
        if (found <= position || found > position_max) continue;
        const auto record = record_at(segment, at);
        if (record && record->batch_position() > position) return record;
    }
    return std::nullopt;
}

std::string fault_at(std::string_view segment, size_t offset, uint64_t position, uint32_t previous_crc) {
    if (segment.size() - offset < RECORD_HEADER_OCTETS) return "cut";
    const auto record = record_at(segment, offset);
    if (!record) return get<uint32_t>(segment, offset) == 0 ? "missing" : "not readable (checksum)";
    if (record->position != position) return fmt::format("of position {}", record->position);
    if (record->previous_crc != previous_crc) return "not joined to the one before it";
    return "";
}

size_t tail_octets(std::string_view segment, size_t offset) {
    const auto last = segment.find_last_not_of('\0');
    return last == std::string_view::npos || last < offset ? 0 : last + 1 - offset;
}

void judge_end(std::string_view segment, segment_scan& scan, const std::string& fault) {
    const uint64_t position = scan.last_position + 1;
    scan.cut_octets = tail_octets(segment, scan.offset);
    if (scan.cut_octets == 0) return;
    scan.why = fmt::format("the record of position {} at offset {} is {}", position, scan.offset, fault);
    const auto later = find_later_append(segment, scan.offset, position);
    scan.end = later ? segment_end::damaged : segment_end::torn;
    if (later) scan.why += fmt::format(", yet the later position {} is intact", later->position);
}

}  // namespace

size_t record_size(size_t octets) {
    return padded(RECORD_HEADER_OCTETS + octets);
}

void encode_header(const segment_header& value, std::string& out) {
    const size_t start = out.size();
    out += MAGIC;
    put(out, value.format);
    put(out, value.node);
    put(out, value.first_position);
    put(out, value.previous_crc);
    out.resize(start + HEADER_CHECKED, '\0');
    put(out, core::crc32c(std::string_view{out}.substr(start, HEADER_CHECKED)));
    out.resize(start + SEGMENT_HEADER_OCTETS, '\0');
}

uint32_t encode_record(const segment_record& value, std::string& out) {
    ASSERT(!value.octets.empty());
    ASSERT(value.octets.size() <= GROUP_OCTETS_MAX);
    const size_t start = out.size();
    put(out, static_cast<uint32_t>(value.octets.size()));
    put(out, uint32_t{0});
    put(out, value.position);
    put(out, value.previous_crc);
    put(out, value.place_in_batch);
    out += value.octets;
    const uint32_t crc = record_crc(std::string_view{out}.substr(start), value.octets.size());
    for (size_t i = 0; i < sizeof crc; ++i)
        out[start + 4 + i] = static_cast<char>(crc >> (8 * i) & 0xFF);
    out.resize(start + record_size(value.octets.size()), '\0');
    return crc;
}

std::expected<segment_header, std::string> decode_header(std::string_view segment) {
    if (segment.size() < SEGMENT_HEADER_OCTETS || !segment.starts_with(MAGIC)) {
        return std::unexpected("is not a journal segment");
    }
    // The format stands in front of all that a later one may change, the checksum included.
    const auto format = get<uint32_t>(segment, 8);
    if (format > JOURNAL_FORMAT) {
        return std::unexpected(fmt::format("has format {}, this program knows up to {}: it was written by a newer one",
                                           format, JOURNAL_FORMAT));
    }
    if (get<uint32_t>(segment, HEADER_CHECKED) != core::crc32c(segment.substr(0, HEADER_CHECKED))) {
        return std::unexpected("has a damaged header (checksum)");
    }
    return segment_header{.format = format,
                          .node = get<uint32_t>(segment, 12),
                          .first_position = get<uint64_t>(segment, 16),
                          .previous_crc = get<uint32_t>(segment, 24)};
}

std::optional<segment_record> record_at(std::string_view segment, size_t offset) {
    if (offset > segment.size() || segment.size() - offset < RECORD_HEADER_OCTETS) return std::nullopt;
    const auto record = segment.substr(offset);
    const auto length = get<uint32_t>(record, 0);
    if (length == 0 || length > record.size() - RECORD_HEADER_OCTETS) return std::nullopt;
    const auto crc = get<uint32_t>(record, 4);
    if (crc != record_crc(record, length)) return std::nullopt;
    return segment_record{.position = get<uint64_t>(record, 8),
                          .crc = crc,
                          .previous_crc = get<uint32_t>(record, 16),
                          .place_in_batch = get<uint32_t>(record, 20),
                          .octets = record.substr(RECORD_HEADER_OCTETS, length)};
}

segment_scan scan_segment(std::string_view segment, const segment_header& header,
                          const std::function<void(const segment_record&)>& sink) {
    segment_scan scan{.offset = SEGMENT_HEADER_OCTETS,
                      .last_position = header.first_position - 1,
                      .last_crc = header.previous_crc,
                      .why = {}};
    while (scan.offset < segment.size()) {
        const auto fault = fault_at(segment, scan.offset, scan.last_position + 1, scan.last_crc);
        if (!fault.empty()) {
            judge_end(segment, scan, fault);
            break;
        }
        const auto record = *record_at(segment, scan.offset);
        if (sink) sink(record);
        scan.offset += record_size(record.octets.size());
        scan.last_position = record.position;
        scan.last_crc = record.crc;
    }
    scan.offset = std::min(scan.offset, segment.size());
    return scan;
}

}  // namespace kaskad::store
