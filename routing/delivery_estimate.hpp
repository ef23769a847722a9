#pragma once

// What is believed of the chance that a message is delivered: a beta distribution. `samples`: how many attempts with a
// known end would tell as much as has been seen, without the prior's.

namespace kaskad::routing {

struct delivery_prior {
    double mean = 0.85;
    double strength = 6;
};

struct chance_range {
    double low = 0;
    double high = 1;
};

struct delivery_estimate {
    double alpha = 0;
    double beta = 0;
    double samples = 0;

    double mean() const { return alpha / (alpha + beta); }
    // The chance is at least `low` in nineteen of twenty cases, and at most `high` in as many (Wilson's bounds, each
    // one-sided).
    chance_range bounds() const;
    double lower_bound() const { return bounds().low; }
    double upper_bound() const { return bounds().high; }
    double deviation() const;

    friend bool operator==(const delivery_estimate&, const delivery_estimate&) = default;
};

}  // namespace kaskad::routing
