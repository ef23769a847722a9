#include "bench/routing/controls.hpp"
#include "bench/routing/goals.hpp"
#include "bench/routing/report.hpp"
#include "bench/routing/score.hpp"
#include "bench/routing/suite.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

// The routing benchmark in short (docs/routing.md): the same worlds, goals and controls as bench_routing, an hour or
// two of them.

namespace kaskad::bench::routing {

namespace {

// Two that everybody knows and one that nobody does.
std::vector<uint64_t> make_seeds() {
    return {1, 2, std::random_device{}()};
}

void expect_met(const std::vector<verdict>& verdicts) {
    for (const auto& each : verdicts)
        EXPECT_TRUE(each.is_met || each.needs_time) << each.goal << ": " << each.measured;
}

std::vector<const scenario*> all_scenarios() {
    std::vector<const scenario*> all;
    for (const auto& each : scenarios())
        all.push_back(&each);
    return all;
}

}  // namespace

TEST(RoutingLaboratory, KaskadReachesItsGoals) {
    const auto seeds = make_seeds();
    SCOPED_TRACE(testing::Message() << "fresh seed " << seeds.back());
    auto played = *find_form("mid");
    played.load = {.rate = 2, .networks = 3, .time_ms = 2 * HOUR};
    const auto result = run_suite({.played = played,
                                   .scenarios = all_scenarios(),
                                   .seeds = seeds,
                                   .contestants = contestant_names(),
                                   .threads = 2});
    expect_met(judge(result));
    if (HasFailure()) std::puts(regret_table(result).c_str());
}

TEST(RoutingLaboratory, TrafficLeavesABlackHoleWithinTwentySeconds) {
    const auto seeds = make_seeds();
    SCOPED_TRACE(testing::Message() << "fresh seed " << seeds.back());
    auto played = *find_form("high");
    played.load = {.rate = 20, .networks = 2, .time_ms = HOUR};
    const auto result = run_suite({.played = played,
                                   .scenarios = {find_scenario("black hole")},
                                   .seeds = seeds,
                                   .contestants = {"thompson", "kaskad"},
                                   .threads = 2});
    const auto verdicts = judge(result);
    expect_met(verdicts);
    const auto about_shift = [](const verdict& each) { return each.goal.starts_with("traffic out of"); };
    EXPECT_EQ(std::ranges::count_if(verdicts, about_shift), 1);
}

TEST(RoutingLaboratory, CanBeTrusted) {
    const auto seeds = make_seeds();
    SCOPED_TRACE(testing::Message() << "fresh seed " << seeds.back());
    expect_met(run_controls({.load = {.rate = 2, .networks = 2, .time_ms = 2 * HOUR}, .seeds = seeds, .threads = 2}));
}

// Half of the traffic on a link that fails at 100 s; a message each half second; all of it elsewhere from 112 s on.
TEST(RoutingLaboratory, MeasuresHowLongTrafficStays) {
    game_record record;
    for (int64_t at = 0; at < 300 * SECOND; at += 500) {
        const bool is_there = at < 112 * SECOND;
        record.rows.push_back({.at_ms = at, .link = static_cast<uint8_t>(is_there ? 2 : 3)});
    }
    const incident failing{.network = 0, .link = 2, .from_ms = 100 * SECOND, .to_ms = 250 * SECOND};
    EXPECT_NEAR(shift_seconds(record, failing), 11.5, 0.6);  // one of the twenty that follow may still meet it
    const incident elsewhere{.network = 0, .link = 4, .from_ms = 100 * SECOND, .to_ms = 250 * SECOND};
    EXPECT_LT(shift_seconds(record, elsewhere), 0);
    const incident early{.network = 0, .link = 2, .from_ms = 50 * SECOND, .to_ms = 100 * SECOND};
    EXPECT_EQ(shift_seconds(record, early), 50);  // it never left while that lasted
}

TEST(RoutingLaboratory, CountsWhatMovedBetweenLinks) {
    game_record left;
    game_record right;
    for (int64_t at = 0; at < 100; ++at) {
        left.rows.push_back({.at_ms = at, .client = 1, .link = 2});
        right.rows.push_back({.at_ms = at, .client = 1, .link = static_cast<uint8_t>(at < 30 ? 4 : 2)});
        right.rows.push_back({.at_ms = at, .client = 5, .link = 5});
    }
    EXPECT_DOUBLE_EQ(spread_difference(left, right, 5, 0, 100), 0.3);
    EXPECT_DOUBLE_EQ(spread_difference(left, right, 5, 30, 100), 0);
}

// The oracle regrets nothing, and two plays of one world differ in nothing that is scored.
TEST(RoutingLaboratory, ScoresByTheTruthAlone) {
    const auto truth = make_world(*find_scenario("incidents"), {.rate = 2, .networks = 2, .time_ms = HOUR}, 7);
    const auto best = score_of(play(truth, nullptr));
    EXPECT_EQ(best.regret, 0);
    EXPECT_GT(best.messages, 10'000u);
    const auto cheapest = make_contestant("least cost", 2);
    const auto score = score_of(play(truth, cheapest.get()));
    EXPECT_EQ(score.messages, best.messages);
    EXPECT_GT(score.regret_per_1000(), 5);
    EXPECT_EQ(score.probes, 0u);
}

}  // namespace kaskad::bench::routing
