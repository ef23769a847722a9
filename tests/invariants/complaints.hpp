#pragma once

#include <string>
#include <vector>

// What an invariant saw broken, a sentence each. The classes of this folder know facts, records and postings only, so
// that every test that has some can ask them: the crash test of a stopped gateway's store, the simulation after every
// step. Each takes what happened in order; none changes or repairs anything.

namespace kaskad::invariants {

using complaints = std::vector<std::string>;

}  // namespace kaskad::invariants
