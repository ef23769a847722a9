#include "routing/receipt_delays.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kaskad::routing {

namespace {

receipt_delays of(const std::vector<int64_t>& delays_ms) {
    receipt_delays made;
    for (const auto each : delays_ms)
        made.note(each);
    return made;
}

}  // namespace

TEST(RoutingReceiptDelays, TellTheShareUnderATime) {
    const auto seen = of({-5, 0, 50, 700, 2'000, 5'000, 90'000, 1'000'000'000});
    EXPECT_EQ(seen.count(), 8);
    EXPECT_DOUBLE_EQ(seen.share_under(1'000), 4.0 / 8);
    EXPECT_DOUBLE_EQ(seen.share_under(60'000), 6.0 / 8);
    EXPECT_DOUBLE_EQ(seen.share_under(72 * 3'600'000LL), 7.0 / 8);
    EXPECT_EQ(receipt_delays{}.share_under(1'000), 0);
    EXPECT_EQ(receipt_delays{}.densest_share(), 0);
}

TEST(RoutingReceiptDelays, SeeTheSameTimeAgainAndAgain) {
    EXPECT_EQ(of({5'000, 5'010, 4'990, 5'050}).densest_share(), 1);
    EXPECT_DOUBLE_EQ(of({5'000, 5'010, 50'000, 900}).densest_share(), 0.5);
    // Whatever the time, a tenth of it fits, and half of it does not.
    for (int64_t time = 200; time < 100'000'000; time = time * 11 / 10) {
        EXPECT_EQ(of({time, time + time / 10}).densest_share(), 1) << time;
        EXPECT_EQ(of({time, time + time / 2}).densest_share(), 0.5) << time;
    }
}

TEST(RoutingReceiptDelays, AreAsFarApartAsTheirCurves) {
    const auto quick = of({1'000, 1'000, 1'000, 8'000});
    const auto slow = of({8'000, 8'000, 8'000, 8'000});
    EXPECT_EQ(distance(quick.cumulated(), quick.cumulated()), 0);
    EXPECT_DOUBLE_EQ(distance(quick.cumulated(), slow.cumulated()), 0.75);
    EXPECT_DOUBLE_EQ(distance(slow.cumulated(), quick.cumulated()), 0.75);
}

TEST(RoutingReceiptDelays, HaveAMiddleThatOneLiarDoesNotBend) {
    const auto quick = of({500}).cumulated();
    const auto usual = of({8'000}).cumulated();
    EXPECT_EQ(distance(median_of(std::vector{usual, quick, usual}), usual), 0);
    EXPECT_DOUBLE_EQ(distance(median_of(std::vector{usual, quick}), usual), 0.5);
    EXPECT_EQ(distance(median_of(std::vector{quick}), quick), 0);
}

TEST(RoutingReceiptDelays, AddUp) {
    auto all = of({1'000, 2'000});
    all.add(of({1'000, 90'000}));
    EXPECT_EQ(all.count(), 4);
    EXPECT_DOUBLE_EQ(all.share_under(60'000), 0.75);
}

}  // namespace kaskad::routing
