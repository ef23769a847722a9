#include "routing/quote.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

std::expected<quote, core::reason> quote_for(std::string digits, int64_t utc_ms = 0) {
    const std::vector rows{for_country(sell_row(price_owner::price_list, 8, 500), "DE"),
                           valid(for_network(sell_row(price_owner::client, 5, 400), "26202"), 0, 1000)};
    const auto prices = price_book::build(7, rows);
    return make_quote({.recipient = {std::move(digits)}, .client = {5}, .list = {8}, .utc_ms = utc_ms}, small_plan(),
                      *prices);
}

}  // namespace

TEST(RoutingQuote, NamesNetworkRuleAndPrice) {
    const auto made = quote_for("4915212345678");
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(made->network, VODAFONE);
    EXPECT_EQ(made->prefix, "49152");
    EXPECT_EQ(made->plan_version, 3u);
    EXPECT_EQ(made->price, (priced{{400}, EUR, price_scope::network, 7}));
}

TEST(RoutingQuote, IsPricedByTheTimeOfSubmission) {
    EXPECT_EQ(quote_for("4915212345678", 999)->price.price, core::price{400});
    EXPECT_EQ(quote_for("4915212345678", 1000)->price.price, core::price{500});
}

TEST(RoutingQuote, IsForTheClassAndTheTypeOfSender) {
    const std::vector rows{sell_row(price_owner::client, 5, 500),
                           for_class(sell_row(price_owner::client, 5, 300), core::message_class::otp),
                           for_senders(sell_row(price_owner::client, 5, 200), sender_type::paid)};
    const auto prices = price_book::build(7, rows);
    quote_request asked{.recipient = {"4915212345678"}, .client = {5}, .list = {8}};
    EXPECT_EQ(make_quote(asked, small_plan(), *prices)->price.price, core::price{500});
    asked.senders = sender_type::paid;
    EXPECT_EQ(make_quote(asked, small_plan(), *prices)->price.price, core::price{200});
    asked.message_class = core::message_class::otp;
    EXPECT_EQ(make_quote(asked, small_plan(), *prices)->price.price, core::price{300});
}

// 4915112345678 was given out by Telekom, and is in Vodafone's network today.
TEST(RoutingQuote, IsForTheNetworkThatSomebodyKnowsBetter) {
    const std::vector rows{sell_row(price_owner::client, 5, 500),
                           for_network(sell_row(price_owner::client, 5, 400), "26202")};
    const auto prices = price_book::build(7, rows);
    quote_request asked{.recipient = {"4915112345678"}, .client = {5}, .list = {8}};
    EXPECT_EQ(make_quote(asked, small_plan(), *prices)->price.price, core::price{500});
    asked.network = VODAFONE;
    const auto made = make_quote(asked, small_plan(), *prices);
    EXPECT_EQ(made->price.price, core::price{400});
    EXPECT_EQ(made->network, VODAFONE);
    EXPECT_EQ(made->prefix, "4915") << "the plan's rule is still told";
    asked.recipient = {"33612345678"};
    EXPECT_EQ(make_quote(asked, small_plan(), *prices).error(), core::reason::no_network);
}

TEST(RoutingQuote, RefusesUnknownNetworksThenUnpricedOnes) {
    EXPECT_EQ(quote_for("33612345678").error(), core::reason::no_network);
    EXPECT_EQ(quote_for("34612345678").error(), core::reason::no_price);
}

}  // namespace kaskad::routing
