#include "billing/exchange_table.hpp"

#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <vector>

// Which rate holds on a day, and what comes of a price by it: half to even, in either direction, at every bound.

namespace kaskad::billing {

namespace {

constexpr core::currency GBP{{'G', 'B', 'P'}};
constexpr currency_pair EUR_USD{EUR, USD};
constexpr currency_pair USD_EUR{USD, EUR};
constexpr int64_t ONE = 100'000'000;

constexpr int64_t LOWEST = std::numeric_limits<int64_t>::min();
constexpr int64_t HIGHEST = std::numeric_limits<int64_t>::max();

std::optional<int64_t> worth(int64_t price, int64_t rate, bool is_inverse = false) {
    const auto found = exchanged({price}, {.rate_e8 = rate, .day = 0, .is_inverse = is_inverse});
    return found ? std::optional{found->e8} : std::nullopt;
}

}  // namespace

TEST(BillingExchangeTable, ARateHoldsUntilTheNext) {
    exchange_table table;
    table.assign(EUR_USD, 100, 110'000'000);
    table.assign(EUR_USD, 105, 120'000'000);
    EXPECT_EQ(table.find(EUR_USD, 99), std::nullopt) << "none was known yet";
    EXPECT_EQ(table.find(EUR_USD, 100), (exchange{110'000'000, 100}));
    EXPECT_EQ(table.find(EUR_USD, 104), (exchange{110'000'000, 100}));
    EXPECT_EQ(table.find(EUR_USD, 105), (exchange{120'000'000, 105}));
    EXPECT_EQ(table.find(EUR_USD, 4'294'967'295), (exchange{120'000'000, 105})) << "how old it is, is told with it";
    EXPECT_EQ(table.size(), 2u);
}

TEST(BillingExchangeTable, ARateOfAKnownDayIsReplaced) {
    exchange_table table;
    table.assign(EUR_USD, 100, 110'000'000);
    table.assign(EUR_USD, 100, 115'000'000);
    EXPECT_EQ(table.find(EUR_USD, 100), (exchange{115'000'000, 100}));
    EXPECT_EQ(table.size(), 1u);
}

TEST(BillingExchangeTable, TheOtherWayRoundIsAsGoodAndTheNewerHolds) {
    exchange_table table;
    table.assign(USD_EUR, 100, 80'000'000);
    EXPECT_TRUE(table.knows(EUR_USD));
    EXPECT_EQ(table.find(EUR_USD, 100), (exchange{80'000'000, 100, true}));
    table.assign(EUR_USD, 99, 130'000'000);
    EXPECT_EQ(table.find(EUR_USD, 100), (exchange{80'000'000, 100, true})) << "the inverse is newer";
    table.assign(EUR_USD, 100, 120'000'000);
    EXPECT_EQ(table.find(EUR_USD, 100), (exchange{120'000'000, 100})) << "of two of one day the direct one";
    EXPECT_EQ(table.find(USD_EUR, 100), (exchange{80'000'000, 100})) << "and so in the other direction";
    EXPECT_EQ(table.find(EUR_USD, 98), std::nullopt);
}

TEST(BillingExchangeTable, KnowsNoWayOverAThirdCurrency) {
    exchange_table table;
    table.assign(EUR_USD, 100, 110'000'000);
    table.assign({GBP, USD}, 100, 130'000'000);
    EXPECT_FALSE(table.knows({EUR, GBP}));
    EXPECT_EQ(table.find({EUR, GBP}, 100), std::nullopt);
}

TEST(BillingExchangeTable, ACurrencyIsWorthItself) {
    const exchange_table table;
    EXPECT_EQ(table.find({EUR, EUR}, 7), (exchange{ONE, 7}));
    EXPECT_EQ(exchanged({123}, *table.find({EUR, EUR}, 7)), core::price{123});
}

TEST(BillingExchange, RoundsHalfToEven) {
    struct line {
        int64_t price;
        int64_t rate;
        bool is_inverse;
        int64_t expected;
    };
    const std::vector<line> table{
        {3'450'000, 110'000'000, false, 3'795'000},  // 0.0345 EUR at 1.10
        {3'795'000, 110'000'000, true, 3'450'000},   // and back
        {1, 50'000'000, false, 0},                   // 0.5: to the even 0
        {3, 50'000'000, false, 2},                   // 1.5: to the even 2
        {5, 50'000'000, false, 2},                   // 2.5
        {1, 50'000'001, false, 1},                   // just over a half
        {3, 49'999'999, false, 1},                   // just under one and a half
        {-1, 50'000'000, false, 0},                  // the same below zero
        {-3, 50'000'000, false, -2},
        {-5, 50'000'000, false, -2},
        {-1, 50'000'001, false, -1},
        {1, 2 * ONE, true, 0},  // half of one
        {3, 2 * ONE, true, 2},
        {-3, 2 * ONE, true, -2},
        {2, 3 * ONE, true, 1},  // two thirds
        {1, 3 * ONE, true, 0},  // a third
        {0, 1, false, 0},       // nothing stays nothing
        {1, 1, true, ONE},      // at the lowest rate
        {ONE, 1, false, 1},
        {1, EXCHANGE_RATE_MAX_E8, false, 1'000'000},
        {1'000'000, EXCHANGE_RATE_MAX_E8, true, 1},
    };
    for (const auto& [price, rate, is_inverse, expected] : table)
        EXPECT_EQ(worth(price, rate, is_inverse), expected) << price << (is_inverse ? " / " : " * ") << rate;
}

TEST(BillingExchange, WhatDoesNotFitIsNothing) {
    EXPECT_EQ(worth(HIGHEST, ONE), HIGHEST);
    EXPECT_EQ(worth(LOWEST, ONE), LOWEST);
    EXPECT_EQ(worth(HIGHEST, ONE, true), HIGHEST);
    EXPECT_EQ(worth(HIGHEST, ONE + 1), std::nullopt);
    EXPECT_EQ(worth(LOWEST, ONE + 1), std::nullopt);
    EXPECT_EQ(worth(HIGHEST, ONE - 1, true), std::nullopt);
    EXPECT_EQ(worth(HIGHEST, EXCHANGE_RATE_MAX_E8), std::nullopt);
    EXPECT_EQ(worth(HIGHEST, 1, true), std::nullopt);
}

TEST(BillingExchangeTableDeathTest, TakesNoRateThatIsNone) {
    exchange_table table;
    EXPECT_DEATH(table.assign(EUR_USD, 1, 0), "rate_e8");
    EXPECT_DEATH(table.assign(EUR_USD, 1, -1), "rate_e8");
    EXPECT_DEATH(table.assign(EUR_USD, 1, EXCHANGE_RATE_MAX_E8 + 1), "rate_e8");
    EXPECT_DEATH(table.assign({EUR, EUR}, 1, ONE), "pair");
    EXPECT_DEATH((void)exchanged({1}, {.rate_e8 = 0}), "rate_e8");
}

// 80 EUR were 100 USD at 1.25 USD a euro; at 1.6 they are 62.5. Whichever way round the two rates are written.
TEST(BillingExchangeTable, ASumComesToAnotherAtAnotherRate) {
    const exchange direct{80'000'000, 1};                // 0.8
    const exchange inverse{125'000'000, 1, true};        // 1/1.25
    const exchange later{62'500'000, 2};                 // 0.625
    const exchange later_inverse{160'000'000, 2, true};  // 1/1.6
    for (const auto& was : {direct, inverse})
        for (const auto& is : {later, later_inverse}) {
            EXPECT_EQ(exchanged_anew({80'000'000}, was, is), core::amount{62'500'000});
            EXPECT_EQ(exchanged_anew({-80'000'000}, was, is), core::amount{-62'500'000});
            EXPECT_EQ(exchanged_anew({80'000'000}, is, was), core::amount{102'400'000});
        }
    EXPECT_EQ(exchanged_anew({80'000'000}, direct, inverse), core::amount{80'000'000});
}

TEST(BillingExchangeTable, ASumIsRoundedToTheEvenOneAndMayBeTooLarge) {
    const exchange one{ONE, 1};
    const exchange half{ONE / 2, 2};
    EXPECT_EQ(exchanged_anew({5}, one, half), core::amount{2});
    EXPECT_EQ(exchanged_anew({7}, one, half), core::amount{4});
    EXPECT_EQ(exchanged_anew({-5}, one, half), core::amount{-2});
    EXPECT_EQ(exchanged_anew({-7}, one, half), core::amount{-4});
    const exchange most{EXCHANGE_RATE_MAX_E8, 3};
    const exchange least{1, 4};
    EXPECT_EQ(exchanged_anew({HIGHEST}, most, least), core::amount{92'234});
    EXPECT_EQ(exchanged_anew({1}, least, most), core::amount{EXCHANGE_RATE_MAX_E8});
    EXPECT_EQ(exchanged_anew({HIGHEST}, one, half), core::amount{HIGHEST / 2 + 1}) << "half of an odd one, to the even";
    EXPECT_EQ(exchanged_anew({HIGHEST}, half, one), std::nullopt);
}

}  // namespace kaskad::billing
