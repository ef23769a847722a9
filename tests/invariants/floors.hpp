#pragma once

#include "core/id.hpp"
#include "core/message_class.hpp"
#include "tests/invariants/complaints.hpp"

#include <cstdint>
#include <map>
#include <utility>

// Invariant 11: a class never starves another beyond its floor. While a class with a floor waits at a link without a
// break, it gets its share of the segments, give or take a few turns.

namespace kaskad::invariants {

class floors {
  public:
    struct turn {
        core::link_id link;
        core::message_class klass = core::message_class::marketing;
        uint32_t floor_percent = 0;
        bool waits = false;  // before, during and after it: there was something to choose
        uint64_t own_segments = 0;
        uint64_t other_segments = 0;
    };

    void take(const turn& taken, complaints& broken);
    void restart() { passed_over_.clear(); }

  private:
    std::map<std::pair<core::link_id, core::message_class>, uint64_t> passed_over_;
};

}  // namespace kaskad::invariants
