#include "gateway/api/payment.hpp"

#include <gtest/gtest.h>

// Whose money of a message is shown to whom.

namespace kaskad::gateway::api {
namespace {

constexpr core::client_id SHOP{1};
constexpr core::client_id RESELLER{2};
constexpr core::client_id TOP{3};
constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr core::currency USD{{'U', 'S', 'D'}};

facts::message make_message() {
    facts::message message{.client = SHOP, .sell_price = {900}, .price_version = 7, .currency = EUR};
    message.charge.charged = {9};
    facts::level_charge reseller{.client = RESELLER, .moment = facts::charge_moment::on_delivered, .charge = {}};
    reseller.charge.price = {700};
    reseller.charge.currency = USD;
    reseller.charge.charged = {7};
    facts::level_charge top{.client = TOP, .charge = {}};
    top.charge.charged = {5};
    message.levels = {reseller, top};
    return message;
}

TEST(Payment, OfTheClientIsByTheMessagesOwnPrice) {
    const auto paid = payment_by(make_message(), SHOP);
    ASSERT_TRUE(paid);
    EXPECT_EQ(paid->level, 0U);
    EXPECT_EQ(paid->price.e8, 900);
    EXPECT_EQ(paid->price_version, 7U);
    EXPECT_EQ(paid->currency, EUR);
    EXPECT_EQ(paid->charge.charged.e6, 9);
}

TEST(Payment, OfAResellerIsByWhatItsLevelAgreed) {
    const auto paid = payment_by(make_message(), RESELLER);
    ASSERT_TRUE(paid);
    EXPECT_EQ(paid->level, 1U);
    EXPECT_EQ(paid->payer, RESELLER);
    EXPECT_EQ(paid->price.e8, 700);
    EXPECT_EQ(paid->currency, USD);
    EXPECT_EQ(paid->moment, facts::charge_moment::on_delivered);
    EXPECT_EQ(paid->charge.charged.e6, 7);
}

TEST(Payment, OfWhoeverDoesNotPayThereIsNone) {
    EXPECT_FALSE(payment_by(make_message(), core::client_id{4}));
    EXPECT_FALSE(payment_seen_by(make_message(), core::client_id{4}));
}

TEST(Payment, ToUsIsTheHighestLevels) {
    EXPECT_EQ(payment_to_us(make_message()).charge.charged.e6, 5);
    EXPECT_EQ(payment_seen_by(make_message(), {})->payer, TOP);
    EXPECT_EQ(payment_to_us(facts::message{.client = SHOP}).payer, SHOP);
}

TEST(Payment, TestsAreInNobodysFiguresAndRouteTestsOnlyInOurs) {
    auto message = make_message();
    message.route_test = 3;
    EXPECT_FALSE(payment_seen_by(message, SHOP));
    EXPECT_TRUE(payment_seen_by(message, {}));
    message.is_test = true;
    EXPECT_FALSE(payment_seen_by(message, {}));
}

}  // namespace
}  // namespace kaskad::gateway::api
