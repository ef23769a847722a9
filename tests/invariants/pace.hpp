#pragma once

#include "core/id.hpp"
#include "tests/invariants/complaints.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>

// Invariant 8: no window over its size, no link over its rate. Counts what leaves, with none of the throttle's code: in
// any time t at most rate * t + burst.

namespace kaskad::invariants {

struct link_terms {
    size_t window = 0;   // a bind
    uint32_t rate = 0;   // segments a second; 0 = no limit
    uint32_t burst = 1;  // at once
};

class pace {
  public:
    // A part left over a bind that has so many unanswered now, this one included.
    void take(core::link_id link, const link_terms& terms, size_t outstanding, int64_t now_ms, complaints& broken);
    // A new start: the buckets are full again.
    void restart() { left_.clear(); }
    // Other terms from now on.
    void change(core::link_id link) { left_.erase(link); }

  private:
    static constexpr size_t REMEMBERED_MAX = 256;

    std::map<core::link_id, std::deque<int64_t>> left_;
};

}  // namespace kaskad::invariants
