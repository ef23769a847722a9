#pragma once

#include <cstdint>

// How fast a client may send, in parts: the generic cell rate algorithm (ITU-T I.371). Keeps one moment; no clock.

namespace kaskad::billing {

// per_second: 1 or more. burst: parts that may come at once after a rest; 1 or more.
struct part_rate_terms {
    uint32_t per_second = 1;
    uint32_t burst = 1;
};

class part_rate {
  public:
    // Whether so many parts may come now. Changes nothing. More parts than the burst may come when it is all there: a
    // long message is not refused for ever.
    bool admits(uint32_t parts, const part_rate_terms& terms, int64_t now_ms) const;
    // They came.
    void take(uint32_t parts, const part_rate_terms& terms, int64_t now_ms);
    // Until so many may come; 0 = now.
    int64_t wait_ms(uint32_t parts, const part_rate_terms& terms, int64_t now_ms) const;

  private:
    int64_t due_us_ = 0;  // when all parts so far would have come at the even rate
};

}  // namespace kaskad::billing
