#include "engine/turn.hpp"

#include "core/assert.hpp"

namespace kaskad::engine {

void turn::emit(facts::fact fact) {
    ASSERT(facts_.size() - facts_before_ < DECLARATION_FACTS_MAX);
    memory.apply(fact, memory.position + 1);
    facts_.push_back(std::move(fact));
}

}  // namespace kaskad::engine
