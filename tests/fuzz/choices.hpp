#pragma once

#include "smpp/octets.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

// An input of a fuzz target read from its front: choices first, the octets they are about behind. Where it ends, every
// further choice is 0.

namespace kaskad::smpp {

class choices {
  public:
    choices(const uint8_t* data, size_t size) : rest_{data, size} {}

    bool is_at_end() const { return rest_.empty(); }
    octets rest() const { return rest_; }

    uint8_t octet() {
        const auto taken = take(1);
        return taken.empty() ? uint8_t{0} : taken[0];
    }
    uint8_t below(size_t limit) { return static_cast<uint8_t>(octet() % limit); }
    // As many as there still are.
    octets take(size_t count) {
        const auto taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }

  private:
    octets rest_;
};

// What a target states.
inline void must(bool fact) {
    if (!fact) std::abort();
}

}  // namespace kaskad::smpp
