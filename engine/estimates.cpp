#include "engine/estimates.hpp"

#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

constexpr size_t ARMS_LOOKED_AT = 64;  // each tick: a hundred thousand within three minutes

}  // namespace

void save_estimates(turn& turn) {
    auto pieces = turn.memory.estimator.take_unsaved(turn.now.steady_ms, ARMS_LOOKED_AT);
    if (pieces.empty()) return;
    std::vector<facts::change> changes;
    changes.reserve(pieces.size());
    for (auto& [key, octets] : pieces) {
        changes.emplace_back(facts::record{facts::estimate{.link = key.link,
                                                           .network = std::move(key.mccmnc),
                                                           .country = std::move(key.country),
                                                           .group = static_cast<uint8_t>(key.group),
                                                           .octets = std::move(octets)}});
    }
    turn.emit({.kind = facts::fact_kind::estimates_saved, .changes = std::move(changes)});
}

void load_estimate(world& memory, const facts::estimate& saved, core::now now) {
    const routing::arm_key key{.link = saved.link,
                               .mccmnc = saved.network,
                               .country = saved.country,
                               .group = static_cast<routing::class_group>(saved.group)};
    (void)memory.estimator.load({key, saved.octets}, now.steady_ms);
}

}  // namespace kaskad::engine
