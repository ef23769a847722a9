#include "routing/quote.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

namespace kaskad::routing {

namespace {

std::expected<quote, core::reason> quote_for(std::string digits, int64_t utc_ms = 0) {
    const std::vector rows{for_country(sell_row(price_owner::price_list, 8, 500), "DE"),
                           valid(for_network(sell_row(price_owner::client, 5, 400), "26202"), 0, 1000)};
    const auto prices = price_book::build(7, rows);
    return make_quote(small_plan(), *prices, {std::move(digits)}, {5}, {8}, utc_ms);
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

TEST(RoutingQuote, RefusesUnknownNetworksThenUnpricedOnes) {
    EXPECT_EQ(quote_for("33612345678").error(), core::reason::no_network);
    EXPECT_EQ(quote_for("34612345678").error(), core::reason::no_price);
}

}  // namespace kaskad::routing
