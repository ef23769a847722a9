#include "gateway/api/timestamp.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

TEST(Timestamp, ReadsWhatRfc3339Allows) {
    EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(parse_timestamp("2026-03-01T08:30:00Z"), 1772353800000);
    EXPECT_EQ(parse_timestamp("2026-03-01t10:30:00.25+02:00"), 1772353800250);
    EXPECT_EQ(parse_timestamp("2026-02-28T20:00:00-12:30"), 1772353800000);
    EXPECT_EQ(parse_timestamp("2026-03-01T08:30:00.123456789z"), 1772353800123);
    EXPECT_EQ(parse_timestamp("2024-02-29T23:59:59Z"), 1709251199000);
}

TEST(Timestamp, RefusesWhatIsNoPointOfTime) {
    for (const auto* text : {"",
                             "tomorrow",
                             "2026-03-01",
                             "2026-03-01T08:30:00",
                             "2026-03-01 08:30:00Z",
                             "2026-3-1T08:30:00Z",
                             "2026-02-29T08:30:00Z",
                             "2026-13-01T08:30:00Z",
                             "2026-00-01T08:30:00Z",
                             "2026-01-00T08:30:00Z",
                             "2026-03-01T24:00:00Z",
                             "2026-03-01T08:60:00Z",
                             "2026-03-01T08:30:60Z",
                             "2026-03-01T08:30:00.Z",
                             "2026-03-01T08:30:00.1234567890Z",
                             "2026-03-01T08:30:00+0200",
                             "2026-03-01T08:30:00+24:00",
                             "2026-03-01T08:30:00+02:60",
                             "2026-03-01T08:30:00Zx",
                             "+2026-03-01T08:30:00Z",
                             "-026-03-01T08:30:00Z",
                             "2026-03-01T08:30Z",
                             "1772353800"}) {
        EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
    }
}

TEST(Timestamp, RendersWhatItReads) {
    EXPECT_EQ(render_timestamp(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(render_timestamp(1772353800007), "2026-03-01T08:30:00.007Z");
    for (const int64_t utc_ms : {1LL, 951'782'399'999LL, 1'709'251'199'000LL, 4'102'444'799'999LL})
        EXPECT_EQ(parse_timestamp(render_timestamp(utc_ms)), utc_ms);
}

TEST(ApiTimestamp, ReadsADayAndAMonthAsDaysSince1970) {
    EXPECT_EQ(parse_day("1970-01-01"), 0U);
    EXPECT_EQ(parse_day("2026-11-01"), 20758U);  // 56 years, 14 of them leap years; the 305th day
    EXPECT_EQ(parse_month("2026-11"), 20758U);
    EXPECT_EQ(render_day(20758), "2026-11-01");
    for (const auto* wrong : {"", "2026-11", "2026-02-29", "1969-12-31", "2026-11-01T00:00:00Z", "2026-11-1", "26-11-01"})
        EXPECT_EQ(parse_day(wrong), std::nullopt) << wrong;
    for (const auto* wrong : {"", "2026-13", "2026-11-01", "2026"})
        EXPECT_EQ(parse_month(wrong), std::nullopt) << wrong;
}

}  // namespace

}  // namespace kaskad::gateway::api
