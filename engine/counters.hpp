#pragma once

#include "engine/facts/effect.hpp"
#include "engine/unmapped_codes.hpp"

#include <array>
#include <cstdint>
#include <map>

// What has happened since the start, for /metrics. Volatile; nothing is decided from it.

namespace kaskad::engine {

struct counters {
    uint64_t messages_accepted = 0;
    std::array<uint64_t, 32> refused{};  // by refusal_code
    uint64_t parts_submitted = 0;
    std::array<uint64_t, 8> responses{};                         // by retry_class
    std::map<core::link_id, std::array<uint64_t, 16>> receipts;  // by part_state
    std::map<core::link_id, uint64_t> receipts_parked;
    uint64_t parked_dropped = 0;  // because there were too many
    uint64_t receipts_repeated = 0;
    uint64_t receipts_conflicting = 0;
    uint64_t parts_in_doubt = 0;
    uint64_t parts_sent_again = 0;
    uint64_t parts_queried = 0;
    uint64_t queries_refused = 0;
    std::array<uint64_t, 16> ended{};  // messages by message_state
    uint64_t callbacks_accepted = 0;
    uint64_t callbacks_failed = 0;
    uint64_t callbacks_abandoned = 0;
    uint64_t recalled = 0;
    uint64_t fetches = 0;
    unmapped_codes unmapped;
    uint64_t alarms = 0;  // responses that say our set-up is wrong
};

}  // namespace kaskad::engine
