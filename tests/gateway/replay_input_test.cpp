#include "gateway/replay_input.hpp"

#include <gtest/gtest.h>

// What the replay of a day is told of a message: the money is ours.

namespace kaskad::gateway {
namespace {

constexpr core::client_id SHOP{1};
constexpr core::client_id RESELLER{2};
constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr core::currency USD{{'U', 'S', 'D'}};

facts::client make_client(core::client_id id, billing::charge_rule charge) {
    facts::client client;
    client.id = id;
    client.charge = charge;
    return client;
}

store::told_message make_told() {
    store::told_message told;
    told.message.client = SHOP;
    told.message.parts = 2;
    told.message.currency = EUR;
    told.message.sell_price = {900};
    told.message.charge.charged = {1'800};
    told.message.charge.charged_units = 2;
    return told;
}

facts::level_charge make_level() {
    facts::level_charge level{.client = RESELLER, .charge = {}};
    level.charge.currency = USD;
    level.charge.price = {700};
    level.charge.charged = {700};
    level.charge.charged_units = 1;
    return level;
}

class GatewayReplayInput : public ::testing::Test {
  protected:
    routing::logged_message make(const store::told_message& told) {
        const replay_input input{limits, clients, {}};
        return input.make(told).value();
    }

    engine::options limits;
    std::vector<facts::client> clients{make_client(SHOP, billing::charge_rule::on_delivered),
                                       make_client(RESELLER, billing::charge_rule::on_submit)};
};

TEST_F(GatewayReplayInput, OfAClientOfOursIsWhatItPays) {
    const auto told = make_told();
    const auto made = make(told);
    EXPECT_EQ(made.client, SHOP);
    EXPECT_EQ(made.revenue.e6, 1'800);
    EXPECT_EQ(made.charged_parts, 2U);
    EXPECT_EQ(made.sell_price.e8, 900);
    EXPECT_EQ(made.currency, EUR);
    EXPECT_TRUE(made.pays_on_delivery);
}

TEST_F(GatewayReplayInput, OfAResellersClientIsWhatTheResellerPays) {
    auto told = make_told();
    told.message.levels = {make_level()};
    const auto made = make(told);
    EXPECT_EQ(made.client, RESELLER);
    EXPECT_EQ(made.revenue.e6, 700);
    EXPECT_EQ(made.charged_parts, 1U);
    EXPECT_EQ(made.sell_price.e8, 700);
    EXPECT_EQ(made.currency, USD);
    EXPECT_FALSE(made.pays_on_delivery);
}

TEST_F(GatewayReplayInput, WhatWasAgreedWithTheMessageCounts) {
    auto told = make_told();
    told.message.moment = facts::charge_moment::on_submit;
    EXPECT_FALSE(make(told).pays_on_delivery);
}

// Decisions were made with what a part brings.
TEST_F(GatewayReplayInput, APriceOfAMessageIsSharedByItsParts) {
    clients[0].unit = facts::charge_unit::message;
    EXPECT_EQ(make(make_told()).sell_price.e8, 450);
}

TEST_F(GatewayReplayInput, TextsOfRouteTestsAreLeftOut) {
    auto told = make_told();
    told.message.route_test = 4;
    EXPECT_FALSE(replay_input(limits, clients, {}).make(told));
}

}  // namespace
}  // namespace kaskad::gateway
