#include "gateway/supplier_balance.hpp"

#include <gtest/gtest.h>

// What suppliers answer when they are asked what is left.

namespace kaskad::gateway {
namespace {

int64_t read(std::string_view body, std::string_view pointer = "/balance") {
    const auto amount = read_balance(body, pointer);
    EXPECT_TRUE(amount) << body << ": " << (amount ? "" : amount.error());
    return amount ? amount->e6 : -1;
}

TEST(GatewaySupplierBalance, ANumberIsReadAsItWasWritten) {
    EXPECT_EQ(read(R"({"balance": 12.5})"), 12'500'000);
    EXPECT_EQ(read(R"({"balance": "12.50"})"), 12'500'000);
    EXPECT_EQ(read(R"({"balance": -3})"), -3'000'000);
    // As floating point this is 9007199254.740991 or its neighbour.
    EXPECT_EQ(read(R"({"balance": 9007199254.740993})"), 9'007'199'254'740'993);
    EXPECT_EQ(read(R"({"balance": 0.1000000000000000055})"), 100'000) << "what is beyond millionths is cut off";
}

TEST(GatewaySupplierBalance, StandsWhereThePointerSays) {
    EXPECT_EQ(read(R"({"accounts":[{"left":1},{"left":2}]})", "/accounts/1/left"), 2'000'000);
    EXPECT_EQ(read("7", ""), 7'000'000);
}

TEST(GatewaySupplierBalance, WhatIsNoAmountIsAnErrorThatSaysWhere) {
    for (const auto* body :
         {"", "maintenance", R"({"balance": })", R"({"balance": 1} x)", R"({"left": 1})", R"({"balance": true})",
          R"({"balance": null})", R"({"balance": {"value": 1}})", R"({"balance": "much"})", R"({"balance": 1e300})",
          R"({"balance": "99999999999999999999"})"})
        EXPECT_FALSE(read_balance(body, "/balance")) << body;
    EXPECT_NE(read_balance(R"({"left": 1})", "/balance").error().find("\"/balance\""), std::string::npos);
}

}  // namespace
}  // namespace kaskad::gateway
