#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

// The truth of one network through a run, minute by minute: what each link costs there, how likely it delivers, how its
// receipts behave. Drawn from the seed before anybody plays, so all contestants meet the same.

namespace kaskad::bench::routing {

inline constexpr int64_t SECOND = 1'000;
inline constexpr int64_t MINUTE = 60 * SECOND;
inline constexpr int64_t HOUR = 60 * MINUTE;
inline constexpr size_t LINKS = 6;
inline constexpr double VALUE = 0.12;    // of a delivered message, in the currency of the prices
inline constexpr double SELLING = 0.04;  // what the client pays for a message that is accepted

struct arm_truth {
    bool exists = true;
    double price = 0;   // charged for each submit that is accepted
    double chance = 0;  // of a delivery
    // Receipts.
    double lost = 0.01;         // of deliveries, never told
    double untold = 0;          // failures that are never told
    double fake = 0;            // failures told as deliveries
    int64_t held_until_ms = 0;  // told then at the earliest
    bool is_incident = false;   // for the time until traffic leaves
};

using minute_truth = std::array<arm_truth, LINKS>;
using timeline = std::vector<minute_truth>;

// Six links as markets have them, a little different in each network; nothing happens to them yet.
timeline make_timeline(uint64_t seed, size_t minutes);

}  // namespace kaskad::bench::routing
