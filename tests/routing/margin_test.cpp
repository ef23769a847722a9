#include "routing/margin.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

// Sold at 40, bought at 30 (units of 1e-8); the chance of a delivery lies between 0.70 and 0.90.
TEST(RoutingMargin, DependsOnWhoChargesOnWhat) {
    struct {
        const char* who;
        bool pays_on_delivery;
        int64_t price;
        int64_t delivered;
        int64_t spent;
        int64_t expected;
    } const table[] = {
        {"both on submit: 40 - 30", false, 30, 0, 0, 10},
        {"supplier on delivery, all delivered: 40 - 0.9 x 30", false, 30, 30, 0, 13},
        {"client on delivery, least delivered: 0.7 x 40 - 30", true, 30, 0, 0, -2},
        {"both on delivery: 0.7 x (40 - 30)", true, 30, 30, 0, 7},
        {"both on delivery at a loss: 0.9 x (40 - 50)", true, 50, 50, 0, -9},
        {"supplier half and half: 0.7 x 40 - 10 - 0.7 x 20", true, 30, 20, 0, 4},
        {"an earlier attempt cost 12", false, 30, 0, 12, -2},
    };
    for (const auto& line : table) {
        const margin_terms terms{{40}, line.pays_on_delivery, {line.spent}};
        EXPECT_EQ(least_margin(terms, {{line.price}, {line.delivered}}, {7'000, 9'000}).e8, line.expected) << line.who;
    }
}

TEST(RoutingMargin, IsRoundedTowardsTheLoss) {
    const margin_terms on_delivery{.sell = {1}, .pays_on_delivery = true, .spent = {}};
    EXPECT_EQ(least_margin(on_delivery, {{0}, {0}}, {9'999, 10'000}).e8, 0);   // 0.9999
    EXPECT_EQ(least_margin(on_delivery, {{1}, {0}}, {9'999, 10'000}).e8, -1);  // -0.0001
    EXPECT_EQ(least_margin(on_delivery, {{1}, {0}}, {10'000, 10'000}).e8, 0);
}

TEST(RoutingMargin, HoldsTheLargestPrices) {
    constexpr int64_t most = INT64_MAX;
    const margin_terms terms{.sell = {most}, .pays_on_delivery = true, .spent = {}};
    // Where 64 bits are just enough, and just not: 1.8 of the price earned, 0.9 owed, 1 spent before.
    for (const int64_t price : {49'999'999'999'999, 50'000'000'000'000, 99'999'999'999'999, 100'000'000'000'000})
        EXPECT_EQ(least_margin({{2 * price}, true, {price}}, {{price}, {price}}, {9'000, 9'000}).e8,
                  -(price / 10) - (price % 10 > 0 ? 1 : 0));
    EXPECT_EQ(least_margin(terms, {{most}, {0}}, {10'000, 10'000}).e8, 0);
    EXPECT_EQ(least_margin({{0}, false, {most}}, {{most}, {0}}, {0, 10'000}).e8, INT64_MIN);  // and no further
}

}  // namespace kaskad::routing
