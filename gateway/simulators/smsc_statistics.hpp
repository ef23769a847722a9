#pragma once

#include <cstdint>
#include <string>

// What a simulated message centre did so far, and its line of JSON.

namespace kaskad::gateway::simulators {

struct smsc_statistics {
    // As of now.
    uint64_t binds = 0;
    uint64_t answers_waiting = 0;   // responses that are delayed
    uint64_t receipts_waiting = 0;  // messages whose receipt is not acknowledged yet

    // Since the start.
    uint64_t binds_refused = 0;
    uint64_t submits = 0;
    uint64_t accepted = 0;    // answered with ESME_ROK
    uint64_t throttled = 0;   // ESME_RTHROTTLED, above the rate
    uint64_t queue_full = 0;  // ESME_RMSGQFUL, above messages_max
    uint64_t refused = 0;     // other errors, by chance or script
    uint64_t unanswered = 0;  // silent on purpose, or cut off
    uint64_t receipts_sent = 0;
    uint64_t receipts_acknowledged = 0;
    uint64_t receipts_refused = 0;  // for good
    uint64_t receipts_retried = 0;
    uint64_t receipts_dropped = 0;  // too old
    uint64_t disconnects = 0;       // by us, on purpose
};

// One line without its end. `interval_s`: since `before` was true; gives the rates.
std::string to_json(const smsc_statistics& now, const smsc_statistics& before, double interval_s, double uptime_s);

}  // namespace kaskad::gateway::simulators
