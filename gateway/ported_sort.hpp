#pragma once

#include "gateway/temporary_file.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Puts entries in order that may be more than memory should hold: parts of them are sorted and put aside in a nameless
// file, then read back side by side. Holds one part (32 MiB) while it takes entries, and 64 KiB a part while it gives
// them. One thread; first all add(), then all next().

namespace kaskad::gateway {

inline constexpr size_t SORT_PART_ENTRIES = 4 * 1024 * 1024;
inline constexpr size_t SORT_PARTS_MAX = 256;

class ported_sort {
  public:
    // folder: where the nameless file takes room, 8 octets an entry; none is made if one part is enough.
    explicit ported_sort(std::string folder, size_t part_entries = SORT_PART_ENTRIES);

    uint64_t size() const { return size_; }
    // False: there are SORT_PARTS_MAX parts already, or a failure.
    bool add(uint64_t entry);
    // In order, equal ones too. Empty: no more, or a failure.
    std::optional<uint64_t> next();
    // Empty: none.
    const std::string& failure() const { return failure_; }

  private:
    // One sorted part, as far as it is read back.
    struct part {
        uint64_t from = 0;  // of the nameless file, in octets: what is not read yet
        uint64_t to = 0;
        std::vector<uint64_t> read;
        size_t place = 0;
    };

    void put_aside();
    void begin_giving();
    bool read_more(part& of);

    size_t part_entries_;
    uint64_t size_ = 0;
    temporary_file file_;
    std::vector<uint64_t> held_;
    std::vector<part> parts_;
    std::vector<size_t> heap_;  // parts with something to give, the least entry on top
    bool is_giving_ = false;
    std::string failure_;
};

}  // namespace kaskad::gateway
