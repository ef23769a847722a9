#pragma once

// ASSERT checks for our own bugs, in every build. It prints the fact and the place and stops the process: state that
// was wrong once must not reach the journal. Never use it about what a peer, a user or the disk sent.

namespace kaskad::core {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace kaskad::core

#define ASSERT(expression)                                \
    (static_cast<bool>(expression) ? static_cast<void>(0) \
                                   : ::kaskad::core::assertion_failed(#expression, __FILE__, __LINE__))
