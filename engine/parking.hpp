#pragma once

#include "engine/turn.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

// Receipts nobody waits for (yet): kept until a response brings their id or a part in doubt fits their address, at most
// so long and so many. What they say is the same then as it was when they came.

namespace kaskad::engine {

inline constexpr size_t QUOTED_TEXT_OCTETS = 20;  // of the message's text, as receipts repeat it

using parked_index = std::unordered_multimap<std::string, uint64_t>;

// In the order in which they came.
std::vector<uint64_t> find_parked(const parked_index& index, core::link_id link, const std::vector<std::string>& keys);

facts::parked_receipt make_parked(const turn& turn, const facts::receipt_received& command, core::reason reason);

// Where there are too many, the oldest goes.
void park(turn& turn, facts::parked_receipt receipt);

// It is this part's.
void unpark(turn& turn, const facts::parked_receipt& receipt, const facts::part_ref& ref);

// Receipts nobody came for.
void expire_parked(turn& turn);

}  // namespace kaskad::engine
