#pragma once

#include "engine/turn.hpp"

#include <string>
#include <vector>

// Whether the clients of a declaration make trees: every parent is there, none is above itself, none too deep.

namespace kaskad::engine {

// Why not; empty: they do.
std::string check_tree(const turn& turn, const std::vector<facts::declared_client>& clients);

// Each behind its parent. Of clients that check_tree has let pass.
std::vector<const facts::declared_client*> parents_first(const std::vector<facts::declared_client>& clients);

}  // namespace kaskad::engine
