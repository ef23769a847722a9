#include "gateway/fee_clock.hpp"

#include "tests/gateway/bill_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

// The clock against an engine that only notes what it is asked; time passes by the answers.

namespace kaskad::gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr facts::token TOKEN = 42;

class noting_engine final : public facts::command_port {
  public:
    bool try_send(facts::command&& what) override {
        if (const auto* order = std::get_if<facts::order_money>(&what)) {
            EXPECT_EQ(order->reply_to, TOKEN);
            orders.push_back(order->reference);
        }
        clients += std::holds_alternative<facts::query_clients>(what) ? 1 : 0;
        contracts += std::holds_alternative<facts::query_contracts>(what) ? 1 : 0;
        return true;
    }

    std::vector<std::string> orders;
    int clients = 0;
    int contracts = 0;
};

class FeeClock : public ::testing::Test {
  protected:
    void tell(facts::reply value) { clock.handle_answer({TOKEN, 0, std::move(value)}); }

    void tell_all() {
        facts::client_standings clients;
        clients.rows.push_back(
            {.value = make_client(1, "shop"), .parent = {}, .posted = {}, .reserved = {}, .used = {}});
        tell(clients);
        facts::contracts contracts;
        contracts.rows.push_back({make_contract(1), "shop"});
        contracts.rows[0].value.tariff.fees = {make_fee("bind", 10'000'000), make_fee("sender", 3'000'000)};
        tell(contracts);
    }

    void tell_ordered(const std::string& reference) {
        tell(facts::ordered{.value = make_order(facts::money_order_kind::fee, -1, NOVEMBER_1, reference),
                            .balance = {}});
    }

    int64_t now = NOVEMBER_1 * DAY;
    noting_engine engine;
    net::shard shard{"test"};
    fee_clock clock{shard, {.token = TOKEN, .utc_ms = [this] { return now; }}, engine};
};

constexpr auto BIND = "bill/shop/2026-11/fee/bind";
constexpr auto SENDER = "bill/shop/2026-11/fee/sender";

}  // namespace

TEST_F(FeeClock, AsksForClientsThenContractsThenOrdersOneAfterTheOther) {
    clock.start();
    EXPECT_EQ(engine.clients, 1);
    EXPECT_EQ(engine.contracts, 0);
    tell_all();
    EXPECT_EQ(engine.contracts, 1);
    EXPECT_THAT(engine.orders, ElementsAre(BIND));
    tell_ordered(BIND);
    EXPECT_THAT(engine.orders, ElementsAre(BIND, SENDER));
    tell_ordered(SENDER);
    EXPECT_EQ(engine.orders.size(), 2u);
}

TEST_F(FeeClock, WhatIsSettledIsNotAskedForAgainAnHourLater) {
    clock.start();
    tell_all();
    tell_ordered(BIND);
    tell_ordered(SENDER);
    now += 3'600'000;
    tell_all();
    EXPECT_EQ(engine.orders.size(), 2u);
    now = DECEMBER_1 * DAY;
    tell_all();
    EXPECT_EQ(engine.orders.back(), "bill/shop/2026-12/fee/bind");
}

TEST_F(FeeClock, OneThatIsRefusedHoldsUpNoOtherAndIsTriedAgain) {
    clock.start();
    tell_all();
    tell(facts::refusal{facts::refusal_code::period_closed, "for_day", "its month is closed"});
    EXPECT_THAT(engine.orders, ElementsAre(BIND, SENDER));
    tell_ordered(SENDER);
    now += 3'600'000;
    tell_all();
    EXPECT_THAT(engine.orders, ElementsAre(BIND, SENDER, BIND));
}

TEST_F(FeeClock, WhatIsNotDueIsNotOrdered) {
    now -= 1;
    clock.start();
    tell_all();
    EXPECT_THAT(engine.orders, IsEmpty());
}

}  // namespace kaskad::gateway::test
