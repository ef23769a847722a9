#pragma once

#include "routing/explanation.hpp"
#include "routing/replay_day.hpp"

#include <string>

// A replayed day as a table with sentences for people, or as one JSON object.

namespace kaskad::gateway {

// day: 2026-11-28; change: what was different, in words.
struct replay_heading {
    std::string day;
    std::string change;
};

std::string print_replay(const routing::replay_day& day, const replay_heading& heading,
                         const routing::link_namer& name_of);
std::string replay_json(const routing::replay_day& day, const replay_heading& heading,
                        const routing::link_namer& name_of);

// Why there is an estimate, or none.
std::string explain_delivery(const routing::replayed_delivery& value, const routing::link_namer& name_of);

}  // namespace kaskad::gateway
