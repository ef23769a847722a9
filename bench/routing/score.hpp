#pragma once

#include "bench/routing/record.hpp"

#include <cstdint>
#include <vector>

// What a contestant's run was worth, from the truth's record alone.

namespace kaskad::bench::routing {

struct score {
    uint64_t messages = 0;   // judged: some link could have delivered them
    double regret = 0;       // see attempt_row; in the currency of prices
    double cost = 0;         // of all attempts
    uint64_t sent = 0;       // messages that a link accepted
    uint64_t delivered = 0;  // truly
    uint64_t probes = 0;
    double probe_cost = 0;        // what probes were worth less, by the truth
    uint64_t at_loss = 0;         // attempts bought dearer than sold
    std::vector<double> shift_s;  // of each incident: until less than a tenth of the traffic meets it
    double choice_p50_ns = 0;
    double choice_p99_ns = 0;

    double regret_per_1000() const { return regret / static_cast<double>(messages) * 1'000; }
    double cost_per_delivered() const { return cost / static_cast<double>(delivered); }
    double delivered_share() const { return static_cast<double>(delivered) / static_cast<double>(sent); }
    double probe_share() const { return static_cast<double>(probes) / static_cast<double>(messages); }
    // Of what was paid.
    double probe_cost_share() const { return probe_cost / cost; }
};

score score_of(const game_record& record);

// Seconds from the beginning of an incident until the first ten seconds (and twenty messages) of which less than a
// tenth meet it; at most as long as it lasts. Negative: most traffic was elsewhere before it, so nothing had to leave.
double shift_seconds(const game_record& record, const incident& of);

// How differently two runs spread the messages of all clients but one over the links, between two times: the share of
// messages whose place would have to change.
double spread_difference(const game_record& left, const game_record& right, uint32_t but_client, int64_t from_ms,
                         int64_t to_ms);

}  // namespace kaskad::bench::routing
