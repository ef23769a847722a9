#pragma once

#include "bench/routing/score.hpp"
#include "bench/routing/world.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

// Plays scenarios, seeds and contestants against one another, on several threads; the scores do not hang on how many.

namespace kaskad::bench::routing {

// A load, and what Kaskad must reach under it.
struct form {
    std::string_view name;
    traffic load;
    double regret_max = 0;              // of the best baseline's
    std::optional<double> shift_max_s;  // out of a black hole
};

const std::vector<form>& forms();
// Null: there is none of that name.
const form* find_form(std::string_view name);

struct outcome {
    score scored;
    // Of the other clients' traffic during a trouble with messages, beside the same run without it.
    std::optional<double> shifted;
};

struct suite_plan {
    form played;
    std::vector<const scenario*> scenarios;
    std::vector<uint64_t> seeds;
    std::vector<std::string_view> contestants;
    bend bent;
    unsigned threads = 1;
};

// Of a contestant: by scenario and by seed, as in the plan.
using outcomes = std::vector<std::vector<outcome>>;

struct suite_result {
    suite_plan plan;
    std::map<std::string_view, outcomes> by_contestant;

    // Means over the seeds.
    double regret(std::string_view contestant, size_t scenario) const;
    double cost_per_delivered(std::string_view contestant, size_t scenario) const;
    // Over all scenarios and seeds.
    double regret(std::string_view contestant) const;
    // The one with the least regret over all, Kaskad and what is not a baseline left out.
    std::string_view best_baseline() const;
};

// The ratio of two contestants' regrets with seeds drawn again and again (paired bootstrap): where 95 of 100 lie.
std::pair<double, double> ratio_interval(const suite_result& result, std::string_view left, std::string_view right);

suite_result run_suite(const suite_plan& plan);

}  // namespace kaskad::bench::routing
