#include "gateway/route_test_schedule.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

constexpr int64_t HOUR_MS = 3'600'000;
constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t MIDNIGHT = 20'454 * 24 * HOUR_MS;  // 2026-01-01

config::route_test_schedule each(uint32_t hours, uint32_t minute = 0) {
    return {.name = "nightly", .link = "alpha", .numbers = {"+491511"}, .every_hours = hours, .at_minute = minute};
}

bool is_due(const config::route_test_schedule& schedule, int64_t last_utc, int64_t now_utc) {
    facts::route_tests kept;
    facts::route_test test;
    test.schedule = "nightly";
    test.started_utc = last_utc;
    kept.rows.push_back(test);
    return !due_route_tests({schedule}, kept, now_utc).empty();
}

}  // namespace

TEST(RouteTestSchedule, WhatNeverRanIsDue) {
    facts::route_tests kept;
    facts::route_test by_hand;
    by_hand.started_utc = MIDNIGHT;
    kept.rows.push_back(by_hand);
    const auto due = due_route_tests({each(24)}, kept, MIDNIGHT + HOUR_MS);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due.front().schedule, "nightly");
    EXPECT_EQ(due.front().link, "alpha");
    EXPECT_EQ(due.front().by, "schedule");
}

TEST(RouteTestSchedule, ItIsDueOnceInEachTurn) {
    EXPECT_FALSE(is_due(each(24), MIDNIGHT + HOUR_MS, MIDNIGHT + 24 * HOUR_MS - 1));
    EXPECT_TRUE(is_due(each(24), MIDNIGHT + HOUR_MS, MIDNIGHT + 24 * HOUR_MS));
    EXPECT_FALSE(is_due(each(1), MIDNIGHT, MIDNIGHT + HOUR_MS - 1));
    EXPECT_TRUE(is_due(each(1), MIDNIGHT, MIDNIGHT + HOUR_MS));
}

TEST(RouteTestSchedule, ATurnBeginsAtItsMinute) {
    EXPECT_FALSE(is_due(each(1, 30), MIDNIGHT + 31 * MINUTE_MS, MIDNIGHT + HOUR_MS + 29 * MINUTE_MS));
    EXPECT_TRUE(is_due(each(1, 30), MIDNIGHT + 31 * MINUTE_MS, MIDNIGHT + HOUR_MS + 30 * MINUTE_MS));
}

}  // namespace kaskad::gateway
