#pragma once

#include "routing/choice.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Draws that were made before. What is believed of links changes once a second at most, so the messages of a network
// that come within it ask the same question: its draws are made once, and each message only looks at the one that is
// its own. Answers what choose() would, bit for bit. Forgets what is in the way; never grows.

namespace kaskad::routing {

class choice_memory {
  public:
    static constexpr size_t PLACES = 512;

    choice choose(std::span<const choice_option> options, const choice_terms& terms, uint64_t chance_key);

    uint64_t hits() const { return hits_; }

  private:
    struct kept {
        std::vector<choice_option> options;
        choice_terms terms;
        prepared_choice ready;
    };

    std::vector<kept> kept_;
    uint64_t hits_ = 0;
};

}  // namespace kaskad::routing
