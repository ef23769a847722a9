#pragma once

#include "core/id.hpp"
#include "routing/decision.hpp"

#include <functional>
#include <string>

// A decision in sentences, for operators only: it names links and buy prices, which no client may see.

namespace kaskad::routing {

// A link's name for people; without one, or where it returns an empty text, links read "link 7".
using link_namer = std::function<std::string(core::link_id)>;

std::string explain(const decision& value, const link_namer& name_of = {});

}  // namespace kaskad::routing
