#pragma once

#include "core/now.hpp"
#include "engine/counters.hpp"
#include "engine/world.hpp"

#include <utility>
#include <vector>

// One command's turn: what is decided in it becomes facts, applied at once and collected for the group, and effects,
// which leave when the group is durable.

namespace kaskad::engine {

// A command yields no more facts than this; larger work goes on in the next slice. Only a declaration, which people
// make at most once in a while, may be larger: it is all or nothing.
inline constexpr size_t FACTS_MAX = 256;
inline constexpr size_t DECLARATION_FACTS_MAX = 16'384;

// The records of a fact, moved there: a braced list would copy each.
template <typename... Records>
std::vector<facts::change> changes_of(Records&&... records) {
    std::vector<facts::change> changes;
    changes.reserve(sizeof...(records));
    (changes.emplace_back(std::forward<Records>(records)), ...);
    return changes;
}

class turn {
  public:
    turn(world& memory, core::now now, std::vector<facts::fact>& facts, std::vector<facts::effect>& effects,
         kaskad::engine::counters& counters)
        : memory{memory},
          limits{memory.limits},
          now{now},
          counters{counters},
          facts_{facts},
          effects_{effects},
          facts_before_{facts.size()} {}

    void emit(facts::fact fact);
    void send(facts::effect effect) { effects_.push_back(std::move(effect)); }

    // Half of what a turn may yield is used: a loop stops here and leaves the rest to the next slice.
    bool is_long() const { return facts_.size() - facts_before_ >= FACTS_MAX / 2; }

    world& memory;
    const options& limits;
    const core::now now;
    kaskad::engine::counters& counters;

  private:
    std::vector<facts::fact>& facts_;
    std::vector<facts::effect>& effects_;
    size_t facts_before_;
};

// The node's record as it is when one more id has been given away: `last_message`.
facts::node take_id(const turn& turn);

}  // namespace kaskad::engine
