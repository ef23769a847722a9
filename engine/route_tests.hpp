#pragma once

#include "engine/turn.hpp"

#include <string_view>

// Tests of a route: texts that go over one link, whatever the client's routing says, to phones of ours that forward
// what they get. Their messages are charged to nobody and in no client's figures; what the link costs is real, counts
// for its supplier, and is held within a budget for each day. Decision 0110.

namespace kaskad::engine {

// The messages are of the [[client]] of this name.
inline constexpr std::string_view ROUTE_TEST_CLIENT = "route-test";

// All texts are taken, or none.
void handle(turn& turn, const facts::start_route_test& command);
void handle(turn& turn, const facts::query_route_tests& command);

// Those whose time is over.
void end_route_tests(turn& turn);

}  // namespace kaskad::engine
