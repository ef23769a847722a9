#include "routing/delay_counts.hpp"

#include <algorithm>
#include <numeric>

namespace kaskad::routing {

namespace {

constexpr double OPEN_MIN = 10;       // fewer say nothing about a step
constexpr double PARENT_WEIGHT = 50;  // receipts after which the own law counts as much as the parent's
constexpr double DELIVERED_MAX =
    0.99;  // of attempts: else nothing could have failed, and the law of failures is anything

double sum(const std::array<double, DELAY_STEPS>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0.0);
}

double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
}

}  // namespace

void delay_counts::fade(double factor) {
    for (auto* counts : {&open_, &delivered_, &failed_})
        for (double& count : *counts)
            count *= factor;
}

void delay_counts::add(const delay_counts& other) {
    for (size_t step = 0; step < DELAY_STEPS; ++step) {
        open_[step] += other.open_[step];
        delivered_[step] += other.delivered_[step];
        failed_[step] += other.failed_[step];
    }
}

double delay_counts::delivered() const {
    return sum(delivered_);
}

double delay_counts::failed() const {
    return sum(failed_);
}

// The steps that enough attempts have entered.
size_t delay_counts::reach() const {
    const auto end = std::ranges::find_if(open_, [](double count) { return count < OPEN_MIN; });
    return static_cast<size_t>(end - open_.begin());
}

// Aalen and Johansen's estimate of both outcomes' shares of all attempts gives the shapes. That `parent` is right about
// the share of receipts that have come by the end of the reach turns them into shares of the delivered and the failed.
delay_law delay_counts::law(const delay_law& parent) const {
    const size_t steps = reach();
    if (steps == 0 || delivered() == 0) return parent;
    delay_law::shares delivered_share{};
    delay_law::shares failed_share{};
    double open = 1;
    double delivered_sum = 0;
    double failed_sum = 0;
    for (size_t step = 0; step < steps; ++step) {
        const double came = std::min(1.0, share(delivered_[step], open_[step]));
        const double failed_here = std::min(1 - came, share(failed_[step], open_[step]));
        delivered_share[step] = delivered_sum += open * came;
        failed_share[step] = failed_sum += open * failed_here;
        open *= 1 - came - failed_here;
    }
    const double told = parent.delivered[steps - 1];
    const double is_delivered = std::min(share(delivered_sum, told), DELIVERED_MAX);
    const double weight = share(delivered(), delivered() + PARENT_WEIGHT);
    const double failures = (1 - is_delivered) * open_[0];
    const double failed_weight = share(failures, failures + PARENT_WEIGHT);
    delay_law made = parent;
    for (size_t step = 0; step < steps; ++step) {
        const double own = share(delivered_share[step], delivered_sum) * told;
        const double own_failed = std::min(1.0, failed_share[step] / (1 - is_delivered));
        made.delivered[step] = weight * own + (1 - weight) * parent.delivered[step];
        made.failed[step] = failed_weight * own_failed + (1 - failed_weight) * parent.failed[step];
    }
    // Who has told no failure so far will tell none later.
    const double tells =
        parent.failed[steps - 1] > 0 ? std::min(1.0, made.failed[steps - 1] / parent.failed[steps - 1]) : 1;
    for (size_t step = steps; step < DELAY_STEPS; ++step) {
        const double rest = parent.failed[step] - parent.failed[steps - 1];
        made.failed[step] = std::min(1.0, made.failed[steps - 1] + tells * rest);
    }
    return made;
}

void delay_counts::save(state_writer& to) const {
    for (const auto* counts : {&open_, &delivered_, &failed_})
        to.put_numbers(*counts);
}

void delay_counts::load(state_reader& from) {
    for (auto* counts : {&open_, &delivered_, &failed_}) {
        from.take_numbers(*counts);
        if (std::ranges::any_of(*counts, [](double count) { return count < 0; })) from.refuse();
    }
}

}  // namespace kaskad::routing
