#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// How long receipts take, as shares: of the messages that are delivered, the part whose receipt has come by an age; the
// same for those that fail. Both include what never comes: some receipts are lost, and many operators tell failures
// late or not at all.

namespace kaskad::routing {

// Ages in log-spaced steps from a second to three days, the longest validity that operators give.
inline constexpr size_t DELAY_STEPS = 24;
inline constexpr int64_t DELAY_FIRST_MS = 1'000;
inline constexpr int64_t DELAY_LAST_MS = 72 * 3'600'000LL;

// Where step `step` ends, in milliseconds.
int64_t delay_step_end(size_t step);
// The step an age lies in; the last one holds all that is older.
size_t delay_step(int64_t age_ms);

// Shares of receipts that have come by an age.
struct came_by {
    double delivered = 0;
    double failed = 0;
};

struct delay_law {
    using shares = std::array<double, DELAY_STEPS>;  // by the end of each step; never falls

    shares delivered{};
    shares failed{};

    came_by by(int64_t age_ms) const;
    double delivered_by(int64_t age_ms) const { return by(age_ms).delivered; }
    double failed_by(int64_t age_ms) const { return by(age_ms).failed; }
    // The age by which that share has come of the receipts of delivered messages that ever come.
    int64_t delivered_quantile_ms(double share) const;
};

// Before anything is known: most receipts within seconds, some within minutes, few within hours, one in a hundred
// never; failures mostly when the operator gives up, and three in ten never.
const delay_law& usual_delay_law();

// The same of reading, from the delivery on: half of those who read at all do so within minutes, the others in the
// course of a day. Nobody tells that a message was not read.
const delay_law& usual_reading_law();

}  // namespace kaskad::routing
