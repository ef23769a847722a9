#include "billing/calendar.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

// Days and months of UTC as periods that follow one another without a gap. Numbers of days are checked against
// `date -u -d ... +%s`.

namespace kaskad::billing {

namespace {

constexpr int64_t DAY = 86'400'000;

struct expectation {
    std::string what;
    int64_t utc_ms;
    uint32_t begin_day;
    uint32_t days;
};

}  // namespace

TEST(BillingUtcCalendar, KnowsTheDay) {
    const std::vector<expectation> table{
        {"the first moment", 0, 0, 1},
        {"the last one of a day", DAY - 1, 0, 1},
        {"midnight belongs to the new day", DAY, 1, 1},
        {"2026-11-29 15:18:58", 1'795'965'538'000, 20'786, 1},
        {"before 1970 counts as 1970", -1, 0, 1},
        {"far before", -DAY * 400, 0, 1},
    };
    for (const auto& [what, utc_ms, begin_day, days] : table) {
        const auto found = utc_calendar{}.day({}, utc_ms);
        EXPECT_EQ(found, (local_period{begin_day, begin_day * DAY, (begin_day + days) * DAY})) << what;
    }
}

TEST(BillingUtcCalendar, KnowsTheMonth) {
    const std::vector<expectation> table{
        {"1970-01", 0, 0, 31},
        {"1970-01-31 23:59:59.999", 31 * DAY - 1, 0, 31},
        {"1970-02-01", 31 * DAY, 31, 28},
        {"2000-02-29: a leap year, for 400 divides it", 11'016 * DAY, 10'988, 29},
        {"2024-02-29: a leap year", 19'782 * DAY, 19'754, 29},
        {"2026-02-28: none", 20'512 * DAY, 20'485, 28},
        {"2026-11-29", 1'795'965'538'000, 20'758, 30},
        {"2026-12-31: the year ends with it", 20'818 * DAY, 20'788, 31},
        {"2100-02-28: none, for 100 divides it", 47'540 * DAY, 47'513, 28},
        {"before 1970 counts as 1970", -1, 0, 31},
    };
    for (const auto& [what, utc_ms, begin_day, days] : table) {
        const auto found = utc_calendar{}.month({}, utc_ms);
        EXPECT_EQ(found, (local_period{begin_day, begin_day * DAY, (begin_day + days) * DAY})) << what;
    }
}

TEST(BillingUtcCalendar, PeriodsFollowOneAnother) {
    const utc_calendar calendar;
    int64_t at = 0;
    for (int count = 0; count < 12 * 150; ++count) {
        const auto month = calendar.month({}, at);
        ASSERT_EQ(month.begin_utc_ms, at);
        ASSERT_EQ(calendar.month({}, month.end_utc_ms - 1), month);
        ASSERT_TRUE(month.contains(month.begin_utc_ms) && month.contains(month.end_utc_ms - 1));
        ASSERT_FALSE(month.contains(month.begin_utc_ms - 1) || month.contains(month.end_utc_ms));
        ASSERT_EQ(calendar.day({}, at).begin_day, month.begin_day);
        at = month.end_utc_ms;
    }
    EXPECT_EQ(at, calendar.month({}, at - 1).end_utc_ms);
}

// Who knows no zones says the hours of UTC whatever the zone.
TEST(BillingUtcCalendar, KnowsNoZones) {
    const utc_calendar calendar;
    EXPECT_EQ(calendar.day("Europe/Berlin", DAY - 1), calendar.day("", DAY - 1));
    EXPECT_EQ(calendar.month("Pacific/Auckland", 31 * DAY - 1), calendar.month("", 31 * DAY - 1));
}

}  // namespace kaskad::billing
