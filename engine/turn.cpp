#include "engine/turn.hpp"

#include "core/assert.hpp"
#include "core/id.hpp"

namespace kaskad::engine {

void turn::emit(facts::fact fact) {
    ASSERT(facts_.size() - facts_before_ < DECLARATION_FACTS_MAX);
    memory.apply(fact, memory.position + 1);
    facts_.push_back(std::move(fact));
}

facts::node take_id(const turn& turn) {
    auto node = turn.memory.node;
    core::message_id_source ids{node.number, node.last_message};
    node.last_message = ids.next(turn.now.utc_ms);
    return node;
}

}  // namespace kaskad::engine
