#include "bench/routing/timeline.hpp"

#include "bench/routing/chance.hpp"

namespace kaskad::bench::routing {

namespace {

// The dear ones mostly deliver, the cheap ones often do not.
constexpr std::array PRICES{0.010, 0.013, 0.017, 0.022, 0.028, 0.034};
constexpr std::array CHANCES{0.62, 0.78, 0.86, 0.92, 0.95, 0.975};

}  // namespace

timeline make_timeline(uint64_t seed, size_t minutes) {
    chance draw{seed};
    minute_truth usual;
    for (size_t link = 0; link < LINKS; ++link) {
        usual[link].price = PRICES[link] * draw.between(0.85, 1.15);
        usual[link].chance = from_logit(logit(CHANCES[link]) + draw.between(-0.7, 0.7));
    }
    return timeline(minutes, usual);
}

}  // namespace kaskad::bench::routing
