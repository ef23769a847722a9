#pragma once

#include "core/id.hpp"
#include "routing/bounded_table.hpp"
#include "routing/state_octets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Numbers that were tried over several links within a day. Where all others failed, a link that says "delivered" is
// either the only good one or lies; how often that happens to it, beside how often to others, tells which. Bounded: of
// too many numbers the one heard of longest ago leaves.

namespace kaskad::routing {

inline constexpr size_t PAIRED_NUMBERS_MAX = 50'000;
inline constexpr size_t PAIRED_KEPT_MAX = 20'000;  // over a restart
inline constexpr size_t PAIRED_LINKS_MAX = 6;      // of a number; further links are not noted
inline constexpr int64_t PAIRED_MS = 86'400'000;
inline constexpr size_t PAIRED_OTHERS_MIN = 2;  // that failed before

// A link's standing with one number changed: tests +1 or -1, and of these delivered.
struct paired_change {
    core::link_id link;
    int tests = 0;
    int delivered = 0;

    friend bool operator==(const paired_change&, const paired_change&) = default;
};

// What became of a number over a link.
struct paired_outcome {
    core::link_id link;
    bool is_delivered = false;
    int64_t at_ms = 0;

    friend bool operator==(const paired_outcome&, const paired_outcome&) = default;
};

class paired_numbers {
  public:
    explicit paired_numbers(size_t max = PAIRED_NUMBERS_MAX) : known_{max} {}

    size_t size() const { return known_.size(); }

    // recipient: its digits as a number. A delivery is only of interest to a number that has failed elsewhere. A
    // positive beats a negative of the same link. Returns what changed by it, for the caller to count.
    std::vector<paired_change> note(uint64_t recipient, const paired_outcome& outcome);

    // Nothing: it is not known, or no more.
    std::span<const paired_outcome> find(uint64_t recipient) const;

    // Those heard of last, PAIRED_KEPT_MAX at most.
    void save(state_writer& to) const;
    void load(state_reader& from);

  private:
    struct number {
        std::array<paired_outcome, PAIRED_LINKS_MAX> outcomes;
        size_t count = 0;
        int64_t first_ms = 0;

        std::span<const paired_outcome> all() const { return {outcomes.data(), count}; }
    };

    static bool put(number& into, const paired_outcome& outcome);

    bounded_table<uint64_t, number> known_;
};

// The link's was told when at least two others had failed, and no other delivered, before or since. So only those in
// the same place of a chain are compared: the later a link comes, the more numbers have come back meanwhile.
bool is_paired_test(std::span<const paired_outcome> outcomes, core::link_id link);

}  // namespace kaskad::routing
