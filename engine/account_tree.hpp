#pragma once

#include "engine/facts/charges.hpp"
#include "engine/turn.hpp"

#include <boost/container/static_vector.hpp>

#include <cstddef>

// Clients below resellers: who stands above whom. Whether a tree may be so, tree_check.hpp says.

namespace kaskad::engine {

// Most clients on the way from one to the top, itself among them.
inline constexpr size_t TREE_DEPTH_MAX = facts::LEVELS_ABOVE_MAX + 1;

using client_chain = boost::container::static_vector<const facts::client*, TREE_DEPTH_MAX>;

// The client itself, then whoever is above it up to the one who pays us.
client_chain chain_of(const turn& turn, const facts::client& client);

// Whether `client` is below `reseller`, however far.
bool is_below(const turn& turn, const facts::client& client, core::client_id reseller);

}  // namespace kaskad::engine
