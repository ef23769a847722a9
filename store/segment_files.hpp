#pragma once

#include "store/file_layer.hpp"
#include "store/journal.hpp"
#include "store/segment.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// The segment files of a journal's folder, as found: names, headers, order. Reads only. Throws failure.

namespace kaskad::store {

struct segment_file {
    std::filesystem::path path;
    segment_header header;
    uint64_t size = 0;
};

std::string segment_name(uint64_t first_position);

// Every segment file in order of its first position. Refused: a header that cannot be read, a newer format, another
// node's, a segment that does not begin where its name says.
std::vector<segment_file> find_segments(file_layer& files, const std::filesystem::path& folder);

// The last segment file, if it is empty or all zeros: only a power cut while it was created leaves such a one.
// find_segments() passes it over.
std::optional<std::filesystem::path> find_unborn_segment(file_layer& files, const std::filesystem::path& folder);

// Hands out the records of one file from `from` to `to`.
segment_scan scan_file(file_layer& files, const segment_file& file, uint64_t from, uint64_t to,
                       const journal_sink& sink);

// That `scan` of segment `index` joins on to the segment behind it. Throws failure with position and file.
void check_joined(const std::vector<segment_file>& segments, size_t index, const segment_scan& scan);

}  // namespace kaskad::store
