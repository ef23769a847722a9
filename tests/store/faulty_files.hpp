#pragma once

#include "store/error.hpp"
#include "store/file_layer.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

// A file system in memory that can be full, can fail a sync, and can lose power: then every octet that was not synced
// is gone or, by choice, partly there, as after a real cut.

namespace kaskad::store::testing {

class faulty_files : public file_layer {
  public:
    void make_folder(const std::filesystem::path&) override {}
    std::vector<std::string> list(const std::filesystem::path&) override;
    std::unique_ptr<file> open(const std::filesystem::path& path) override;
    std::unique_ptr<file> open_read_only(const std::filesystem::path& path) override { return open(path); }
    std::unique_ptr<file> create(const std::filesystem::path& path) override;
    void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        auto moved = now_.extract(from.filename());
        now_[to.filename()] = std::move(moved.mapped());
    }
    void unlink(const std::filesystem::path& path) override { now_.erase(path.filename()); }
    void sync_folder(const std::filesystem::path&) override;

    // Octets that may still be written or reserved before the disk is full.
    void set_room(uint64_t octets) { room_ = octets; }
    // The next syncs fail, with the octets written but not durable.
    void fail_syncs(size_t count) { failing_syncs_ = count; }
    // Only what was synced stays. Of each write since, the blocks (512 octets) for which `keeps` says so stay too.
    template <typename Keeps>
    void cut_power(Keeps keeps);
    void cut_power() {
        cut_power([](size_t) { return false; });
    }

    std::string& content(const std::string& name) { return now_.at(name)->octets; }

  private:
    friend class faulty_file;
    struct inode {
        std::string octets;
        std::string durable;
    };

    void take_room(uint64_t octets);

    std::map<std::string, std::shared_ptr<inode>> now_;
    std::map<std::string, std::shared_ptr<inode>> durable_names_;
    uint64_t room_ = ~0ULL;
    size_t failing_syncs_ = 0;
};

class faulty_file : public file {
  public:
    faulty_file(faulty_files& files, std::shared_ptr<faulty_files::inode> node)
        : files_{files}, node_{std::move(node)} {}

    uint64_t size() const override { return node_->octets.size(); }
    void reserve(uint64_t octets) override {
        if (octets <= size()) return;
        files_.take_room(octets - size());
        node_->octets.resize(octets, '\0');
    }
    void write(uint64_t offset, std::string_view octets) override {
        if (offset + octets.size() > size()) reserve(offset + octets.size());
        node_->octets.replace(offset, octets.size(), octets);
    }
    std::string read(uint64_t offset, size_t octets) const override { return node_->octets.substr(offset, octets); }
    void sync() override {
        if (files_.failing_syncs_ > 0) {
            --files_.failing_syncs_;
            throw failure{"cannot sync journal: Input/output error", true};
        }
        node_->durable = node_->octets;
    }

  private:
    faulty_files& files_;
    std::shared_ptr<faulty_files::inode> node_;
};

inline std::vector<std::string> faulty_files::list(const std::filesystem::path&) {
    std::vector<std::string> names;
    for (const auto& [name, node] : now_)
        names.push_back(name);
    return names;
}

inline std::unique_ptr<file> faulty_files::open(const std::filesystem::path& path) {
    return std::make_unique<faulty_file>(*this, now_.at(path.filename()));
}

inline std::unique_ptr<file> faulty_files::create(const std::filesystem::path& path) {
    auto& node = now_[path.filename()];
    node = std::make_shared<inode>();
    return std::make_unique<faulty_file>(*this, node);
}

inline void faulty_files::sync_folder(const std::filesystem::path&) {
    durable_names_ = now_;
}

inline void faulty_files::take_room(uint64_t octets) {
    if (octets > room_) throw failure{"cannot write journal: No space left on device", true};
    room_ -= octets;
}

template <typename Keeps>
void faulty_files::cut_power(Keeps keeps) {
    constexpr size_t BLOCK = 512;
    now_ = durable_names_;
    for (auto& [name, node] : now_) {
        node->durable.resize(node->octets.size(), '\0');
        for (size_t at = 0, block = 0; at < node->octets.size(); at += BLOCK, ++block) {
            const bool is_unsynced = node->octets.compare(at, BLOCK, node->durable, at, BLOCK) != 0;
            if (is_unsynced && keeps(block)) node->durable.replace(at, BLOCK, node->octets, at, BLOCK);
        }
        node->octets = node->durable;
    }
}

}  // namespace kaskad::store::testing
