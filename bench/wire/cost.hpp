#pragma once

#include <cstdint>

// What the calling process has used of the processor so far, all threads, user and system.

namespace kaskad::bench {

uint64_t cpu_us();

}  // namespace kaskad::bench
