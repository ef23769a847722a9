#pragma once

#include "store/error.hpp"
#include "store/file_layer.hpp"
#include "tests/store/simulated_disk.hpp"

#include <memory>
#include <utility>

// The journal's file layer on a simulated disk. A machine that is off answers with an error that never goes away.

namespace kaskad::store::testing {

// Runs one operation of the disk.
template <typename Call>
auto on_disk(Call&& call) {
    try {
        return call();
    } catch (const power_is_off&) {
        throw failure{"the machine is off", true};
    }
}

class disk_file : public file {
  public:
    disk_file(simulated_disk& disk, simulated_disk::node node) : disk_{disk}, node_{std::move(node)} {}

    uint64_t size() const override { return node_->now.size(); }
    void reserve(uint64_t octets) override {
        if (octets > size()) on_disk([&] { disk_.resize(*node_, octets); });
    }
    void write(uint64_t offset, std::string_view octets) override {
        on_disk([&] { disk_.write(*node_, offset, octets); });
    }
    std::string read(uint64_t offset, size_t octets) const override {
        return on_disk([&] { return disk_.read(*node_, offset, octets); });
    }
    void sync() override {
        on_disk([&] { disk_.sync(*node_); });
    }

  private:
    simulated_disk& disk_;
    simulated_disk::node node_;
};

class disk_files : public file_layer {
  public:
    explicit disk_files(simulated_disk& disk) : disk_{disk} {}

    void make_folder(const std::filesystem::path& folder) override {
        on_disk([&] { disk_.make_folder(folder); });
    }
    std::vector<std::string> list(const std::filesystem::path& folder) override {
        return on_disk([&] { return disk_.list(folder); });
    }
    std::unique_ptr<file> open(const std::filesystem::path& path) override {
        auto found = on_disk([&] { return disk_.open(path); });
        if (!found) throw failure{"cannot open " + path.string() + ": No such file or directory"};
        return std::make_unique<disk_file>(disk_, std::move(found));
    }
    std::unique_ptr<file> open_read_only(const std::filesystem::path& path) override { return open(path); }
    std::unique_ptr<file> create(const std::filesystem::path& path) override {
        return std::make_unique<disk_file>(disk_, on_disk([&] { return disk_.create(path); }));
    }
    void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        on_disk([&] { disk_.rename(from, to); });
    }
    void unlink(const std::filesystem::path& path) override {
        on_disk([&] { disk_.unlink(path); });
    }
    void sync_folder(const std::filesystem::path& folder) override {
        on_disk([&] { disk_.sync_folder(folder); });
    }

  private:
    simulated_disk& disk_;
};

}  // namespace kaskad::store::testing
