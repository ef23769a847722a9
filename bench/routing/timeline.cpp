#include "bench/routing/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace kaskad::bench::routing {

namespace {

using random = std::mt19937_64;

// Six links as markets have them: the dear ones mostly deliver, the cheap ones often do not.
constexpr std::array PRICES{0.010, 0.013, 0.017, 0.022, 0.028, 0.034};
constexpr std::array CHANCES{0.62, 0.78, 0.86, 0.92, 0.95, 0.975};

double even(random& draw, double low = 0, double high = 1) {
    return std::uniform_real_distribution{low, high}(draw);
}

double logit(double p) {
    return std::log(p / (1 - p));
}

double from_logit(double x) {
    return 1 / (1 + std::exp(-x));
}

// Calls `change(arm)` for a link from one minute up to another.
template <typename Change>
void between(timeline& truth, size_t link, size_t from, size_t to, Change&& change) {
    for (size_t minute = from; minute < std::min(to, truth.size()); ++minute)
        change(truth[minute][link]);
}

size_t share_of(const timeline& truth, double part) {
    return static_cast<size_t>(part * static_cast<double>(truth.size()));
}

// Chances move about their usual values, by about a tenth of the odds in an hour.
void drift(timeline& truth, uint64_t seed, double speed) {
    random draw{seed ^ 0xd1f7};
    for (size_t link = 0; link < LINKS; ++link) {
        double away = 0;
        for (auto& minute : truth) {
            away += -away / 600 + std::normal_distribution{0.0, 0.02 * speed}(draw);
            minute[link].chance = from_logit(logit(minute[link].chance) + away);
        }
    }
}

// Every five hours or so a link delivers much less for a quarter of an hour to two hours.
void break_down(timeline& truth, uint64_t seed, double each_minutes, double depth) {
    random draw{seed ^ 0x1c1de};
    for (size_t link = 0; link < LINKS; ++link) {
        std::exponential_distribution gap{1 / each_minutes};
        for (double at = gap(draw); at < static_cast<double>(truth.size()); at += gap(draw)) {
            const auto from = static_cast<size_t>(at);
            const auto to = from + static_cast<size_t>(even(draw, 15, 120));
            between(truth, link, from, to, [&](arm_truth& arm) {
                arm.chance *= depth;
                arm.is_incident = true;
            });
        }
    }
}

void stationary(timeline&, uint64_t) {}

void slow_drift(timeline& truth, uint64_t seed) {
    drift(truth, seed, 1);
}

void incidents(timeline& truth, uint64_t seed) {
    drift(truth, seed, 1);
    break_down(truth, seed, 300, 0.3);
}

// The best worth its price works for ten minutes and does not for ten.
void flapping(timeline& truth, uint64_t) {
    for (size_t minute = 0; minute < truth.size(); ++minute)
        if (minute / 10 % 2 == 1) truth[minute][2].chance *= 0.4;
}

void price_change(timeline& truth, uint64_t) {
    const auto noon = share_of(truth, 0.5);
    between(truth, 2, noon, truth.size(), [](arm_truth& arm) { arm.price = 0.031; });
    between(truth, 4, noon, truth.size(), [](arm_truth& arm) { arm.price = 0.014; });
}

void new_link(timeline& truth, uint64_t) {
    between(truth, 5, 0, share_of(truth, 0.5), [](arm_truth& arm) { arm.exists = false; });
    between(truth, 5, share_of(truth, 0.5), truth.size(), [](arm_truth& arm) { arm.price = 0.015; });
}

// Takes everything, delivers nothing and says nothing.
void black_hole(timeline& truth, uint64_t seed) {
    drift(truth, seed, 1);
    for (const double at : {0.3, 0.6, 0.8}) {
        const auto from = share_of(truth, at);
        for (const size_t link : {2, 3})
            between(truth, link, from + link * 7, from + link * 7 + share_of(truth, 0.08), [](arm_truth& arm) {
                arm.chance = 0;
                arm.untold = 1;
                arm.is_incident = true;
            });
    }
}

void receipts_late(timeline& truth, uint64_t) {
    for (const double at : {0.3, 0.65}) {
        const auto from = share_of(truth, at);
        const auto until = static_cast<int64_t>(from + 30) * MINUTE;
        for (const size_t link : {2, 3})
            between(truth, link, from, from + 30, [&](arm_truth& arm) { arm.held_until_ms = until; });
    }
}

void no_failures_told(timeline& truth, uint64_t seed) {
    drift(truth, seed, 1);
    for (const size_t link : {0, 3})
        between(truth, link, 0, truth.size(), [](arm_truth& arm) { arm.untold = 1; });
}

void fake_receipts(timeline& truth, uint64_t) {
    between(truth, 1, 0, truth.size(), [](arm_truth& arm) {
        arm.chance = 0.55;
        arm.fake = 0.9;
    });
}

// The operator itself is down: all links to it fail alike.
void operator_down(timeline& truth, uint64_t seed) {
    drift(truth, seed, 1);
    const auto from = share_of(truth, 0.45);
    for (size_t link = 0; link < LINKS; ++link)
        between(truth, link, from, from + share_of(truth, 0.1), [](arm_truth& arm) { arm.chance *= 0.2; });
}

}  // namespace

const std::vector<scenario>& scenarios() {
    static const std::vector<scenario> all{
        {.name = "stationary", .change = stationary},
        {.name = "slow drift", .change = slow_drift},
        {.name = "incidents", .change = incidents},
        {.name = "flapping", .change = flapping},
        {.name = "diurnal", .change = incidents, .is_diurnal = true},
        {.name = "price change", .change = price_change},
        {.name = "new link", .change = new_link},
        {.name = "black hole", .change = black_hole},
        {.name = "receipts late", .change = receipts_late},
        {.name = "no failures told", .change = no_failures_told},
        {.name = "fake receipts", .change = fake_receipts, .feedback = 0.2},
        {.name = "operator down", .change = operator_down},
    };
    return all;
}

timeline make_timeline(const scenario& played, uint64_t seed, uint32_t network, size_t minutes) {
    random draw{seed * 1'000'003 + network};
    minute_truth usual;
    for (size_t link = 0; link < LINKS; ++link) {
        usual[link].price = PRICES[link] * even(draw, 0.85, 1.15);
        usual[link].chance = from_logit(logit(CHANCES[link]) + even(draw, -0.7, 0.7));
    }
    timeline truth(minutes, usual);
    played.change(truth, draw());
    return truth;
}

}  // namespace kaskad::bench::routing
