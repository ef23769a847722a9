#pragma once

#include "engine/facts/charges.hpp"
#include "engine/turn.hpp"

#include <expected>
#include <span>
#include <vector>

// What a client, and each reseller above it, may use: where messages may go, how fast they may come, and how much in a
// day or month where it is billed. What is voided is given back if its day or month is not over.

namespace kaskad::engine {

// Changes nothing. Refused: reseller_disabled, destination_denied, rate_exceeded, quota_exceeded, reseller_quota; the
// client's own limits come first, then those of the levels above, from the nearest.
std::expected<void, facts::refusal> check_limits(const turn& turn, const facts::message& draft);

// It is reserved: counted on every level, and clients are told whose quota comes near its end.
void note_used(turn& turn, const facts::message& value);
// Its reservations, or its number of parts, are others now.
void note_resized(turn& turn, const facts::message& before, uint32_t parts_before, const facts::message& now);
// What it has sent this month, as steps by volume count; only of a client that has them this is counted.
uint64_t units_this_month(const turn& turn, const facts::client& client);
// Of each of the client's quotas, in the day or month that it is now.
std::vector<facts::quota_use> used_now(const turn& turn, const facts::client& client);

// These levels do not pay for it after all.
void give_back(turn& turn, const facts::message& value, std::span<const size_t> levels);

}  // namespace kaskad::engine
