#include "billing/seller.hpp"

#include <gtest/gtest.h>

namespace kaskad::billing {

namespace {

// Not in order of their days.
const tax_rate RATES[]{
    {"de", 13'665, 190'000, ""},  // 2007-06-01
    {"de", 18'444, 160'000, ""},  // half a year of less
    {"de", 18'628, 190'000, ""},
    {"reverse", 0, 0, "Reverse charge"},
};

uint32_t rate_on(std::string_view code, uint32_t day) {
    const auto found = find_tax(RATES, code, day);
    return found ? found->ppm : 999;
}

}  // namespace

TEST(BillingSeller, TaxIsTheOneThatBeganLast) {
    EXPECT_EQ(rate_on("de", 13'664), 999U);
    EXPECT_EQ(rate_on("de", 13'665), 190'000U);
    EXPECT_EQ(rate_on("de", 18'443), 190'000U);
    EXPECT_EQ(rate_on("de", 18'444), 160'000U);
    EXPECT_EQ(rate_on("de", 18'627), 160'000U);
    EXPECT_EQ(rate_on("de", 18'628), 190'000U);
    EXPECT_EQ(rate_on("de", 30'000), 190'000U);
}

TEST(BillingSeller, TaxHasTheTextOfItsCode) {
    EXPECT_EQ(find_tax(RATES, "reverse", 0)->text, "Reverse charge");
    EXPECT_FALSE(find_tax(RATES, "fr", 30'000));
    EXPECT_FALSE(find_tax({}, "de", 30'000));
}

}  // namespace kaskad::billing
