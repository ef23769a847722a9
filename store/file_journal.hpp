#pragma once

#include "store/file_layer.hpp"
#include "store/journal.hpp"
#include "store/lock_file.hpp"
#include "store/segment_files.hpp"
#include "store/segment_supply.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// The journal in a folder of preallocated segment files (segment.hpp), one fdatasync an append. At start a torn last
// record is cut and said; anything unreadable in front of a readable later append stops the start with position and
// place, as do a gap, a newer format, another node's files and a folder in use.

namespace kaskad::store {

struct file_journal_options {
    std::filesystem::path folder;
    uint32_t node = 0;
    uint64_t begins_behind = 0;  // a journal that is made now has no position up to it: a move took them
    uint64_t segment_octets = 64 * 1024 * 1024;         // a larger group gets a segment of its own size
    file_layer* files = nullptr;                        // empty: the operating system's
    bool works_ahead = false;                           // a thread, not trim(), prepares and removes segments
    std::function<void(const std::string&)> on_notice;  // one line for the log: a tail was cut
};

class file_journal : public journal {
  public:
    static result<std::unique_ptr<file_journal>> open(file_journal_options options);

    uint64_t first_position() const override { return segments_.front().header.first_position; }
    uint64_t last_position() const override { return end_.last_position; }
    uint64_t bytes() const override;

    result<void> append(std::span<const journal_entry> entries) override;
    result<void> replay(uint64_t from, const journal_sink& sink) const override;
    result<void> trim(uint64_t up_to) override;

  private:
    // Where the next record goes. A failed append leaves the one that was confirmed last.
    struct end {
        uint64_t last_position = 0;
        uint32_t last_crc = 0;
        uint64_t offset = 0;
        uint64_t zeroed = 0;  // up to here the segment's blocks are written, so that a sync touches data only
    };

    explicit file_journal(file_journal_options options);

    void load();
    void check(const segment_scan& scan, size_t index) const;
    void drop_unborn_segment();
    void cut(const segment_scan& scan);
    void restore_size();
    void confirm_end();
    void create_segment(uint64_t octets);
    std::unique_ptr<file> create_file(const std::filesystem::path& path, uint64_t octets, std::string_view header);
    void write(std::span<const journal_entry> entries);
    size_t count_fitting(std::span<const journal_entry> entries) const;
    void write_run(std::span<const journal_entry> entries, size_t place_in_batch);
    void undo(const end& confirmed, size_t segment_count);
    void notice(const std::string& text) const;

    file_journal_options options_;
    file_layer& files_;
    std::optional<lock_file> lock_;
    std::optional<segment_supply> supply_;
    std::vector<segment_file> segments_;  // never empty once open
    std::unique_ptr<file> current_;       // the last segment; empty after a failed append
    end end_;
    std::string buffer_;
};

// Reads a folder without taking its lock or changing anything: `kaskad journal dump`. A torn tail ends it quietly.
result<void> read_journal(const std::filesystem::path& folder, uint64_t from, const journal_sink& sink);

// The same, for the positions that are there; also where there is no folder.
result<journal_extent> read_folder_extent(const std::filesystem::path& folder);
// Removes the segments, if they hold nothing (site.hpp).
result<void> clear_segments(const std::filesystem::path& folder);

}  // namespace kaskad::store
