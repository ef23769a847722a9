#pragma once

#include "engine/facts/effect.hpp"
#include "engine/unmapped_codes.hpp"

#include <array>
#include <cstdint>
#include <map>

// What has happened since the start, for /metrics. Volatile; nothing is decided from it.

namespace kaskad::engine {

// Texts from handsets over one link.
struct inbound_counts {
    uint64_t texts = 0;
    uint64_t incomplete = 0;  // of these
    uint64_t unowned = 0;     // of these
    uint64_t untold = 0;      // of these: too long to be written for the owner's account
    uint64_t repeated = 0;    // deliveries that were known, and dropped
    uint64_t refused = 0;     // for good: nobody's number
    uint64_t put_off = 0;     // for the moment
};

// What was done about a link that did not deliver.
struct health_counts {
    uint64_t ejected = 0;
    uint64_t kept = 0;  // as too few others were left
    uint64_t senders_blocked = 0;
};

// What became of steps of cascades.
struct cascade_counts {
    uint64_t begun = 0;
    uint64_t skipped = 0;
    uint64_t timed_out = 0;
    uint64_t delivered_twice = 0;  // messages that arrived over a second channel or link as well
    uint64_t suppressed = 0;       // messages refused because nobody wants them
    uint64_t unknown_reports = 0;  // of providers, for what is not known here
    uint64_t contacts_full = 0;    // what could not be remembered of people
    uint64_t addresses_learnt = 0;
    uint64_t reordered = 0;    // messages whose steps go in another order than written
    uint64_t not_ordered = 0;  // because no more cascades can be kept
};

struct counters {
    uint64_t messages_accepted = 0;
    std::array<uint64_t, 64> refused{};  // by refusal_code
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
    std::map<core::link_id, inbound_counts> inbound;
    std::map<core::link_id, health_counts> health;
    std::array<uint64_t, 4> pumping{};              // messages by routing::pumping_verdict
    std::map<core::link_id, uint64_t> codes_again;  // asked for again within a moment, by the link of the one before
    cascade_counts cascades;
    uint64_t alarms = 0;  // responses that say our set-up is wrong
};

}  // namespace kaskad::engine
