#pragma once

#include "routing/state_octets.hpp"

#include <cstdint>

// How busy a network is, and so how fast its past should fade: busy ones forget within minutes what quiet ones must
// keep for hours to know anything. Pure; the time is given in, never earlier than before.

namespace kaskad::routing {

class traffic_pace {
  public:
    void note_sent(int64_t now_ms);
    // In which about 300 attempts are made; at least 5 minutes, at most 6 hours.
    int64_t half_life_ms(int64_t now_ms) const;

    void save(state_writer& to) const;
    void load(state_reader& from);

  private:
    double sent_ = 0;  // of old ones, only a share; 0: none ever
    int64_t first_ms_ = 0;
    int64_t faded_ms_ = 0;
};

}  // namespace kaskad::routing
