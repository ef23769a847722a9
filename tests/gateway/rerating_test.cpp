#include "gateway/rerating.hpp"

#include "routing/sheet_book.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {
namespace {

using testing::HasSubstr;

constexpr core::client_id SHOP{7};
const core::currency EUR = *core::parse_currency("EUR");

core::price price(const char* text) {
    return *core::parse_price(text);
}
core::amount amount(const char* text) {
    return *core::parse_amount(text);
}

// Germany for 0.05, one of its networks for 0.04.
routing::price_book right_prices() {
    routing::sheet_price country;
    country.country = "DE";
    country.submit = price("0.05");
    country.currency = EUR;
    auto network = country;
    network.country.clear();
    network.mccmnc = "26201";
    network.submit = price("0.04");
    const routing::sheet_price rows[] = {country, network};
    return *routing::make_sheet_book(rows, {routing::price_owner::client, SHOP.value});
}

// Charged at 0.08 a part.
facts::message charged(uint32_t parts, std::string network = "26201") {
    facts::message made;
    made.id = {1};
    made.client = SHOP;
    made.recipient = "4915112345678";
    made.country = "DE";
    made.network = std::move(network);
    made.sell_price = price("0.08");
    made.currency = EUR;
    made.parts = static_cast<uint16_t>(parts);
    made.charge.price = made.sell_price;
    made.charge.currency = EUR;
    made.charge.units = made.charge.charged_units = parts;
    made.charge.charged = *core::charge(made.sell_price, parts);
    return made;
}

TEST(Rerating, TellsWhatEachMessageWouldHaveComeTo) {
    const auto prices = right_prices();
    rerating made{SHOP, prices};
    const auto line = made.add(charged(3));
    ASSERT_TRUE(line.has_value());
    EXPECT_EQ(line->charged, amount("0.24"));
    EXPECT_EQ(line->wanted, amount("0.12"));
    made.add(charged(1, "26202"));  // by the country's: 0.05
    EXPECT_EQ(made.sums().messages, 2U);
    EXPECT_EQ(made.sums().changed, 2U);
    EXPECT_EQ(made.sums().correction(), amount("0.15"));  // 0.12 and 0.03 back
    std::string text;
    append_rerated_line(text, *line);
    EXPECT_THAT(text, HasSubstr("4915112345678,DE,26201,3,0.08,0.04,0.24,0.12,0.12\r\n"));
}

TEST(Rerating, LeavesAloneWhatItCannotJudge) {
    const auto prices = right_prices();
    rerating made{SHOP, prices};
    auto abroad = charged(1);
    abroad.country = "FR";
    abroad.network.clear();
    auto shared = charged(2);
    shared.charge.charged = amount("0.08");  // half of it, for want of a receipt
    auto dollars = charged(1);
    dollars.currency = dollars.charge.currency = *core::parse_currency("USD");
    auto free = charged(1);
    free.charge.charged_units = 0;
    auto other = charged(1);
    other.client = {8};
    auto test = charged(1);
    test.is_test = true;
    for (const auto& each : {abroad, shared, dollars, free, other, test})
        EXPECT_FALSE(made.add(each).has_value());
    EXPECT_EQ(made.sums().messages, 3U);
    EXPECT_EQ(made.sums().without_price, 1U);
    EXPECT_EQ(made.sums().charged_in_part, 1U);
    EXPECT_EQ(made.sums().in_other_currency, 1U);
    EXPECT_EQ(made.sums().correction(), amount("0"));
}

TEST(Rerating, WhatWasChargedRightlyIsNoLine) {
    const auto prices = right_prices();
    rerating made{SHOP, prices};
    auto right = charged(2);
    right.sell_price = right.charge.price = price("0.04");
    right.charge.charged = amount("0.08");
    EXPECT_FALSE(made.add(right).has_value());
    EXPECT_EQ(made.sums().messages, 1U);
    EXPECT_EQ(made.sums().changed, 0U);
    EXPECT_EQ(made.sums().charged, made.sums().wanted);
}

}  // namespace
}  // namespace kaskad::gateway
