#include "core/money.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <limits>
#include <random>

namespace kaskad::core {

namespace {

constexpr auto MAX = std::numeric_limits<int64_t>::max();
constexpr auto MIN = std::numeric_limits<int64_t>::min();

}  // namespace

TEST(CoreMoney, ReadsExactDecimals) {
    struct {
        std::string_view text;
        int64_t e8;
    } const table[] = {
        {"0", 0},
        {"1", 100'000'000},
        {"0.0345", 3'450'000},
        {"0.00000001", 1},
        {"-1", -100'000'000},
        {"-0.5", -50'000'000},
        {"12.", 1'200'000'000},
        {"007.10", 710'000'000},
        {"92233720368.54775807", MAX},
        {"-92233720368.54775807", -MAX},
    };
    for (const auto& [text, e8] : table) {
        const auto read = parse_price(text);
        ASSERT_TRUE(read.has_value()) << text;
        EXPECT_EQ(read->e8, e8) << text;
    }
}

TEST(CoreMoney, RefusesWhatIsNoExactDecimal) {
    for (const auto text :
         {"", "-", ".", ".5", "-.5", "+1", "1,5", "1.2.3", "1e3", " 1", "1 ", "0x1", "--1", "1-", "inf", "0.000000001",
          "92233720368.54775808", "99999999999999999999999999999999999999999999"}) {
        const auto read = parse_price(text);
        ASSERT_FALSE(read.has_value()) << text;
        EXPECT_NE(read.error().find("'" + std::string{text} + "'"), std::string::npos) << "the error quotes the text";
    }
}

TEST(CoreMoney, AmountsHaveSixDecimals) {
    EXPECT_EQ(parse_amount("0.000001")->e6, 1);
    EXPECT_FALSE(parse_amount("0.0000001").has_value());
    EXPECT_EQ(parse_amount("9223372036854.775807")->e6, MAX);
    EXPECT_FALSE(parse_amount("9223372036854.775808").has_value());
}

TEST(CoreMoney, WritesTheShortestDecimal) {
    EXPECT_EQ(to_string(price{0}), "0");
    EXPECT_EQ(to_string(price{3'450'000}), "0.0345");
    EXPECT_EQ(to_string(price{1}), "0.00000001");
    EXPECT_EQ(to_string(price{-50'000'000}), "-0.5");
    EXPECT_EQ(to_string(price{1'200'000'000}), "12");
    EXPECT_EQ(to_string(amount{1'000'001}), "1.000001");
    EXPECT_EQ(to_string(amount{100'000'000}), "100");
    EXPECT_EQ(to_string(amount{MAX}), "9223372036854.775807");
    EXPECT_EQ(to_string(amount{MIN}), "-9223372036854.775808");
}

TEST(CoreMoney, WhatIsWrittenReadsBackTheSame) {
    const char* given = std::getenv("KASKAD_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "KASKAD_SEED=" << seed << "\n";
    std::mt19937_64 random{seed};
    for (int count = 0; count < 10'000; ++count) {
        const auto value = static_cast<int64_t>(random()) >> (random() % 60);
        if (value == MIN) continue;
        ASSERT_EQ(parse_price(to_string(price{value})), price{value});
        ASSERT_EQ(parse_amount(to_string(amount{value})), amount{value});
    }
}

TEST(CoreMoney, RoundsHalfToEvenOnce) {
    struct {
        int64_t price_e8;
        uint32_t count;
        int64_t amount_e6;
    } const table[] = {
        {49, 1, 0},
        {50, 1, 0},
        {51, 1, 1},
        {100, 1, 1},
        {149, 1, 1},
        {150, 1, 2},
        {151, 1, 2},
        {250, 1, 2},
        {251, 1, 3},
        {350, 1, 4},
        {-50, 1, 0},
        {-51, 1, -1},
        {-150, 1, -2},
        {-250, 1, -2},
        {50, 3, 2},
        {30, 5, 2},
        {3'450'000, 3, 103'500},
        {3'450'000, 0, 0},
    };
    for (const auto& [price_e8, count, amount_e6] : table) {
        const auto charged = charge({price_e8}, count);
        ASSERT_TRUE(charged.has_value());
        EXPECT_EQ(charged->e6, amount_e6) << price_e8 << " x " << count;
    }
}

TEST(CoreMoney, ChargeFits64BitsOrIsRefused) {
    EXPECT_EQ(charge({MAX}, 100)->e6, MAX);
    EXPECT_FALSE(charge({MAX}, 101).has_value());
    EXPECT_EQ(charge({-MAX}, 100)->e6, -MAX);
    EXPECT_FALSE(charge({-MAX}, 101).has_value());
    EXPECT_FALSE(charge({MAX}, std::numeric_limits<uint32_t>::max()).has_value());
    EXPECT_EQ(charge({MIN}, 1)->e6, -92'233'720'368'547'758);
}

TEST(CoreMoney, AddsAndSubtracts) {
    EXPECT_EQ(amount{2} + amount{3}, amount{5});
    EXPECT_EQ(amount{2} - amount{3}, amount{-1});
    EXPECT_EQ(-amount{2}, amount{-2});
    EXPECT_EQ(amount{MAX} + amount{-MAX}, amount{0});
    EXPECT_LT(amount{-1}, amount{0});
}

TEST(CoreMoneyDeathTest, SumsStopOnOverflow) {
    EXPECT_DEATH((void)(amount{MAX} + amount{1}), "assertion failed");
    EXPECT_DEATH((void)(amount{-MAX} - amount{1}), "assertion failed");
    EXPECT_DEATH((void)-amount{MIN}, "assertion failed");
}

TEST(CoreCurrency, IsThreeCapitals) {
    EXPECT_EQ(to_string(*parse_currency("EUR")), "EUR");
    for (const auto text : {"", "EU", "EURO", "eur", "E1R", "EU "})
        EXPECT_FALSE(parse_currency(text).has_value()) << text;
    EXPECT_EQ(to_string(currency{}), "");
}

}  // namespace kaskad::core
