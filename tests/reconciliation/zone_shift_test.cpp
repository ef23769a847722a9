#include "billing/reconciliation/zone_shift.hpp"

#include "tests/reconciliation/rows.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::billing::reconciliation {
namespace {

struct both_counts {
    quarter_counts ours;
    quarter_counts theirs;
};

// A week of traffic by day, less by night; theirs is `minutes` ahead and has a share of it only.
both_counts make_week(int32_t minutes, uint32_t kept_percent, std::mt19937& chance) {
    both_counts made;
    for (int64_t minute = 0; minute < 7 * 24 * 60; ++minute) {
        const auto hour = minute / 60 % 24;
        for (uint32_t count = chance() % (hour < 7 ? 3 : 12); count > 0; --count) {
            const auto time = NOVEMBER_MS + minute * 60'000 + chance() % 60'000;
            made.ours.add(time);
            if (chance() % 100 < kept_percent) made.theirs.add(time + minutes * 60'000 + chance() % 4'000);
        }
    }
    return made;
}

TEST(ReconciliationZoneShift, IsFoundInSixZones) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 chance{seed};
    for (const int32_t minutes : {0, 60, -300, 345, 840, -840}) {
        const auto week = make_week(minutes, 97, chance);
        const auto found = find_zone_shift(week.ours, week.theirs);
        ASSERT_TRUE(found.has_value()) << minutes << ": " << found.error();
        EXPECT_EQ(*found, minutes);
    }
}

// A file that is cut in its middle, or lacks a fifth of all rows, still has its clock.
TEST(ReconciliationZoneShift, IsFoundInAPoorFile) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 chance{seed};
    auto week = make_week(120, 80, chance);
    quarter_counts half;
    for (const auto& [quarter, count] : week.theirs.by_quarter())
        for (uint32_t each = 0; each < count && half.by_quarter().size() < 300; ++each)
            half.add(quarter * QUARTER_MS);
    EXPECT_EQ(find_zone_shift(week.ours, half), 120);
}

// Ten rows in every hour, every day the same: one hour is like the other.
TEST(ReconciliationZoneShift, IsAskedForWhereSeveralFit) {
    both_counts made;
    for (int64_t hour = 0; hour < 400; ++hour) {
        for (int count = 0; count < 10; ++count) {
            made.ours.add(NOVEMBER_MS + hour * 3'600'000);
            if (hour >= 100 && hour < 300) made.theirs.add(NOVEMBER_MS + hour * 3'600'000);
        }
    }
    const auto found = find_zone_shift(made.ours, made.theirs);
    ASSERT_FALSE(found.has_value());
    EXPECT_TRUE(found.error().contains("fit about as well")) << found.error();
}

TEST(ReconciliationZoneShift, IsAskedForWhereThereIsTooLittle) {
    quarter_counts few;
    few.add(NOVEMBER_MS);
    EXPECT_FALSE(find_zone_shift(few, few).has_value());
    EXPECT_FALSE(find_zone_shift(few, {}).has_value());
}

// The bound: quarters beyond it are not counted, and what is counted is still right.
TEST(ReconciliationZoneShift, CountsNoMoreQuartersThanItMay) {
    quarter_counts many;
    for (size_t quarter = 0; quarter < quarter_counts::QUARTERS_MAX + 10; ++quarter)
        many.add(static_cast<int64_t>(quarter) * QUARTER_MS);
    EXPECT_EQ(many.by_quarter().size(), quarter_counts::QUARTERS_MAX);
    many.add(0);
    EXPECT_EQ(many.at(0), 2u);
}

}  // namespace
}  // namespace kaskad::billing::reconciliation
