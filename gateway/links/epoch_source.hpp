#pragma once

#include <algorithm>
#include <cstdint>

// Epochs of binds, rising over reconnects, changes of a link and restarts: recorded parts name the epoch they went
// over, and one of an earlier life of the program must never look alive. Hence from the clock.

namespace kaskad::gateway::links {

class epoch_source {
  public:
    uint64_t next(int64_t utc_ms) {
        last_ = std::max(last_ + 1, static_cast<uint64_t>(std::max<int64_t>(utc_ms, 0)));
        return last_;
    }

  private:
    uint64_t last_ = 0;
};

}  // namespace kaskad::gateway::links
