#pragma once

#include "routing/sender_blocks.hpp"
#include "routing/state_octets.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// The blocks of senders as octets, which outlive a restart: those that hold, and those that ended so lately that the
// next one would be longer.

namespace kaskad::routing {

// At most 0.6 MB.
std::string save_sender_blocks(const sender_blocks& blocks, int64_t now_ms);

// A clock that goes on from before the moment of saving keeps what was left of each. Refused as a whole where anything
// in it cannot be.
std::expected<sender_blocks, state_fault> load_sender_blocks(std::string_view octets, int64_t now_ms,
                                                             size_t blocks_max = SENDER_BLOCKS_MAX);

}  // namespace kaskad::routing
