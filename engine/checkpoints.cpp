#include "engine/checkpoints.hpp"

#include "routing/sender_blocks_state.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace kaskad::engine {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t APART_MS = 1'000;  // no two parts in one tick
// Fifty thousand blocks of numbers with a busy week behind them take 3 MB, the evidence about receipts at its fullest
// less. What is larger is not written.
constexpr size_t CHECKPOINT_OCTETS_MAX = 4 * 1024 * 1024;

template <typename Part>
bool take(Part& part, std::expected<Part, routing::state_fault> loaded) {
    if (!loaded) return false;
    part = std::move(*loaded);
    return true;
}

struct kept_part {
    std::string_view name;
    int64_t each_ms;
    std::string (*save)(const world&, int64_t now_ms);
    bool (*load)(world&, std::string_view octets, int64_t now_ms);
};

constexpr kept_part PUMPING{"pumping_guard", 10 * MINUTE_MS,
                            [](const world& memory, int64_t now) { return memory.pumping.save(now); },
                            [](world& memory, std::string_view octets, int64_t now) {
                                return take(memory.pumping, routing::pumping_guard::load(octets, now));
                            }};

constexpr kept_part PARTS[] = {
    {"breakers", MINUTE_MS, [](const world& memory, int64_t now) { return memory.health.breakers.save(now); },
     [](world& memory, std::string_view octets, int64_t now) {
         return take(memory.health.breakers, routing::breakers::load(octets, now));
     }},
    {"sender_blocks", MINUTE_MS,
     [](const world& memory, int64_t now) { return routing::save_sender_blocks(memory.health.blocks, now); },
     [](world& memory, std::string_view octets, int64_t now) {
         return take(memory.health.blocks, routing::load_sender_blocks(octets, now));
     }},
    PUMPING,
    {"receipt_evidence", 10 * MINUTE_MS, [](const world& memory, int64_t now) { return memory.evidence.save(now); },
     [](world& memory, std::string_view octets, int64_t now) {
         return take(memory.evidence, routing::receipt_evidence::load(octets, now));
     }},
    {"supplier_pace", 10 * MINUTE_MS, [](const world& memory, int64_t now) { return memory.suppliers.save(now); },
     [](world& memory, std::string_view octets, int64_t) { return memory.suppliers.load(octets); }},
};

// All of them begin so: version, time, how many.
bool says_nothing(std::string_view octets) {
    routing::state_reader from{octets};
    from.take_count(UINT64_MAX);
    from.take_time();
    return from.take_count(UINT64_MAX) == 0;
}

void save(turn& turn, const kept_part& part) {
    auto octets = part.save(turn.memory, turn.now.steady_ms);
    if (says_nothing(octets) || octets.size() > CHECKPOINT_OCTETS_MAX) return;
    turn.emit({.kind = facts::fact_kind::checkpoint_saved,
               .note = std::string{part.name},
               .changes = changes_of(facts::checkpoint{std::string{part.name}, std::move(octets)})});
}

}  // namespace

void save_checkpoints(turn& turn, int64_t before_steady) {
    if (before_steady == 0) return;  // the first tick since the start
    int64_t behind = 0;
    for (const auto& part : PARTS) {
        behind += APART_MS;
        const auto period = [&](int64_t steady_ms) { return (steady_ms - behind) / part.each_ms; };
        if (period(turn.now.steady_ms) != period(before_steady)) save(turn, part);
    }
}

void save_pumping(turn& turn) {
    save(turn, PUMPING);
}

void load_checkpoint(world& memory, const facts::checkpoint& saved, core::now now) {
    for (const auto& part : PARTS)
        if (part.name == saved.name) part.load(memory, saved.octets, now.steady_ms);
}

}  // namespace kaskad::engine
