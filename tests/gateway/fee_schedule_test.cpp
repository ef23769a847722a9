#include "gateway/fee_schedule.hpp"

#include "tests/gateway/bill_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

facts::client_standings one_client() {
    facts::client_standings clients;
    clients.rows.push_back({.value = make_client(1, "shop"), .parent = {}, .posted = {}, .reserved = {}, .used = {}});
    return clients;
}

facts::contracts one_contract(std::vector<billing::fee> fees) {
    facts::contracts contracts;
    contracts.rows.push_back({make_contract(1), "shop"});
    contracts.rows[0].value.tariff.fees = std::move(fees);
    return contracts;
}

std::vector<std::string> due_at(const facts::contracts& contracts, int64_t utc_ms,
                                const facts::client_standings& clients = one_client()) {
    std::vector<std::string> references;
    for (const auto& each : due_fee_orders(contracts, clients, billing::utc_calendar{}, utc_ms))
        references.push_back(each.reference);
    return references;
}

}  // namespace

TEST(FeeSchedule, OrdersWhatFallsDueTodayOrDidYesterday) {
    const auto contracts = one_contract({make_fee("bind", 10'000'000)});
    const auto bind = "bill/shop/2026-11/fee/bind";
    EXPECT_THAT(due_at(contracts, NOVEMBER_1 * DAY - 1), IsEmpty());
    EXPECT_THAT(due_at(contracts, NOVEMBER_1 * DAY), ElementsAre(bind));
    EXPECT_THAT(due_at(contracts, (NOVEMBER_1 + 2) * DAY - 1), ElementsAre(bind));
    EXPECT_THAT(due_at(contracts, (NOVEMBER_1 + 2) * DAY), IsEmpty());
    EXPECT_THAT(due_at(contracts, DECEMBER_1 * DAY), ElementsAre("bill/shop/2026-12/fee/bind"));
    const auto orders = due_fee_orders(contracts, one_client(), billing::utc_calendar{}, NOVEMBER_1 * DAY);
    EXPECT_EQ(orders.at(0).client, "shop");
    EXPECT_EQ(orders.at(0).amount.e6, -10'000'000);
    EXPECT_EQ(orders.at(0).for_day, NOVEMBER_1);
    EXPECT_EQ(orders.at(0).by, "contract");
}

TEST(FeeSchedule, OrdersNoMonthlyFeeBeforeTheContractBegins) {
    auto contracts = one_contract({make_fee("bind", 10'000'000)});
    contracts.rows[0].value.from_day = NOVEMBER_1 + 15;
    EXPECT_THAT(due_at(contracts, NOVEMBER_1 * DAY), IsEmpty());
    EXPECT_THAT(due_at(contracts, (NOVEMBER_1 + 15) * DAY), ElementsAre("bill/shop/2026-11/fee/bind"));
}

// Whoever invoices it, or nobody: a fee was agreed. What a reseller agreed with its clients is its own business.
TEST(FeeSchedule, OrdersForClientsRightBelowUs) {
    auto contracts = one_contract({make_fee("bind", 10'000'000)});
    contracts.rows[0].value.seller.clear();
    EXPECT_EQ(due_at(contracts, NOVEMBER_1 * DAY).size(), 1u);
    auto clients = one_client();
    clients.rows[0].value.parent = {9};
    EXPECT_THAT(due_at(contracts, NOVEMBER_1 * DAY, clients), IsEmpty());
    EXPECT_THAT(due_at(contracts, NOVEMBER_1 * DAY, {}), IsEmpty());
}

}  // namespace kaskad::gateway::test
