#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The truth of one network through a run, minute by minute: what each link costs there, how likely it delivers, how its
// receipts behave. Drawn from the seed before anybody plays, so all contestants meet the same.

namespace kaskad::bench::routing {

inline constexpr int64_t SECOND = 1'000;
inline constexpr int64_t MINUTE = 60 * SECOND;
inline constexpr int64_t HOUR = 60 * MINUTE;
inline constexpr size_t LINKS = 6;
inline constexpr double VALUE = 0.12;  // of a delivered message, in the currency of the prices

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

struct scenario {
    std::string_view name;
    void (*change)(timeline& truth, uint64_t seed);
    double feedback = 0;      // share of messages whose client says whether they arrived
    bool is_diurnal = false;  // traffic goes from a fifth to nine fifths of its mean
};

const std::vector<scenario>& scenarios();
timeline make_timeline(const scenario& played, uint64_t seed, uint32_t network, size_t minutes);

}  // namespace kaskad::bench::routing
