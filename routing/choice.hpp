#pragma once

#include "routing/delivery_estimate.hpp"
#include "routing/policy.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// Which of several links to take, when each costs something and none is known to deliver. Policies that look at
// delivery draw from what is believed of each link (Thompson), three times as sure as the beliefs are: so the best is
// taken nearly always, and those that may be better are tried as often as they may be. A fixed set of draws stands for
// all of them: the chance with which a link is chosen is then known exactly, and is written down with the decision.
// Same input and same `chance_key`, same choice.

namespace kaskad::routing {

inline constexpr size_t CHOICE_DRAWS = 64;
inline constexpr size_t CHOICE_OPTIONS_MAX = 32;

// cost: of the attempt whatever becomes of it; cost_delivered: on top of that if it is delivered. Both and `value` in
// the same unit. weight: its share under the weighted policy, its place (the lowest first) under the chain. ramp: at
// most that share of the messages, while others are not as new.
struct choice_option {
    delivery_estimate delivery;
    double on_time = 1;  // share of its deliveries that come within the deadline
    double cost = 0;
    double cost_delivered = 0;
    uint32_t weight = 1;
    double ramp = 1;

    friend bool operator==(const choice_option&, const choice_option&) = default;
};

struct choice_terms {
    policy_kind policy = policy_kind::expected_value;
    double value = 0;  // expected value: of a delivered message
    // expected value: share of `value`, within it the least cost of a delivery goes before worth. balanced: how far
    // below the best chance of a delivery in time an option may be.
    double band = 0;
    bool may_explore = true;  // false: the best, or a new one
    bool may_try_new = true;  // false: no new one within its ramp

    friend bool operator==(const choice_terms&, const choice_terms&) = default;
};

struct choice {
    size_t option = 0;
    size_t best = 0;  // by what is believed, without a draw
    uint8_t draw = 0;
    // With which each option was to be chosen; they add up to 1.
    std::array<double, CHOICE_OPTIONS_MAX> shares{};
    // What a delivered message (least cost, chain, weighted: an attempt) costs more over the option than over the best,
    // as believed, times the chance that it is delivered; never below 0.
    double loss = 0;

    bool is_new = false;  // it was taken because it is new

    double share() const { return shares[option]; }
};

// Not empty, at most CHOICE_OPTIONS_MAX. Weights not all 0.
choice choose(std::span<const choice_option> options, const choice_terms& terms, uint64_t chance_key);

// All that does not hang on the message: made once for as many messages as ask the same. Policies that draw; else the
// one step is the best alone.
struct prepared_choice {
    // Of the whole of chance up to `until`, from where the step before ended: who wins each draw.
    struct step {
        double until;
        bool is_new;  // those who win are new
        std::array<uint8_t, CHOICE_DRAWS> winners;
    };

    size_t best = 0;
    size_t count = 0;  // of steps; 0: nothing is drawn
    std::array<step, CHOICE_OPTIONS_MAX + 1> steps;
    std::array<double, CHOICE_OPTIONS_MAX> shares{};
    std::array<double, CHOICE_OPTIONS_MAX> losses{};
};

// As choose(), in two: choose(options, terms, key) = pick(prepare(options, terms), options, terms, key).
prepared_choice prepare(std::span<const choice_option> options, const choice_terms& terms);
choice pick(const prepared_choice& ready, std::span<const choice_option> options, const choice_terms& terms,
            uint64_t chance_key);

// The lower the better, by what is believed on average: the order in which the others are tried when one fails.
double rank_of(const choice_option& option, const choice_terms& terms);

// What an attempt over it is worth on average, as believed.
double worth(const choice_option& option, double value);

}  // namespace kaskad::routing
