#include "tests/invariants/floors.hpp"

#include <fmt/format.h>

namespace kaskad::invariants {

namespace {

// The other parts of a message once begun are not chosen again, and a whole message passes at once.
constexpr uint64_t PATIENCE = 3;
constexpr uint64_t SLACK_SEGMENTS = 60;

}  // namespace

void floors::take(const turn& taken, complaints& broken) {
    if (taken.floor_percent == 0) return;
    auto& passed = passed_over_[{taken.link, taken.klass}];
    passed = taken.waits && taken.own_segments == 0 ? passed + taken.other_segments : 0;
    const auto allowed = PATIENCE * 100 / taken.floor_percent + SLACK_SEGMENTS;
    if (passed <= allowed) return;
    broken.push_back(fmt::format("link {}: {} segments pass over class {} with a floor of {} %", taken.link.value,
                                 passed, static_cast<int>(taken.klass), taken.floor_percent));
}

}  // namespace kaskad::invariants
