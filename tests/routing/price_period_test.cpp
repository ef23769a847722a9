#include "routing/price_period.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

// Rows that overlap, as periods that do not: each line a price from a moment until another.

namespace kaskad::routing {
namespace {

using line = std::tuple<int64_t, int64_t, int64_t>;  // from, to, price

std::vector<line> periods_of(const std::vector<price_row>& rows) {
    std::vector<const price_row*> pointers;
    for (const auto& row : rows)
        pointers.push_back(&row);
    std::vector<price_period> periods;
    append_periods(pointers, periods);
    std::vector<line> lines;
    for (const auto& each : periods)
        lines.emplace_back(each.from_utc_ms, each.to_utc_ms, each.price.e8);
    return lines;
}

price_row row(int64_t from, int64_t to, int64_t price) {
    return valid(buy_row(1, price), from, to);
}

TEST(RoutingPricePeriod, OneRowIsOnePeriod) {
    EXPECT_EQ(periods_of({row(5, 9, 1)}), (std::vector<line>{{5, 9, 1}}));
    EXPECT_EQ(periods_of({row(0, 0, 1)}), (std::vector<line>{{0, PRICE_FOREVER, 1}}));
    EXPECT_TRUE(periods_of({}).empty());
}

TEST(RoutingPricePeriod, TheLaterStartCutsTheEarlierAndGivesBack) {
    EXPECT_EQ(periods_of({row(0, 0, 1), row(10, 20, 2), row(15, 16, 3)}),
              (std::vector<line>{{0, 10, 1}, {10, 15, 2}, {15, 16, 3}, {16, 20, 2}, {20, PRICE_FOREVER, 1}}));
    EXPECT_EQ(periods_of({row(0, 10, 1), row(5, 20, 2)}), (std::vector<line>{{0, 5, 1}, {5, 20, 2}}));
    EXPECT_EQ(periods_of({row(0, 10, 1), row(10, 20, 2)}), (std::vector<line>{{0, 10, 1}, {10, 20, 2}}));
}

TEST(RoutingPricePeriod, BetweenTwoRowsThereMayBeNothing) {
    EXPECT_EQ(periods_of({row(0, 10, 1), row(15, 20, 2)}), (std::vector<line>{{0, 10, 1}, {15, 20, 2}}));
    EXPECT_EQ(periods_of({row(-5, 0, 1), row(-3, -2, 2)}),
              (std::vector<line>{{-5, -3, 1}, {-3, -2, 2}, {-2, PRICE_FOREVER, 1}}))
        << "an end of 0 is none";
}

// The most that rows can be cut into: each within the one before.
TEST(RoutingPricePeriod, AtMostTwoForEachRow) {
    std::vector<price_row> rows;
    for (int64_t place = 0; place < 1000; ++place)
        rows.push_back(row(place, 10'000 - place, place));
    EXPECT_EQ(periods_of(rows).size(), 2 * rows.size() - 1);
}

}  // namespace
}  // namespace kaskad::routing
