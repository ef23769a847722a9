#pragma once

#include "billing/merkle.hpp"
#include "billing/posting.hpp"

#include <cstdint>
#include <string>
#include <vector>

// One number for all that was booked on a day (UTC), made while it is booked: the tree of RFC 6962 over the hashes of
// the day's postings, of which only its peaks are kept. A clock that was set back begins no earlier day anew.

namespace kaskad::billing {

// Postings first to last. `head`: the hash of the last. `peaks`: what the next posting is joined to, the oldest first.
struct day_root {
    uint32_t day = 0;    // since 1970
    uint64_t first = 0;  // 0: of no day
    uint64_t last = 0;
    digest head{};
    digest root{};
    std::vector<digest> peaks;

    uint64_t postings() const { return first == 0 ? 0 : last - first + 1; }

    friend bool operator==(const day_root&, const day_root&) = default;
};

// Where the books end, with all that is needed to go on: the last posting, and the day it is of.
struct books_end : chain_head {
    day_root day;
};

// Days since 1970; what a wild clock says counts as the nearest there is.
uint32_t day_of(int64_t utc_ms);

// Makes the roots of the days that postings come to, in order of the chain.
class day_roots {
  public:
    // Goes on in the day that was open.
    explicit day_roots(const day_root& open);

    // `row` is hashed and follows the last one.
    void take(const posting& row);
    // The days that something came to, in order; the last one is open. Once.
    std::vector<day_root> finish();

  private:
    void close();

    merkle_tree tree_;
    day_root open_;
    bool is_touched_ = false;
    std::vector<day_root> touched_;
};

// What is wrong with a day that is kept, by what its postings make. A sentence without a full stop; empty: nothing.
std::string difference(const day_root& kept, const day_root& made);

}  // namespace kaskad::billing
