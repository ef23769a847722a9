#pragma once

#include "bench/routing/chance.hpp"
#include "bench/routing/contestant.hpp"
#include "bench/routing/timeline.hpp"

#include <cstdint>
#include <optional>

// What the truth has in store for one message over one link: the same whoever sends it.

namespace kaskad::bench::routing {

// What is wrong with the message itself.
enum class flaw : uint8_t { none, dead_number, sender_blocked };

struct fate {
    bool is_delivered = false;
    std::optional<told> receipt;  // none: never
    int64_t receipt_delay_ms = 0;
    int64_t feedback_delay_ms = 0;
};

// `share`: how much less likely than usual for this link; 1 for most numbers.
fate draw_fate(uint64_t key, size_t link, const arm_truth& arm, double share, flaw wrong);

}  // namespace kaskad::bench::routing
