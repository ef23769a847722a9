#include "bench/routing/world.hpp"

#include "bench/routing/chance.hpp"

namespace kaskad::bench::routing {

world make_world(const scenario& played, const traffic& load, uint64_t seed, const bend& bent) {
    world made{.played = played, .load = load, .seed = seed, .bent = bent};
    const auto minutes = static_cast<size_t>(load.time_ms / MINUTE) + 1;
    for (uint32_t network = 0; network < load.networks; ++network) {
        chance draw{seed * 1'000'003 + network};
        made.networks.push_back(make_timeline(draw.whole(), minutes));
        played.change(made.networks.back(), draw.whole());
    }
    return made;
}

}  // namespace kaskad::bench::routing
