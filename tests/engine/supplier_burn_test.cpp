#include "engine/supplier_burn.hpp"

#include "engine/supplier_book.hpp"

#include <gtest/gtest.h>

namespace kaskad::engine {
namespace {

constexpr int64_t MINUTE = 60'000;
constexpr int64_t HOUR = 60 * MINUTE;
constexpr int64_t WEEK = 168 * HOUR;
constexpr int64_t MONDAY = 1'767'571'200'000;  // 2026-01-05 00:00

// A week in which each hour costs what `pace` says of its number.
supplier_burn after_a_week(auto pace) {
    supplier_burn burn;
    int64_t bought = 0;
    for (int64_t hour = 0; hour < 168; ++hour) {
        burn.note(MONDAY + hour * HOUR, {bought});
        bought += pace(hour);
        burn.note(MONDAY + hour * HOUR + 59 * MINUTE, {bought});
    }
    burn.note(MONDAY + WEEK, {bought});
    return burn;
}

TEST(SupplierBurn, ASteadyPaceIsADivision) {
    const auto burn = after_a_week([](int64_t) { return 60'000; });
    EXPECT_EQ(burn.last_hour(), core::amount{60'000});
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK, {60'000}), 60);
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK, {90'000}), 90);
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK + 30 * MINUTE, {90'000}), 90);
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK, {0}), 0);
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK, {-5}), 0);
}

// Nothing at night, all at noon: the same money does for longer in the evening.
TEST(SupplierBurn, ThePaceIsThatOfTheSameHoursAWeekBefore) {
    const auto burn = after_a_week([](int64_t hour) { return hour % 24 == 12 ? 120'000 : 0; });
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK + 12 * HOUR, {60'000}), 30);
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK + 13 * HOUR, {60'000}), 23 * 60 + 30);
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK + 12 * HOUR, {180'000}), 24 * 60 + 30);
}

TEST(SupplierBurn, SaysNothingBeforeAnHourWasWatched) {
    supplier_burn burn;
    EXPECT_EQ(burn.minutes_left(MONDAY, {1}), std::nullopt);
    burn.note(MONDAY, {0});
    burn.note(MONDAY + 30 * MINUTE, {500});
    EXPECT_EQ(burn.minutes_left(MONDAY + 30 * MINUTE, {1}), std::nullopt);
    burn.note(MONDAY + HOUR, {600});
    EXPECT_EQ(burn.last_hour(), core::amount{600});
    EXPECT_EQ(burn.minutes_left(MONDAY + HOUR, {600}), 60) << "an hour not watched goes as the last one";
}

TEST(SupplierBurn, BeyondFourWeeksItSaysNothing) {
    const auto burn = after_a_week([](int64_t) { return 1; });
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK, {168 * 4}), 4 * 168 * 60);
    EXPECT_EQ(burn.minutes_left(MONDAY + WEEK, {168 * 4 + 1}), std::nullopt);
    const auto idle = after_a_week([](int64_t) { return 0; });
    EXPECT_EQ(idle.minutes_left(MONDAY + WEEK, {1}), std::nullopt);
}

// What was bought between the last word and a stop is the last hour's; hours without us cost nothing.
TEST(SupplierBurn, HoursOfAStopWereIdle) {
    supplier_burn burn;
    burn.note(MONDAY, {0});
    burn.note(MONDAY + 4 * HOUR, {1'000});
    EXPECT_EQ(burn.state().spent_e6[MONDAY / HOUR % 168], 1'000);
    EXPECT_EQ(burn.state().spent_e6[(MONDAY / HOUR + 1) % 168], 0);
    EXPECT_EQ(burn.last_hour(), core::amount{0});
}

TEST(SupplierBurn, AClockSetBackBeginsTheHourAnew) {
    supplier_burn burn;
    burn.note(MONDAY + 10 * HOUR, {100});
    burn.note(MONDAY, {200});
    burn.note(MONDAY + HOUR, {250});
    EXPECT_EQ(burn.last_hour(), core::amount{50});
}

TEST(SupplierBook, ComesBackFromItsOctets) {
    supplier_book book;
    book.at({7}).burn.note(MONDAY, {0});
    book.at({7}).burn.note(MONDAY + HOUR, {3});
    book.at({8}).burn.note(MONDAY, {0});  // idle, and not kept
    book.at({8}).burn.note(MONDAY + HOUR, {0});
    book.at({9}).burn = after_a_week([](int64_t hour) { return hour; });
    supplier_book other;
    ASSERT_TRUE(other.load(book.save(5)));
    EXPECT_EQ(other.find({7})->burn.state(), book.find({7})->burn.state());
    EXPECT_EQ(other.find({9})->burn.state(), book.find({9})->burn.state());
    EXPECT_EQ(other.find({8}), nullptr);
}

TEST(SupplierBook, RefusesOctetsThatAreNotItsOwn) {
    supplier_book book;
    book.at({7}).burn.note(MONDAY, {5});
    book.at({7}).burn.note(MONDAY + HOUR, {6});
    const auto octets = book.save(5);
    supplier_book other;
    for (size_t size = 0; size < octets.size(); ++size)
        EXPECT_FALSE(other.load(octets.substr(0, size))) << size;
    EXPECT_FALSE(other.load(octets + "x"));
    EXPECT_EQ(other.find({7}), nullptr);
}

}  // namespace
}  // namespace kaskad::engine
