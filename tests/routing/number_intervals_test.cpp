#include "routing/number_intervals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

namespace kaskad::routing {

namespace {

using ranges = std::vector<number_range>;

// The ranges over a place, the narrowest first.
std::vector<uint32_t> over(const number_intervals& intervals, uint64_t place) {
    std::vector<uint32_t> found;
    for (uint32_t step = intervals.find(place); step != number_intervals::NO_STEP; step = intervals.steps()[step].wider)
        found.push_back(intervals.steps()[step].range);
    return found;
}

using indices = std::vector<uint32_t>;

}  // namespace

TEST(RoutingNumberIntervals, TheNarrowestComesFirst) {
    const auto intervals = *number_intervals::build(ranges{{100, 1000}, {200, 300}, {250, 260}, {2000, 3000}});
    EXPECT_EQ(over(intervals, 99), indices{});
    EXPECT_EQ(over(intervals, 100), indices{0});
    EXPECT_EQ(over(intervals, 199), indices{0});
    EXPECT_EQ(over(intervals, 200), (indices{1, 0}));
    EXPECT_EQ(over(intervals, 255), (indices{2, 1, 0}));
    EXPECT_EQ(over(intervals, 260), (indices{1, 0}));
    EXPECT_EQ(over(intervals, 300), indices{0});
    EXPECT_EQ(over(intervals, 1000), indices{});
    EXPECT_EQ(over(intervals, 2999), indices{3});
    EXPECT_EQ(over(intervals, NUMBER_PLACES - 1), indices{});
    EXPECT_EQ(over(number_intervals{}, 5), indices{});
}

// Neither lies in the other; the narrower one still decides where both are.
TEST(RoutingNumberIntervals, RangesMayOverlapInPart) {
    const auto intervals = *number_intervals::build(ranges{{100, 200}, {150, 300}});
    EXPECT_EQ(over(intervals, 149), indices{0});
    EXPECT_EQ(over(intervals, 150), (indices{0, 1}));
    EXPECT_EQ(over(intervals, 200), indices{1});
}

TEST(RoutingNumberIntervals, ReachesBothEndsOfTheLine) {
    const auto intervals = *number_intervals::build(ranges{{0, NUMBER_PLACES}, {NUMBER_PLACES - 1, NUMBER_PLACES}});
    EXPECT_EQ(over(intervals, 0), indices{0});
    EXPECT_EQ(over(intervals, NUMBER_PLACES - 1), (indices{1, 0}));
}

TEST(RoutingNumberIntervals, RefusesEqualWidthsThatOverlap) {
    const auto conflict = [](ranges given) {
        const auto built = number_intervals::build(given);
        return built ? std::pair<size_t, size_t>{9, 9} : std::pair{built.error().one, built.error().other};
    };
    EXPECT_EQ(conflict({{100, 200}, {5, 6}, {100, 200}}), (std::pair<size_t, size_t>{0, 2}));
    EXPECT_EQ(conflict({{150, 250}, {100, 200}}), (std::pair<size_t, size_t>{1, 0}));
    EXPECT_EQ(conflict({{100, 200}, {200, 300}}), (std::pair<size_t, size_t>{9, 9}));
}

TEST(RoutingNumberIntervals, OverOnePlaceRangesAreBounded) {
    ranges given;
    for (uint64_t index = 0; index < NUMBER_RANGES_OVER_ONE_MAX; ++index)
        given.push_back({index, 1000});
    EXPECT_TRUE(number_intervals::build(given).has_value());
    given.push_back({999, 1000});
    const auto built = number_intervals::build(given);
    ASSERT_FALSE(built.has_value());
    EXPECT_EQ(built.error().one, given.size() - 1);
    EXPECT_EQ(built.error().other, given.size() - 1);
}

TEST(RoutingNumberIntervals, AgreesWithTryingEveryRange) {
    const char* seed_given = std::getenv("KASKAD_SEED");
    const uint64_t seed = seed_given != nullptr ? std::strtoull(seed_given, nullptr, 10) : std::random_device{}();
    std::cout << "KASKAD_SEED=" << seed << "\n";
    std::mt19937_64 random{seed};
    for (int round = 0; round < 200; ++round) {
        // A few heads wide, so that edges and heads meet.
        constexpr uint64_t UNIT = NUMBER_PLACES / 100'000;
        ranges given;
        for (uint64_t count = random() % 30; count > 0; --count) {
            const uint64_t from = random() % 100;
            given.push_back({from * UNIT, (from + 1 + random() % 40) * UNIT});
        }
        const auto built = number_intervals::build(given);
        for (uint64_t place = 0; built && place < 150; ++place) {
            indices expected;
            for (uint32_t index = 0; index < given.size(); ++index) {
                if (given[index].from <= place * UNIT && place * UNIT < given[index].to) expected.push_back(index);
            }
            std::ranges::sort(expected, {}, [&](uint32_t index) { return given[index].width(); });
            ASSERT_EQ(over(*built, place * UNIT), expected);
        }
    }
}

}  // namespace kaskad::routing
