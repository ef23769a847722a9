#include "gateway/reconciliation_order.hpp"

#include "tests/gateway/supplier_world.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

// What the gateway is asked to book of a run, and what is not asked for at all.

namespace kaskad::gateway::testing {
namespace {

using ::testing::HasSubstr;

constexpr int64_t NOW = 1'796'083'200'000;  // 2026-12-01
constexpr auto* HEADER = "id;to;time;price;currency\n";

std::string mapping(const std::string& agreed) {
    return agreed + "zone = \"UTC\"\n[columns]\nid = \"id\"\nrecipient = \"to\"\ntime = \"time\"\nprice = \"price\"\n" +
           "currency = \"currency\"\n";
}

class GatewayReconciliationOrder : public ::testing::Test {
  protected:
    // Three messages of 0.01 each, on the tenth of November.
    GatewayReconciliationOrder() {
        for (uint32_t index = 0; index < 3; ++index) {
            const auto at = NOVEMBER_MS + 9 * DAY_MS + index * 60'000;
            world_.send({.message = message_at(at, index).value,
                         .id = fmt::format("ab{}", index),
                         .recipient = "4915123456789",
                         .utc_ms = at});
        }
    }

    static std::string row(uint32_t index, const char* price = "0.01", const char* currency = "EUR") {
        return fmt::format("ab{};4915123456789;2026-11-10 00:0{}:00;{};{}\n", index, index, price, currency);
    }

    std::expected<reconciliation_order, std::string> order(const std::string& rows, const std::string& agreed = {}) {
        const auto asked = world_.request(world_.write(HEADER + rows), mapping(agreed));
        const auto run = world_.run(asked, [](const auto&) { return true; });
        EXPECT_TRUE(run.has_value()) << (run ? "" : run.error().why);
        return make_reconciliation_order(
            *run, asked,
            {.supplier = "alpha, bravo", .link = "alpha", .invoice = "A-7", .file = "supplier.csv", .now_utc = NOW});
    }

    supplier_world world_;
};

TEST_F(GatewayReconciliationOrder, SaysAllThatTheBooksNeed) {
    const auto made = order(row(0) + row(1, "0.015") + row(2), "dispute_days = 10\n");
    ASSERT_TRUE(made.has_value()) << made.error();
    const auto& body = made->body;
    EXPECT_EQ(body.at("supplier"), "alpha, bravo");
    EXPECT_EQ(body.at("link"), "alpha");
    EXPECT_EQ(body.at("from_day"), "2026-11-01");
    EXPECT_EQ(body.at("to_day"), "2026-12-01");
    EXPECT_EQ(body.at("invoice_number"), "A-7");
    EXPECT_EQ(body.at("theirs"), "0.035");
    EXPECT_EQ(body.at("ours"), "0.03");
    EXPECT_EQ(body.at("accepted"), "0");
    EXPECT_EQ(body.at("disputed"), "0.005");
    EXPECT_EQ(body.at("deadline"), "2026-12-11T00:00:00.000Z");
    EXPECT_EQ(body.at("rows"), 3);
    EXPECT_EQ(body.at("own_rows"), 3);
    EXPECT_EQ(boost::json::serialize(body.at("categories")),
              R"([{"name":"exact","count":2,"difference":"0"},{"name":"price","count":1,"difference":"0.005"}])");
}

TEST_F(GatewayReconciliationOrder, WhatIsWithinTheToleranceHasNoDeadline) {
    // 0.005 are 16.7 % of 0.03.
    const auto rows = row(0) + row(1, "0.015") + row(2);
    const auto within = order(rows, "tolerance_percent = \"17\"\ntolerance = \"0.005\"\n");
    ASSERT_TRUE(within.has_value());
    EXPECT_EQ(within->body.at("accepted"), "0.005");
    EXPECT_FALSE(within->body.contains("deadline"));
    EXPECT_EQ(order(rows, "tolerance_percent = \"16\"\ntolerance = \"0.005\"\n")->body.at("disputed"), "0.005");
    EXPECT_EQ(order(rows, "tolerance_percent = \"17\"\ntolerance = \"0.004\"\n")->body.at("disputed"), "0.005");
}

TEST_F(GatewayReconciliationOrder, OnlyOneCurrencyIsPosted) {
    EXPECT_THAT(order(row(0) + row(1, "0.01", "USD") + row(2)).error(), HasSubstr("only a run in the one currency"));
}

TEST_F(GatewayReconciliationOrder, AFileThatMayBeJoinedToItselfIsNot) {
    const auto rows = row(0) + row(1) + row(2);
    EXPECT_TRUE(order(rows).has_value());
    EXPECT_THAT(order(rows + rows).error(), HasSubstr("joined to itself"));
}

}  // namespace
}  // namespace kaskad::gateway::testing
