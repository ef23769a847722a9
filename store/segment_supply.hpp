#pragma once

#include "store/error.hpp"
#include "store/file_layer.hpp"
#include "store/handover.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

// Keeps one segment file ready for a journal, its blocks written with zeros, and takes the trimmed ones away, so that
// an append waits for neither: a file system that gives or takes 64 MiB was seen to hold up the next sync for 14 ms. A
// trimmed file becomes the spare one where there is none. With a thread of its own, or, without, in settle() (tests,
// simulator). A spare that is there at the start is of unknown content and removed.

namespace kaskad::store {

class segment_supply {
  public:
    // Throws failure. `octets`: the size of a segment.
    segment_supply(file_layer& files, std::filesystem::path folder, uint64_t octets);
    ~segment_supply();
    segment_supply(const segment_supply&) = delete;
    segment_supply& operator=(const segment_supply&) = delete;

    void start_thread();

    // All that follows on the journal's thread.

    // A spare file will be wanted soon.
    void prepare();
    // The spare file under the name `path`, with `header` in it, both durable; nothing if there is none. Throws
    // failure.
    std::unique_ptr<file> take(const std::filesystem::path& path, std::string_view header);
    // Removes the file behind all that were retired before it, and tries until it succeeds. False: too many wait.
    bool try_retire(const std::filesystem::path& path);
    // Throws failure: what went wrong since the last call.
    void settle();

  private:
    enum class state : uint8_t { none, wanted, ready };

    void run();
    bool try_work();
    void remove_next();
    void sync_names();
    void make();
    void fill(std::unique_ptr<file> spare);

    file_layer& files_;
    std::filesystem::path folder_;
    std::filesystem::path spare_path_;
    uint64_t octets_;
    std::atomic<state> state_{state::none};
    std::unique_ptr<file> spare_;  // the journal's thread while ready, otherwise the supply's
    handover<std::filesystem::path> retired_;
    std::optional<std::filesystem::path> removing_;
    bool names_unsynced_ = false;
    handover<failure> failures_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace kaskad::store
