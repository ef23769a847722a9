#pragma once

#include "routing/arm.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <random>

// A link whose truth is known: messages leave evenly, some are delivered, receipts come after delays of a law, some
// never.

namespace kaskad::routing {

struct receipt_truth {
    double chance = 0.95;
    double lost = 0.01;  // receipts of delivered messages that never come
    double untold = 0;   // failures that nobody tells
    int64_t expiry_ms = 3'600'000;
};

// Delays as operators show them: four in five within seconds, some minutes, few hours; a third of the failures at once,
// the others when the operator gives up.
class receipt_world {
  public:
    explicit receipt_world(uint64_t seed) : random_{seed} {}

    // Messages at a rate for a time; `truth` may change between calls.
    void run(arm& seen, const receipt_truth& truth, double rate_per_s, int64_t time_ms) {
        const auto step = std::llround(1'000 / rate_per_s);
        const auto end = now_ms_ + time_ms;
        for (; now_ms_ < end; now_ms_ += step) {
            tell(seen, now_ms_);
            seen.note_sent(now_ms_);
            draw(truth);
        }
        tell(seen, now_ms_);
    }

    int64_t now_ms() const { return now_ms_; }

  private:
    struct receipt {
        int64_t sent_ms;
        arm_outcome outcome;
    };

    bool holds(double chance) { return std::uniform_real_distribution<>{}(random_) < chance; }
    int64_t lognormal(double median_ms, double spread) {
        return std::llround(median_ms * std::exp(spread * std::normal_distribution<>{}(random_)));
    }
    int64_t positive_delay() {
        const double kind = std::uniform_real_distribution<>{}(random_);
        if (kind < 0.80) return lognormal(4'000, 0.8);
        if (kind < 0.95) return lognormal(60'000, 0.8);
        return std::llround(std::exponential_distribution<>{1.0 / 7'200'000}(random_));
    }

    void draw(const receipt_truth& truth) {
        const bool is_delivered = holds(truth.chance);
        if (holds(is_delivered ? truth.lost : truth.untold)) return;
        const auto delay = is_delivered ? positive_delay() : holds(0.35) ? lognormal(4'000, 0.8) : truth.expiry_ms;
        coming_.emplace(now_ms_ + delay, receipt{now_ms_, is_delivered ? arm_outcome::delivered : arm_outcome::failed});
    }

    void tell(arm& seen, int64_t until_ms) {
        while (!coming_.empty() && coming_.begin()->first <= until_ms) {
            const auto [at, what] = *coming_.begin();
            coming_.erase(coming_.begin());
            seen.note_outcome(what.sent_ms, what.outcome, at);
        }
    }

    std::mt19937_64 random_;
    int64_t now_ms_ = 1'000'000'000;
    std::multimap<int64_t, receipt> coming_;
};

}  // namespace kaskad::routing
