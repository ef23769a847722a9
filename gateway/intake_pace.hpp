#pragma once

#include <cstddef>
#include <cstdint>

// How many new requests may be decided now, by how far the database is behind: as many as come while it keeps up, then
// fewer and fewer, so that what is taken is what can be projected. A request that must wait is answered later; only
// when too many wait are new ones refused. Pure; on the engine's thread.

namespace kaskad::gateway {

class intake_pace {
  public:
    static constexpr int64_t LAG_CALM_MS = 250;
    static constexpr int64_t LAG_MAX_MS = 750;
    // Requests a millisecond, just behind the one and from the other on.
    static constexpr int64_t RATE_MAX = 60;
    static constexpr int64_t RATE_MIN = 4;
    static constexpr int64_t SAVED_MS_MAX = 10;  // what was not used may be made up for

    // `lag_ms`: how long the oldest of what is not projected has waited. At most `most`.
    size_t allowed(int64_t steady_ms, int64_t lag_ms, size_t most);
    void note_taken(size_t count);

  private:
    int64_t left_ = 0;
    int64_t counted_steady_ = 0;
};

}  // namespace kaskad::gateway
