#pragma once

#include "smpp/throttle.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// How many submits the engine may be let decide. A credit is a window slot with an expected token: never more than free
// slots, and over all binds no more than the tokens expected within a short look-ahead, so that little waits in the
// shell and a message of a higher class that comes now goes next. Pure arithmetic; link.cpp does what it says.

namespace kaskad::gateway::links {

// One bind's account since its epoch began; absolute counts.
struct credit_account {
    uint64_t granted = 0;
    uint64_t received = 0;

    uint64_t open() const { return granted - received; }
};

// Tokens that can be taken one by one until then; UINT32_MAX: no limit.
inline uint32_t tokens_expected(smpp::throttle throttle, int64_t now, int64_t look_ahead_ms) {
    // A look-ahead shorter than the pause gives nothing: grants stop while the operator wants rest.
    return throttle.available(now + look_ahead_ms);
}

// When `count` tokens will be expected; in the future.
inline int64_t expected_at(smpp::throttle throttle, uint32_t count, int64_t now, int64_t look_ahead_ms) {
    return std::max(now + 1, throttle.next_at(count, now) - look_ahead_ms);
}

// Shares `budget` out over binds with `free` slots each, evenly, beginning with bind `first`. One number a bind.
std::vector<uint64_t> share_out(uint64_t budget, std::span<const uint64_t> free, size_t first);

}  // namespace kaskad::gateway::links
