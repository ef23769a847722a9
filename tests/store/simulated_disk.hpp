#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A disk in memory that loses power. Octets count only once their file is synced, names only once their folder is; of
// all else a cut keeps what `random` says: nothing, everything, a beginning with a torn last write, or any 512-octet
// sectors, sizes and names in any order. The journal's file layer (disk_files.hpp) and SQLite's (disk_vfs.hpp) share
// one, so that one cut hits both at the same instant. One thread.

namespace kaskad::store::testing {

// Thrown by every operation while the machine is off: the program that runs on it is dead.
struct power_is_off {};

// What the disk does wrong on purpose, to show that a test sees it.
struct disk_lies {
    std::string sync_suffix = "";  // files with such names are never really synced; "*": all
    bool folders = false;          // nor are folders
};

class simulated_disk {
  public:
    struct change {
        uint64_t offset = 0;
        std::string octets;
        bool is_resize = false;  // to `offset` octets
    };
    struct inode {
        std::string now;
        std::string durable;
        std::vector<change> pending;
        bool is_honest = true;
    };
    using node = std::shared_ptr<inode>;

    explicit simulated_disk(disk_lies lies = {}) : lies_{std::move(lies)} {}

    bool is_off() const { return is_off_; }
    uint64_t operations() const { return operations_; }
    bool exists(const std::filesystem::path& path) const { return now_.contains(path); }
    std::vector<std::string> list(const std::filesystem::path& folder) const;
    std::string read(const inode& from, uint64_t offset, size_t octets) const;

    // The program's verbs. Each but make_folder() is one operation, in whose middle the power may go.
    void make_folder(const std::filesystem::path& folder);  // what is missing above it too; their names are durable
    node open(const std::filesystem::path& path) const;     // empty: not there
    node create(const std::filesystem::path& path);
    void rename(const std::filesystem::path& from, const std::filesystem::path& to);  // both or neither after a cut
    void unlink(const std::filesystem::path& path);
    void write(inode& to, uint64_t offset, std::string_view octets);
    void resize(inode& to, uint64_t octets);
    void sync(inode& what);
    void sync_folder(const std::filesystem::path& folder);

    // The power goes, or the process is killed, in the middle of this operation from now on (1: the next).
    void stop_after(uint64_t operations) { stop_at_ = operations_ + operations; }
    // The same, counted from the moment when so many more names have come or gone.
    void stop_after_names(uint64_t names, uint64_t operations) { stop_after_names_ = {names, operations}; }
    void stop() { is_off_ = true; }
    // On again after a kill: the system kept all that was written. After a cut: only what `random` left.
    void start();
    void start_after_cut(std::mt19937_64& random);

  private:
    struct name_change {
        std::filesystem::path path;
        node becomes;                // empty: the name goes
        std::filesystem::path goes;  // with it: the name it had before
    };

    void begin_operation();
    void change_file(inode& file, change change);
    void add_name(name_change change);
    static void apply_name(std::map<std::filesystem::path, node>& names, const name_change& change);
    bool is_lied_about(const std::filesystem::path& path) const;
    void keep_names(std::mt19937_64& random);
    void drop_lost_folders();

    disk_lies lies_;
    std::map<std::filesystem::path, node> now_;
    std::map<std::filesystem::path, node> durable_names_;
    std::vector<name_change> pending_names_;
    uint64_t operations_ = 0;
    uint64_t stop_at_ = 0;
    std::pair<uint64_t, uint64_t> stop_after_names_{0, 0};
    bool is_off_ = false;
};

}  // namespace kaskad::store::testing
