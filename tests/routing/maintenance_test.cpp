#include "routing/maintenance.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

constexpr int64_t MINUTE = 60'000;
constexpr int64_t HOUR = 60 * MINUTE;
constexpr int64_t WEEK = 7 * 24 * HOUR;
constexpr network_key HERE{1'026'201};
constexpr network_key THERE{1'026'202};

int64_t utc(int year, int month, int day, int hour, int minute = 0) {
    return *core::to_utc_ms({.year = year, .month = month, .day = day, .hour = hour, .minute = minute});
}

maintenance plan(const std::vector<maintenance_window>& windows) {
    auto made = maintenance::build(windows);
    EXPECT_TRUE(made) << made.error().why;
    return made ? std::move(*made) : maintenance{};
}

std::string fault(const maintenance_window& window) {
    const auto made = maintenance::build({{{.link = {1}, .when = once{0, 1}}, window}});
    return made ? "" : std::to_string(made.error().row) + ": " + made.error().why;
}

// Wednesday 3 June 2026, 02:00 to 04:00 UTC.
once night() {
    return {utc(2026, 6, 3, 2), utc(2026, 6, 3, 4)};
}

}  // namespace

TEST(RoutingMaintenance, KeepsTrafficAwayFromFiveMinutesBefore) {
    const auto all = plan({{.link = {1}, .when = night()}});
    const auto at = [&](int64_t utc_ms) { return all.find({1}, HERE, utc_ms); };
    const auto begin = utc(2026, 6, 3, 2);
    const auto end = utc(2026, 6, 3, 4);
    EXPECT_FALSE(at(begin - 5 * MINUTE - 1));
    EXPECT_EQ(at(begin - 5 * MINUTE), (maintenance_stay{begin, end, false}));
    EXPECT_EQ(at(begin - 1), (maintenance_stay{begin, end, false}));
    EXPECT_EQ(at(begin), (maintenance_stay{begin, end, true}));
    EXPECT_EQ(at(end - 1), (maintenance_stay{begin, end, true}));
    EXPECT_FALSE(at(end));
}

TEST(RoutingMaintenance, IsOfALinkOrOfOneOfItsNetworks) {
    const auto all = plan({{.link = {1}, .when = night()}, {.link = {2}, .network = HERE, .when = night()}});
    const auto at = utc(2026, 6, 3, 3);
    EXPECT_TRUE(all.find({1}, HERE, at));
    EXPECT_TRUE(all.find({1}, THERE, at));
    EXPECT_TRUE(all.find({1}, {}, at));
    EXPECT_TRUE(all.find({2}, HERE, at));
    EXPECT_FALSE(all.find({2}, THERE, at));
    EXPECT_FALSE(all.find({2}, {}, at));
    EXPECT_FALSE(all.find({3}, HERE, at));
}

// 3 June 2026 is a Wednesday.
TEST(RoutingMaintenance, ComesBackEachWeek) {
    const weekly when{.weekday = 2, .begin_minute = 2 * 60, .minutes = 120};
    const auto all = plan({{.link = {1}, .when = when}});
    for (const int64_t weeks : {-3'000, -1, 0, 1, 52}) {
        const auto begin = utc(2026, 6, 3, 2) + weeks * WEEK;
        const maintenance_stay stay{begin, begin + 2 * HOUR, true};
        EXPECT_FALSE(all.find({1}, HERE, begin - 5 * MINUTE - 1)) << weeks;
        EXPECT_FALSE(all.find({1}, HERE, begin - MINUTE)->is_running) << weeks;
        EXPECT_EQ(all.find({1}, HERE, begin), stay) << weeks;
        EXPECT_EQ(all.find({1}, HERE, begin + 2 * HOUR - 1), stay) << weeks;
        EXPECT_FALSE(all.find({1}, HERE, begin + 2 * HOUR)) << weeks;
    }
}

TEST(RoutingMaintenance, CountsAWeeksDaysWhereTheOperatorIs) {
    // Monday 01:00 at UTC+3 is Sunday 22:00; Sunday 23:00 at UTC-5 is Monday 04:00.
    const auto east = plan({{.link = {1}, .when = weekly{0, 60, 60, 180}}});
    EXPECT_TRUE(east.find({1}, HERE, utc(2026, 6, 7, 22, 30)));
    EXPECT_FALSE(east.find({1}, HERE, utc(2026, 6, 8, 1, 30)));
    const auto west = plan({{.link = {1}, .when = weekly{6, 23 * 60, 60, -300}}});
    EXPECT_TRUE(west.find({1}, HERE, utc(2026, 6, 8, 4, 30)));
    EXPECT_FALSE(west.find({1}, HERE, utc(2026, 6, 7, 23, 30)));
}

TEST(RoutingMaintenance, MayReachIntoTheNextWeek) {
    // From Sunday 23:00 to Tuesday 01:00.
    const auto all = plan({{.link = {1}, .when = weekly{6, 23 * 60, 26 * 60, 0}}});
    EXPECT_FALSE(all.find({1}, HERE, utc(2026, 6, 7, 22, 54)));
    EXPECT_TRUE(all.find({1}, HERE, utc(2026, 6, 7, 23)));
    EXPECT_TRUE(all.find({1}, HERE, utc(2026, 6, 8, 12)));
    EXPECT_EQ(all.find({1}, HERE, utc(2026, 6, 9, 0))->end_utc_ms, utc(2026, 6, 9, 1));
    EXPECT_FALSE(all.find({1}, HERE, utc(2026, 6, 9, 1)));
}

TEST(RoutingMaintenance, LastsUntilTheLastOfThoseThatOverlap) {
    const once longer{utc(2026, 6, 3, 3), utc(2026, 6, 3, 6)};
    for (const bool is_first : {true, false}) {
        const maintenance_window one{.link = {1}, .when = is_first ? longer : night()};
        const maintenance_window other{.link = {1}, .network = HERE, .when = is_first ? night() : longer};
        EXPECT_EQ(plan({one, other}).find({1}, HERE, utc(2026, 6, 3, 3))->end_utc_ms, utc(2026, 6, 3, 6));
    }
}

TEST(RoutingMaintenance, RefusesWhatIsNoWindow) {
    EXPECT_EQ(fault({.when = night()}), "2: no link");
    EXPECT_EQ(fault({.link = {1}, .when = once{5, 5}}), "2: the end is not after the beginning");
    EXPECT_EQ(fault({.link = {1}, .when = once{INT64_MIN, INT64_MAX}}), "2: times before 1970 are none");
    EXPECT_EQ(fault({.link = {1}, .when = once{0, 31 * 24 * HOUR}}), "");
    EXPECT_EQ(fault({.link = {1}, .when = once{0, 31 * 24 * HOUR + 1}}),
              "2: longer than 31 days: disable the link instead");
    EXPECT_EQ(fault({.link = {1}, .when = weekly{7, 0, 1, 0}}), "2: weekdays are 0 (Monday) to 6 (Sunday)");
    EXPECT_EQ(fault({.link = {1}, .when = weekly{6, 1'439, 8'640, 840}}), "");
    EXPECT_EQ(fault({.link = {1}, .when = weekly{0, 1'440, 1, 0}}), "2: a day's minutes are 0 to 1439");
    EXPECT_EQ(fault({.link = {1}, .when = weekly{0, 0, 0, 0}}), "2: the end is not after the beginning");
    EXPECT_EQ(fault({.link = {1}, .when = weekly{0, 0, 8'641, 0}}),
              "2: longer than 6 days a week: disable the link instead");
    EXPECT_EQ(fault({.link = {1}, .when = weekly{0, 0, 1, -841}}), "2: an offset from UTC is at most 14 hours");
}

TEST(RoutingMaintenance, HasNoMoreWindowsThanItsLimit) {
    std::vector<maintenance_window> rows(MAINTENANCE_WINDOWS_MAX, {.link = {1}, .when = night()});
    EXPECT_TRUE(maintenance::build(rows));
    rows.push_back(rows.back());
    EXPECT_EQ(maintenance::build(rows).error().row, MAINTENANCE_WINDOWS_MAX + 1);
}

TEST(RoutingMaintenance, IsNowhereWithoutAPlan) {
    EXPECT_FALSE(maintenance{}.find({1}, HERE, 0));
}

}  // namespace kaskad::routing
