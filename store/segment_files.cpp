#include "store/segment_files.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::store {

namespace {

constexpr std::string_view PREFIX = "journal-";
constexpr std::string_view SUFFIX = ".log";

bool is_segment_name(std::string_view name) {
    return name.starts_with(PREFIX) && name.ends_with(SUFFIX);
}

bool is_zero(std::string_view octets) {
    return octets.find_first_not_of('\0') == std::string_view::npos;
}

std::vector<std::filesystem::path> list_segments(file_layer& files, const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    for (const auto& name : files.list(folder)) {
        if (is_segment_name(name)) paths.push_back(folder / name);
    }
    return paths;
}

segment_file read_segment(file_layer& files, const std::filesystem::path& path) {
    const auto file = files.open_read_only(path);
    const auto header = decode_header(file->read(0, SEGMENT_HEADER_OCTETS));
    if (!header) throw failure{fmt::format("{} {}", path.string(), header.error())};
    if (path.filename() != segment_name(header->first_position)) {
        throw failure{fmt::format("{} begins at position {}: it was renamed", path.string(), header->first_position)};
    }
    return {.path = path, .header = *header, .size = file->size()};
}

}  // namespace

// Twenty digits: names sort as positions do.
std::string segment_name(uint64_t first_position) {
    return fmt::format("{}{:020}{}", PREFIX, first_position, SUFFIX);
}

std::vector<segment_file> find_segments(file_layer& files, const std::filesystem::path& folder) {
    std::vector<segment_file> found;
    const auto unborn = find_unborn_segment(files, folder);
    for (const auto& path : list_segments(files, folder)) {
        if (path != unborn) found.push_back(read_segment(files, path));
    }
    return found;
}

std::optional<std::filesystem::path> find_unborn_segment(file_layer& files, const std::filesystem::path& folder) {
    const auto paths = list_segments(files, folder);
    if (paths.empty()) return std::nullopt;
    const auto file = files.open_read_only(paths.back());
    if (!is_zero(file->read(0, SEGMENT_HEADER_OCTETS)) || !is_zero(file->read(0, file->size()))) return std::nullopt;
    return paths.back();
}

segment_scan scan_file(file_layer& files, const segment_file& file, uint64_t from, uint64_t to,
                       const journal_sink& sink) {
    const auto octets = files.open_read_only(file.path)->read(0, file.size);
    return scan_segment(octets, file.header, [&](const segment_record& record) {
        if (sink && record.position >= from && record.position <= to) sink({record.position, record.octets});
    });
}

void check_joined(const std::vector<segment_file>& segments, size_t index, const segment_scan& scan) {
    const auto& here = segments[index];
    if (scan.end == segment_end::damaged) {
        throw failure{fmt::format("the journal is damaged: {}: {}", here.path.string(), scan.why)};
    }
    if (index + 1 == segments.size()) return;
    const auto& next = segments[index + 1];
    if (scan.end == segment_end::torn) {
        throw failure{fmt::format("the journal is damaged: {}: {}, yet {} follows", here.path.string(), scan.why,
                                  next.path.filename().string())};
    }
    if (next.header.first_position != scan.last_position + 1 || next.header.previous_crc != scan.last_crc) {
        throw failure{fmt::format("the journal has a gap: {} ends at position {} (offset {}), {} begins at {}",
                                  here.path.string(), scan.last_position, scan.offset, next.path.filename().string(),
                                  next.header.first_position)};
    }
}

}  // namespace kaskad::store
