#include "smpp/time_format.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

namespace {

int64_t utc(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
    return core::to_utc_ms({year, month, day, hour, minute, second}).value();
}

int64_t after(std::string_view relative, int64_t now) {
    return resolve(parse_time(relative).value(), now);
}

}  // namespace

TEST(SmppTime, SaysWhatIsWrong) {
    EXPECT_EQ(parse_time("").error(), time_error::wrong_length);
    EXPECT_EQ(parse_time("02061023342900R").error(), time_error::wrong_length);
    EXPECT_EQ(parse_time("02O610233429000R").error(), time_error::not_digits);
    EXPECT_EQ(parse_time("020610233429000r").error(), time_error::wrong_sign);
    EXPECT_EQ(parse_time("021310233429000+").error(), time_error::not_in_calendar);
    EXPECT_EQ(parse_time("020610243429000+").error(), time_error::not_in_calendar);
    EXPECT_EQ(parse_time("020610233429049+").error(), time_error::not_in_calendar);
    EXPECT_TRUE(parse_time("020610233429048+").has_value());
}

TEST(SmppTime, ReadsYearsByThePivotOfAppendixC) {
    EXPECT_EQ(parse_time("370101000000000+")->utc_ms, utc(2037, 1, 1));
    EXPECT_EQ(parse_time("380101000000000+")->utc_ms, utc(1938, 1, 1));
}

TEST(SmppTime, ReadsYearsByAnotherPivot) {
    EXPECT_EQ(parse_time("990101000000000+", {.pivot_year = 100})->utc_ms, utc(2099, 1, 1));
    EXPECT_EQ(parse_time("700101000000000+", {.pivot_year = 70})->utc_ms, utc(1970, 1, 1));
}

// As the final_date of a query_sm_resp is written by some.
TEST(SmppTime, ReadsTwelveDigitsInTheMessageCentresZone) {
    EXPECT_EQ(parse_time("250523203911")->utc_ms, utc(2025, 5, 23, 20, 39, 11));
    EXPECT_EQ(parse_time("250523203911", {.zone = time_zone{180}})->utc_ms, utc(2025, 5, 23, 17, 39, 11));
    EXPECT_EQ(parse_time("250532203911").error(), time_error::not_in_calendar);
    EXPECT_EQ(parse_time("25052320391+").error(), time_error::not_digits);
}

TEST(SmppTime, IsNowWhereAllIsZero) {
    EXPECT_EQ(after("000000000000000R", utc(2025, 1, 31, 10)), utc(2025, 1, 31, 10));
}

TEST(SmppTime, TakesAnyPairOfARelativeTimeAndOnlyRealOnesElsewhere) {
    EXPECT_EQ(parse_time("999999999999999R")->relative, (relative_time{99, 99, 99, 99, 99, 99}));
    for (const auto* const text : {"250001000000000+", "250229000000000+", "250431000000000+", "250101240000000+",
                                   "250101006000000+", "250101000060000+", "250101000000049-"})
        EXPECT_EQ(parse_time(text).error(), time_error::not_in_calendar) << text;
}

TEST(SmppTime, MovesByCalendarMonthsAndYears) {
    EXPECT_EQ(after("000100000000000R", utc(2025, 1, 31, 10)), utc(2025, 2, 28, 10));
    EXPECT_EQ(after("010000000000000R", utc(2024, 2, 29)), utc(2025, 2, 28));
    EXPECT_EQ(after("001100000000000R", utc(2025, 3, 5)), utc(2026, 2, 5));
    EXPECT_EQ(after("000045000000000R", utc(2025, 1, 1)), utc(2025, 2, 15));
    EXPECT_EQ(after("000000990000000R", utc(2025, 1, 1)), utc(2025, 1, 5, 3));
    EXPECT_EQ(after("000000000000999R", utc(2025, 1, 1) + 7), utc(2025, 1, 1) + 7);
}

TEST(SmppTime, FormatsWhatItReads) {
    for (const int quarters : {-48, -13, 0, 4, 48}) {
        const int64_t moment = utc(2026, 12, 31, 23, 59, 58) + 700;
        const std::string text = format_absolute(moment, static_cast<int16_t>(quarters));
        ASSERT_EQ(text.size(), 16U);
        const auto parsed = parse_time(text);
        ASSERT_TRUE(parsed.has_value()) << text;
        EXPECT_EQ(parsed->utc_ms, moment) << text;
        EXPECT_EQ(parsed->offset_quarters, quarters);
    }
    EXPECT_EQ(format_absolute(utc(2026, 1, 2, 3, 4, 5)), "260102030405000+");
}

TEST(SmppTime, FormatsDurationsWithoutCalendarUnits) {
    EXPECT_EQ(format_relative(86'400'000), "000001000000000R");
    EXPECT_EQ(format_relative(90'061'000), "000001010101000R");
    EXPECT_EQ(format_relative(1), "000000000001000R");
    EXPECT_EQ(format_relative(0), "000000000000000R");
    EXPECT_EQ(format_relative(-5), "000000000000000R");
    EXPECT_EQ(format_relative(int64_t{400} * 86'400'000), "000099000000000R");
    EXPECT_EQ(format_relative(INT64_MAX - 1000), "000099000000000R");
    for (const int64_t seconds : {59, 60, 3599, 3600, 86'399, 123'456, 99 * 86'400}) {
        EXPECT_EQ(after(format_relative(seconds * 1000), 0), seconds * 1000);
    }
}

TEST(SmppReceiptDate, ReadsTheFormsThatOccur) {
    EXPECT_EQ(parse_receipt_date("2505232039"), utc(2025, 5, 23, 20, 39));
    EXPECT_EQ(parse_receipt_date("250523203911"), utc(2025, 5, 23, 20, 39, 11));
    EXPECT_EQ(parse_receipt_date("202505232039"), utc(2025, 5, 23, 20, 39));
    EXPECT_EQ(parse_receipt_date("20250523203911"), utc(2025, 5, 23, 20, 39, 11));
    EXPECT_EQ(parse_receipt_date("2025-05-23 20:39:11"), utc(2025, 5, 23, 20, 39, 11));
    EXPECT_EQ(parse_receipt_date("2505232039", time_zone{-60}), utc(2025, 5, 23, 21, 39));
    for (const auto* const text : {"", "0000000000", "...", "null", "25052320", "2513232039", "250523203911223344"})
        EXPECT_FALSE(parse_receipt_date(text).has_value()) << text;
    EXPECT_EQ(format_receipt_date(utc(2025, 5, 23, 23, 39), time_zone{60}), "2505240039");
}

}  // namespace kaskad::smpp
