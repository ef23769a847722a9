#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

// How many new requests may be decided now, by how far the database is behind and what it was seen to manage: as many
// as come while it keeps up, then fewer and fewer, so that what is taken is what can be projected, on a fast machine
// and on a slow one. A request that must wait is answered later; only when too many wait are new ones refused. Pure;
// on the engine's thread.

namespace kaskad::gateway {

class intake_pace {
  public:
    static constexpr int64_t LAG_CALM_MS = 250;
    static constexpr int64_t LAG_MAX_MS = 600;
    // Requests a millisecond: just behind the one, from the other on, at most; and what a database is thought to manage
    // before it was seen behind.
    static constexpr int64_t RATE_MAX = 60;
    static constexpr int64_t RATE_MIN = 4;
    static constexpr int64_t RATE_UNKNOWN = 20;
    static constexpr int64_t SAVED_MS_MAX = 10;     // what was not used may be made up for
    static constexpr int64_t HELD_MS = 1'000;       // no request is free before it kept up for so long
    static constexpr int64_t MEASURED_MS = 500;     // at least: some batches of the projector
    static constexpr int64_t MEASURED_MIN = 1'000;  // a second: less was an outage
    static constexpr int64_t MARKS_EVERY_MS = 5;    // of what was taken
    static constexpr size_t MARKS_MAX = 4'096;      // more are not kept, and the measure is coarser

    // `lag_ms`: how long the oldest of what is not projected has waited. At most `most`.
    size_t allowed(int64_t steady_ms, int64_t lag_ms, size_t most);
    void note_taken(size_t count);
    // All that was taken lies in groups up to this one.
    void note_sealed(uint64_t position, int64_t steady_ms);
    // The database holds the groups up to this one.
    void note_projected(uint64_t position, int64_t steady_ms);

    // Requests in a thousand milliseconds that the database was seen to manage while it was behind.
    int64_t projected_per_s() const { return projected_per_s_; }

  private:
    struct mark {
        uint64_t position = 0;
        int64_t taken = 0;
    };

    int64_t rate_per_s(int64_t lag_ms) const;
    void measure(int64_t steady_ms);

    int64_t left_milli_ = 0;  // thousandths of a request
    int64_t counted_steady_ = 0;
    int64_t taken_ = 0;
    int64_t marked_steady_ = 0;
    std::deque<mark> marks_;
    int64_t held_until_steady_ = 0;
    // Since the last projection.
    bool had_rest_ = false;  // it was up to date
    bool was_behind_ = false;
    bool was_free_ = false;  // nothing was held back
    int64_t measured_from_steady_ = 0;
    int64_t measured_from_ = 0;  // projected by then
    int64_t projected_ = 0;
    int64_t projected_per_s_ = RATE_UNKNOWN * 1'000;
    bool is_measured_ = false;
};

}  // namespace kaskad::gateway
