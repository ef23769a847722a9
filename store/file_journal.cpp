#include "store/file_journal.hpp"

#include "core/assert.hpp"
#include "store/vacancy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace kaskad::store {

namespace {

// Blocks are written with zeros this far ahead: a sync of octets over written blocks changes no metadata.
constexpr uint64_t ZERO_AHEAD = 1024 * 1024;

constexpr std::string_view LOCK = "lock";
constexpr uint64_t END = std::numeric_limits<uint64_t>::max();

}  // namespace

file_journal::file_journal(file_journal_options options)
    : options_{std::move(options)}, files_{options_.files ? *options_.files : posix_file_layer()} {
    ASSERT(options_.segment_octets > SEGMENT_HEADER_OCTETS + RECORD_HEADER_OCTETS);
}

result<std::unique_ptr<file_journal>> file_journal::open(file_journal_options options) {
    return guarded([&] {
        std::unique_ptr<file_journal> journal{new file_journal{std::move(options)}};
        journal->load();
        return journal;
    });
}

uint64_t file_journal::bytes() const {
    return std::accumulate(segments_.begin(), segments_.end(), uint64_t{0},
                           [](uint64_t sum, const segment_file& segment) { return sum + segment.size; });
}

void file_journal::load() {
    files_.make_folder(options_.folder);
    lock_.emplace(options_.folder / LOCK);
    supply_.emplace(files_, options_.folder, options_.segment_octets);
    if (options_.works_ahead) supply_->start_thread();
    drop_unborn_segment();
    segments_ = find_segments(files_, options_.folder);
    if (segments_.empty()) {
        end_.last_position = options_.begins_behind;
        return create_segment(options_.segment_octets);
    }

    segment_scan scan;
    for (size_t index = 0; index < segments_.size(); ++index) {
        scan = scan_file(files_, segments_[index], END, END, {});
        check(scan, index);
    }
    current_ = files_.open(segments_.back().path);
    end_ = {
        .last_position = scan.last_position, .last_crc = scan.last_crc, .offset = scan.offset, .zeroed = scan.offset};
    if (scan.end == segment_end::torn) cut(scan);
    restore_size();
    confirm_end();
}

// A power cut while the last segment was made may have left its header and not its size. Made once more it would stand
// here twice.
void file_journal::restore_size() {
    auto& last = segments_.back();
    const bool is_empty = end_.last_position < last.header.first_position;
    if (!is_empty || last.size >= options_.segment_octets) return;
    current_->reserve(options_.segment_octets);
    last.size = options_.segment_octets;
}

// A process that was killed may have written records, or a segment, without a sync. From here on they count, and what
// is built upon them (the database, the next segment) must not outlive them in a power cut.
void file_journal::confirm_end() {
    current_->sync();
    files_.sync_folder(options_.folder);
}

void file_journal::check(const segment_scan& scan, size_t index) const {
    const auto& segment = segments_[index];
    if (segment.header.node != options_.node) {
        throw failure{fmt::format("{} belongs to node {}, this is node {}", segment.path.string(), segment.header.node,
                                  options_.node)};
    }
    check_joined(segments_, index, scan);
}

void file_journal::drop_unborn_segment() {
    const auto path = find_unborn_segment(files_, options_.folder);
    if (!path) return;
    files_.unlink(*path);
    files_.sync_folder(options_.folder);
    notice(fmt::format("{} was being created when the machine stopped and holds nothing: removed", path->string()));
}

// What is cut was never confirmed. It is overwritten, so that nothing of it can be mistaken for a later record.
void file_journal::cut(const segment_scan& scan) {
    current_->write(scan.offset, std::string(scan.cut_octets, '\0'));
    current_->sync();
    notice(fmt::format("{}: {}; it was never confirmed: {} octets cut, the journal ends at position {}",
                       segments_.back().path.string(), scan.why, scan.cut_octets, scan.last_position));
}

void file_journal::create_segment(uint64_t octets) {
    const segment_header header{
        .node = options_.node, .first_position = end_.last_position + 1, .previous_crc = end_.last_crc};
    std::string start;
    encode_header(header, start);
    const auto path = options_.folder / segment_name(header.first_position);
    auto prepared = octets == options_.segment_octets ? supply_->take(path, start) : nullptr;
    const bool is_zeroed = prepared != nullptr;
    auto created = is_zeroed ? std::move(prepared) : create_file(path, octets, start);
    // After this point the segment is part of the journal.
    segments_.push_back({.path = path, .header = header, .size = octets});
    current_ = std::move(created);
    end_.offset = SEGMENT_HEADER_OCTETS;
    end_.zeroed = is_zeroed ? octets : SEGMENT_HEADER_OCTETS;
}

std::unique_ptr<file> file_journal::create_file(const std::filesystem::path& path, uint64_t octets,
                                                std::string_view header) {
    auto created = files_.create(path);
    created->reserve(octets);
    created->write(0, header);
    created->sync();
    files_.sync_folder(options_.folder);
    return created;
}

result<void> file_journal::append(std::span<const journal_entry> entries) {
    const end confirmed = end_;
    const size_t segment_count = segments_.size();
    auto written = guarded([&] { write(entries); });
    if (!written) {
        undo(confirmed, segment_count);
        written.error().retryable = true;
    }
    return written;
}

void file_journal::write(std::span<const journal_entry> entries) {
    if (!current_) current_ = files_.open(segments_.back().path);
    for (size_t place = 0; place < entries.size();) {
        const auto rest = entries.subspan(place);
        size_t count = count_fitting(rest);
        if (count == 0) {
            const uint64_t needed = SEGMENT_HEADER_OCTETS + record_size(rest.front().octets.size());
            create_segment(std::max(options_.segment_octets, needed));
            count = count_fitting(rest);
        }
        ASSERT(count > 0);
        write_run(rest.first(count), place);
        place += count;
    }
}

size_t file_journal::count_fitting(std::span<const journal_entry> entries) const {
    uint64_t room = segments_.back().size - end_.offset;
    size_t count = 0;
    while (count < entries.size() && record_size(entries[count].octets.size()) <= room) {
        room -= record_size(entries[count].octets.size());
        ++count;
    }
    return count;
}

void file_journal::write_run(std::span<const journal_entry> entries, size_t place_in_batch) {
    buffer_.clear();
    end next = end_;
    for (const auto& entry : entries) {
        ASSERT(entry.position == next.last_position + 1);
        next.last_crc = encode_record({.position = entry.position,
                                       .previous_crc = next.last_crc,
                                       .place_in_batch = static_cast<uint32_t>(place_in_batch++),
                                       .octets = entry.octets},
                                      buffer_);
        next.last_position = entry.position;
    }
    next.offset += buffer_.size();
    if (next.offset > next.zeroed) {
        next.zeroed = std::min(segments_.back().size, next.offset + ZERO_AHEAD);
        buffer_.resize(next.zeroed - end_.offset, '\0');
    }
    current_->write(end_.offset, buffer_);
    current_->sync();
    // After this point the records are durable.
    const auto half = segments_.back().size / 2;
    if (end_.offset < half && next.offset >= half) supply_->prepare();
    end_ = next;
}

// A segment born in the failed attempt is created again by the next one.
void file_journal::undo(const end& confirmed, size_t segment_count) {
    end_ = confirmed;
    if (segments_.size() == segment_count) return;
    segments_.resize(segment_count);
    current_.reset();
}

result<void> file_journal::replay(uint64_t from, const journal_sink& sink) const {
    return guarded([&] {
        if (from < first_position()) {
            throw failure{fmt::format("the journal begins at position {}, {} was asked for", first_position(), from)};
        }
        for (size_t index = 0; index < segments_.size(); ++index) {
            const bool is_last = index + 1 == segments_.size();
            if (!is_last && segments_[index + 1].header.first_position <= from) continue;
            const auto scan = scan_file(files_, segments_[index], from, last_position(), sink);
            check_joined(segments_, index, scan);
            if (is_last && scan.last_position < last_position()) {
                throw failure{
                    fmt::format("{}: {}: it changed while it was open", segments_[index].path.string(), scan.why)};
            }
        }
    });
}

result<void> file_journal::trim(uint64_t up_to) {
    return guarded([&] {
        while (segments_.size() > 1 && segments_[1].header.first_position <= up_to + 1 &&
               supply_->try_retire(segments_.front().path))
            segments_.erase(segments_.begin());
        supply_->settle();
    });
}

void file_journal::notice(const std::string& text) const {
    if (options_.on_notice) options_.on_notice(text);
}

result<void> read_journal(const std::filesystem::path& folder, uint64_t from, const journal_sink& sink) {
    return guarded([&] {
        auto& files = posix_file_layer();
        const auto segments = find_segments(files, folder);
        for (size_t index = 0; index < segments.size(); ++index)
            check_joined(segments, index, scan_file(files, segments[index], from, END, sink));
    });
}

result<journal_extent> read_folder_extent(const std::filesystem::path& folder) {
    return guarded([&]() -> journal_extent {
        if (!std::filesystem::exists(folder)) return {};
        auto& files = posix_file_layer();
        const auto segments = find_segments(files, folder);
        if (segments.empty()) return {};
        const auto scan = scan_file(files, segments.back(), END, END, {});
        check_joined(segments, segments.size() - 1, scan);
        return {.first = segments.front().header.first_position, .last = scan.last_position};
    });
}

result<void> clear_segments(const std::filesystem::path& folder) {
    return guarded([&] {
        if (!std::filesystem::exists(folder)) return;
        const lock_file lock{folder / LOCK};
        const auto extent = read_folder_extent(folder);
        if (!extent) throw failure{extent.error()};
        if (!extent->is_empty()) throw failure{occupied_text(folder.string(), extent->last)};
        auto& files = posix_file_layer();
        if (const auto unborn = find_unborn_segment(files, folder)) files.unlink(*unborn);
        for (const auto& segment : find_segments(files, folder))
            files.unlink(segment.path);
        files.sync_folder(folder);
    });
}

}  // namespace kaskad::store
