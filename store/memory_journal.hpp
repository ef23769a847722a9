#pragma once

#include "store/journal.hpp"

#include <deque>
#include <string>

// A journal in memory, for tests and the simulator, with the faults a real one has.

namespace kaskad::store {

enum class journal_fault : uint8_t {
    none,
    refused,       // nothing was written
    unknown_kept,  // an error is reported, yet all was written
    unknown_part,  // an error is reported, and the first half was written
};

class memory_journal : public journal {
  public:
    // trim() drops whole segments, each of the entries that reach so many octets.
    explicit memory_journal(uint64_t segment_octets = 1) : segment_octets_{segment_octets} {}

    uint64_t first_position() const override { return first_; }
    uint64_t last_position() const override { return last_; }
    uint64_t bytes() const override { return bytes_; }

    result<void> append(std::span<const journal_entry> entries) override;
    result<void> replay(uint64_t from, const journal_sink& sink) const override;
    result<void> trim(uint64_t up_to) override;

    // The next `times` appends fail so.
    void fail_next(journal_fault fault, size_t times = 1);
    // The process dies and starts again: what was written, confirmed or not, is what is found.
    void restart();

  private:
    void put(const journal_entry& entry);
    size_t first_segment() const;
    void drop_first();

    uint64_t segment_octets_;
    uint64_t first_ = 1;
    uint64_t last_ = 0;
    uint64_t bytes_ = 0;
    std::deque<std::string> entries_;  // of first_ and following; may reach beyond last_
    journal_fault fault_ = journal_fault::none;
    size_t faults_left_ = 0;
};

}  // namespace kaskad::store
