#pragma once

// What is believed of the chance that a message is delivered: a beta distribution. `samples`: how many attempts with a
// known end would tell as much as has been seen, without the prior's.

namespace kaskad::routing {

struct delivery_prior {
    double mean = 0.85;
    double strength = 6;
};

struct delivery_estimate {
    double alpha = 0;
    double beta = 0;
    double samples = 0;

    double mean() const { return alpha / (alpha + beta); }
    // The chance is at least so much in nineteen of twenty cases (Wilson's bound, one-sided).
    double lower_bound() const;
    // The same of what it is at most.
    double upper_bound() const;
    double deviation() const;
};

}  // namespace kaskad::routing
