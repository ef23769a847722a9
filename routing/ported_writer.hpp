#pragma once

#include "routing/ported_entry.hpp"
#include "routing/ported_form.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

// Writes the octets of a file of ported numbers (ported_form.hpp) as they become known, without a file: the owner takes
// them, appends them behind room for the header, and writes the header over that room at the very end. Keeps an eighth
// of an octet for each number.

namespace kaskad::routing {

class ported_writer {
  public:
    explicit ported_writer(uint64_t numbers_max = PORTED_NUMBERS_MAX) : numbers_max_{numbers_max} {}

    uint64_t size() const { return size_; }
    bool is_full() const { return size_ == numbers_max_; }
    size_t waiting() const { return out_.size(); }  // octets that take_octets() would give

    // In order: each number above the one before. Not when full, not after finish().
    void add(ported_entry entry);

    // names: of all networks that entries point to, by their index.
    void finish(std::span<const std::string> names, int64_t as_of_ms);

    // What came since the last time; the first octets belong at PORTED_HEADER_OCTETS.
    std::string take_octets();
    // PORTED_HEADER_OCTETS of them, for the beginning of the file. After finish() only.
    const std::string& header() const { return header_; }

  private:
    void end_block();

    uint64_t numbers_max_;
    std::vector<uint64_t> block_;
    std::vector<uint64_t> tops_;
    std::vector<uint32_t> checks_;
    std::string out_;
    std::string header_;
    uint64_t size_ = 0;
    uint64_t last_number_ = 0;
};

}  // namespace kaskad::routing
