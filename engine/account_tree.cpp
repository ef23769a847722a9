#include "engine/account_tree.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::engine {

client_chain chain_of(const turn& turn, const facts::client& client) {
    client_chain chain{&client};
    while (chain.back()->parent) {
        ASSERT(chain.size() < TREE_DEPTH_MAX);
        chain.push_back(&turn.memory.clients.at(chain.back()->parent));
    }
    return chain;
}

bool is_below(const turn& turn, const facts::client& client, core::client_id reseller) {
    const auto chain = chain_of(turn, client);
    return std::any_of(chain.begin() + 1, chain.end(), [&](const auto* above) { return above->id == reseller; });
}

}  // namespace kaskad::engine
