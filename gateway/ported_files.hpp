#pragma once

#include "gateway/ported_table.hpp"
#include "routing/ported_lookup.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// The files of ported numbers that are in use, and whether they are still those on the disk. A file that cannot be used
// leaves what was read before in its place. Reads whole files: not for a thread that others wait for.

namespace kaskad::gateway {

// Several tables as one; the first that knows a number counts.
class ported_set final : public routing::ported_lookup {
  public:
    explicit ported_set(std::vector<std::shared_ptr<const ported_table>> tables) : tables_{std::move(tables)} {}

    std::optional<routing::ported_network> find(std::string_view digits) const override;

  private:
    std::vector<std::shared_ptr<const ported_table>> tables_;
};

struct ported_events {
    std::function<void(const std::string& file, const routing::ported_numbers& numbers)> on_opened;
    // In words, with the file's name; once, until the file is another.
    std::function<void(const std::string& file, const std::string& why)> on_trouble;
};

class ported_files {
  public:
    explicit ported_files(ported_events events) : events_{std::move(events)} {}

    // From now on these, in this order. What is in use of them stays; all are looked at anew, the bad ones too.
    void name(const std::vector<std::string>& files);
    // Opens what is new or has changed since. True: set() is another now.
    bool look();
    // nullptr: there is none.
    std::shared_ptr<const routing::ported_lookup> set() const { return set_; }

  private:
    // What tells one file from another that took its name.
    struct identity {
        uint64_t device = 0;
        uint64_t inode = 0;
        uint64_t size = 0;
        int64_t changed_ns = 0;

        friend auto operator<=>(const identity&, const identity&) = default;
    };

    struct named_file {
        std::string path;
        identity seen;  // when it was opened, or could not be
        bool is_told = false;
        std::shared_ptr<const ported_table> table;
    };

    static identity identity_of(const std::string& path);
    bool open(named_file& file);
    void make_set();

    ported_events events_;
    std::vector<named_file> files_;
    bool is_changed_ = false;
    std::shared_ptr<const routing::ported_lookup> set_;
};

}  // namespace kaskad::gateway
