#include "routing/arm_reading.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kaskad::routing {

namespace {

constexpr int ROUNDS_MAX = 8;   // of expectation and maximisation
constexpr double CLOSE = 2e-4;  // rounds that change less end
constexpr double CHANCE_MIN = 1e-4;
constexpr double DOUBTED_SAMPLES = 3;  // that all the doubted past counts for at most

constexpr double SURPRISE_MIN = 4.5;  // standard deviations
constexpr double LAW_ERROR = 0.05;    // by which what is expected may be wrong anyway
constexpr double EXPECTED_MIN = 4;    // receipts that should have come since, before a change is believed
constexpr double KNOWN_MIN = 10;      // and before, to know what was usual

double chance_within(double chance) {
    return std::clamp(chance, CHANCE_MIN, 1 - CHANCE_MIN);
}

// Deliveries that have come, beside the attempts whose delivery would have been told by now.
struct tally {
    double came = 0;
    double due = 0;
    double due_squares = 0;

    void add(double weight, const arm_reading::part& each) {
        const double due_here = weight * each.sent * each.came.delivered;
        came += weight * each.delivered;
        due += due_here;
        due_squares += due_here * each.came.delivered;
    }
    tally without(const tally& other) const {
        return {came - other.came, due - other.due, due_squares - other.due_squares};
    }
};

// How far `now` is from what `before` lets expect, in standard deviations. What is expected is itself not known well.
double surprise_of(const tally& now, const tally& before) {
    if (before.due < KNOWN_MIN || now.due < EXPECTED_MIN) return 0;
    const double chance = chance_within((before.came + 1) / (before.due + 1.2));
    const double spread = chance * now.due - chance * chance * now.due_squares;
    const double usual = now.due * now.due * chance * (1 - chance) / before.due;
    const double law = LAW_ERROR * chance * now.due;
    return (now.came - chance * now.due) / std::sqrt(spread + usual + law * law + 0.1);
}

}  // namespace

void arm_reading::add(const part& next) {
    if (count_ == PARTS_MAX) return;
    parts_[count_++] = next;
    if (next.is_doubted) doubted_ += next.weight * next.sent;
}

double arm_reading::kept() const {
    return doubted_ > DOUBTED_SAMPLES ? DOUBTED_SAMPLES / doubted_ : 1;
}

// Expectation and maximisation: open ones count as delivered by the chance that they still are.
delivery_estimate arm_reading::estimate(const delivery_prior& prior, double start) const {
    struct open_part {
        double count;
        came_by came;
    };
    std::array<open_part, PARTS_MAX> open;
    size_t open_parts = 0;
    double delivered = 0;
    double failed = 0;
    for (const auto& each : parts()) {
        const double weight = each.weight * (each.is_doubted ? kept() : 1);
        delivered += weight * each.delivered;
        failed += weight * each.failed;
        if (each.open() > 0) open[open_parts++] = {weight * each.open(), each.came};
    }
    const std::span all_open{open.data(), open_parts};
    double chance = chance_within(start);
    for (int round = 0; round < ROUNDS_MAX; ++round) {
        double positives = prior.mean * prior.strength + delivered;
        double all = prior.strength + delivered + failed;
        for (const auto& each : all_open) {
            const double still = chance * (1 - each.came.delivered);
            const double other = (1 - chance) * (1 - each.came.failed);
            if (still + other <= 0) continue;
            positives += each.count * still / (still + other);
            all += each.count;
        }
        const double before = std::exchange(chance, chance_within(positives / all));
        if (std::abs(chance - before) < CLOSE) break;
    }
    // The observed information, the prior's included, as a number of samples: exactly theirs where nothing is open.
    double information = (prior.mean * prior.strength + delivered) / (chance * chance) +
                         ((1 - prior.mean) * prior.strength + failed) / ((1 - chance) * (1 - chance));
    for (const auto& each : all_open) {
        const double still = 1 - chance * each.came.delivered - (1 - chance) * each.came.failed;
        const double slope = each.came.failed - each.came.delivered;
        if (still > 0) information += each.count * slope * slope / (still * still);
    }
    const double count = information * chance * (1 - chance);
    return {.alpha = count * chance, .beta = count * (1 - chance), .samples = std::max(0.0, count - prior.strength)};
}

// Compares what left since each part's beginning with all before it, weighed by age.
arm_reading::change arm_reading::find_change() const {
    tally all;
    for (const auto& each : parts())
        if (!each.is_doubted) all.add(each.weight, each);
    tally now;
    tally weighed;
    change most;
    for (const auto& each : parts()) {
        if (each.is_doubted) break;
        now.add(1, each);
        weighed.add(each.weight, each);
        const double surprise = surprise_of(now, all.without(weighed));
        if (std::abs(surprise) > std::abs(most.surprise)) most = {surprise, each.begin_ms};
    }
    return std::abs(most.surprise) < SURPRISE_MIN ? change{} : most;
}

}  // namespace kaskad::routing
