#include "core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace kaskad::core {

void assertion_failed(const char* expression, const char* file, int line) noexcept {
    std::fprintf(stderr, "kaskad: assertion failed: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace kaskad::core
