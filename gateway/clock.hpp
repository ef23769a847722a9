#pragma once

#include "core/now.hpp"

#include <chrono>

// The one place where the gateway asks the clocks. steady_ms goes on where the last recorded group left it, plus the
// time the process was down by the wall clock (never less than nothing).

namespace kaskad::gateway {

// By the wall clock.
int64_t utc_ms_now();

class clock {
  public:
    explicit clock(core::now last);

    core::now read() const;

  private:
    std::chrono::steady_clock::time_point started_;
    int64_t base_ms_;
};

}  // namespace kaskad::gateway
