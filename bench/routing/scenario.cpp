#include "bench/routing/scenario.hpp"

#include "bench/routing/chance.hpp"

#include <algorithm>

namespace kaskad::bench::routing {

namespace {

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
void drift(timeline& truth, uint64_t seed) {
    chance draw{seed ^ 0xd1f7};
    for (size_t link = 0; link < LINKS; ++link) {
        double away = 0;
        for (auto& minute : truth) {
            away += -away / 600 + 0.02 * draw.normal();
            minute[link].chance = from_logit(logit(minute[link].chance) + away);
        }
    }
}

void stationary(timeline&, uint64_t) {}

// Every five hours or so a link delivers much less for a quarter of an hour to two hours.
void incidents(timeline& truth, uint64_t seed) {
    drift(truth, seed);
    chance draw{seed ^ 0x1c1de};
    for (size_t link = 0; link < LINKS; ++link) {
        for (double at = draw.exponential(300); at < static_cast<double>(truth.size()); at += draw.exponential(300)) {
            const auto from = static_cast<size_t>(at);
            between(truth, link, from, from + static_cast<size_t>(draw.between(15, 120)), [](arm_truth& arm) {
                if (!arm.is_incident) arm.chance *= 0.3;
                arm.is_incident = true;
            });
        }
    }
}

// The best worth its price works for ten minutes and does not for ten.
void flapping(timeline& truth, uint64_t) {
    for (size_t minute = 0; minute < truth.size(); ++minute)
        if (minute / 10 % 2 == 1) truth[minute][2].chance *= 0.4;
}

// One becomes dear, one cheap, and one costs more than the client pays.
void price_change(timeline& truth, uint64_t) {
    const auto noon = share_of(truth, 0.5);
    between(truth, 2, noon, truth.size(), [](arm_truth& arm) { arm.price = 0.031; });
    between(truth, 3, noon, truth.size(), [](arm_truth& arm) { arm.price = SELLING + 0.002; });
    between(truth, 4, noon, truth.size(), [](arm_truth& arm) { arm.price = 0.014; });
}

void new_link(timeline& truth, uint64_t) {
    between(truth, 5, 0, share_of(truth, 0.5), [](arm_truth& arm) { arm.exists = false; });
    between(truth, 5, share_of(truth, 0.5), truth.size(), [](arm_truth& arm) { arm.price = 0.015; });
}

// Takes everything, delivers nothing and says nothing.
void black_hole(timeline& truth, uint64_t seed) {
    drift(truth, seed);
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
    drift(truth, seed);
    for (const size_t link : {0, 3})
        between(truth, link, 0, truth.size(), [](arm_truth& arm) { arm.untold = 1; });
}

void fake_receipts(timeline& truth, uint64_t) {
    between(truth, 1, 0, truth.size(), [](arm_truth& arm) {
        arm.chance = 0.55;
        arm.fake = 0.9;
    });
}

// The operator itself is down for a tenth of the run, each at another time: all links to it fail alike.
void operator_down(timeline& truth, uint64_t seed) {
    drift(truth, seed);
    const auto from = share_of(truth, chance{seed ^ 0xd0}.between(0.2, 0.8));
    for (size_t link = 0; link < LINKS; ++link)
        between(truth, link, from, from + share_of(truth, 0.1), [](arm_truth& arm) { arm.chance *= 0.2; });
}

using enum trouble::kind;

}  // namespace

const std::vector<scenario>& scenarios() {
    static const std::vector<scenario> all{
        {.name = "stationary", .change = stationary},
        {.name = "slow drift", .change = [](timeline& truth, uint64_t seed) { drift(truth, seed); }},
        {.name = "incidents", .change = incidents},
        {.name = "flapping", .change = flapping},
        {.name = "diurnal", .change = incidents, .is_diurnal = true},
        {.name = "price change", .change = price_change},
        {.name = "new link", .change = new_link},
        {.name = "capacity halved", .change = stationary, .capacity = 0.5},
        {.name = "black hole", .change = black_hole},
        {.name = "receipts late", .change = receipts_late},
        {.name = "no failures told", .change = no_failures_told},
        {.name = "fake receipts", .change = fake_receipts, .clients_that_tell = CLIENTS / 5},
        {.name = "operator down", .change = operator_down},
        {.name = "wrong networks", .change = stationary, .wrong_networks = 0.2},
        {.name = "second attempts", .change = stationary, .hard_numbers = 0.2, .has_second_attempts = true},
        {.name = "dead numbers", .change = stationary, .with_messages = {dead_numbers, 3, 0.3, 0.6, 0.4}},
        {.name = "sender blocked", .change = stationary, .with_messages = {sender_blocked, 2, 0.4, 0.7, 0.3}},
        {.name = "sender refused", .change = stationary, .with_messages = {sender_refused, 5, 0.4, 0.45, 0, 100}},
    };
    return all;
}

const scenario* find_scenario(std::string_view name) {
    const auto found = std::ranges::find(scenarios(), name, &scenario::name);
    return found == scenarios().end() ? nullptr : &*found;
}

}  // namespace kaskad::bench::routing
