#include "engine/estimates.hpp"

#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

constexpr size_t ARMS_LOOKED_AT = 64;  // each tick: a hundred thousand within three minutes
// What is believed of reading stands beside what is believed of deliveries, under class groups of its own.
constexpr uint8_t READING = 2;

void add_pieces(std::vector<facts::change>& changes, std::vector<routing::estimator_piece> pieces, uint8_t beside) {
    for (auto& [key, octets] : pieces) {
        changes.emplace_back(
            facts::record{facts::estimate{.link = key.link,
                                          .network = std::move(key.mccmnc),
                                          .country = std::move(key.country),
                                          .group = static_cast<uint8_t>(static_cast<uint8_t>(key.group) + beside),
                                          .octets = std::move(octets)}});
    }
}

}  // namespace

void save_estimates(turn& turn) {
    const auto now = turn.now.steady_ms;
    std::vector<facts::change> changes;
    add_pieces(changes, turn.memory.estimator.take_unsaved(now, ARMS_LOOKED_AT), 0);
    add_pieces(changes, turn.memory.reading.take_unsaved(now, ARMS_LOOKED_AT), READING);
    if (changes.empty()) return;
    turn.emit({.kind = facts::fact_kind::estimates_saved, .changes = std::move(changes)});
}

void load_estimate(world& memory, const facts::estimate& saved, core::now now) {
    const bool is_reading = saved.group >= READING;
    const auto group = static_cast<routing::class_group>(is_reading ? saved.group - READING : saved.group);
    const routing::arm_key key{.link = saved.link, .mccmnc = saved.network, .country = saved.country, .group = group};
    auto& into = is_reading ? memory.reading : memory.estimator;
    (void)into.load({key, saved.octets}, now.steady_ms);
}

}  // namespace kaskad::engine
