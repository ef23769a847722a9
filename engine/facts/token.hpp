#pragma once

#include <cstdint>

namespace kaskad::facts {

// Comes back, unchanged, with the answer to a command.
using token = uint64_t;

}  // namespace kaskad::facts
