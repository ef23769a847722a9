#pragma once

#include "billing/seal.hpp"

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Proves postings of messages that were dropped against what was sealed of them: by the chain of the seals' hashes over
// the days' roots, and by their sums. Fed with the books as they are walked.

namespace kaskad::gateway {

// A line about messages of a period that are gone; empty: none is.
std::string note_of_dropped(std::span<const billing::seal> seals, int64_t from_utc_ms);

class seal_audit {
  public:
    explicit seal_audit(std::vector<billing::seal> seals) : seals_{std::move(seals)} {}

    void take(const billing::posting& row);
    // After the last posting: the first thing that is wrong. `days`: as the postings make them.
    std::optional<billing::audit_break> compare(std::span<const billing::day_root> days) const;

  private:
    std::vector<billing::seal> seals_;
    billing::sealed_sums sums_;
};

// The days whose roots enter into the hash of `of`, behind those of the seal before, if there is one.
std::vector<billing::day_root> days_of(const billing::seal& of, const billing::seal* before,
                                       std::span<const billing::day_root> days);

}  // namespace kaskad::gateway
