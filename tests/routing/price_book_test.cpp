#include "routing/price_book.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace kaskad::routing {

namespace {

constexpr core::link_id LINK{1};
constexpr core::client_id CLIENT{5};
constexpr price_list_id LIST{8};

price_book build(std::vector<price_row> rows) {
    auto book = price_book::build(7, rows);
    EXPECT_TRUE(book.has_value()) << book.error().why;
    return *book;
}

row_error error_of(std::vector<price_row> rows) {
    const auto book = price_book::build(1, rows);
    return book ? row_error{} : book.error();
}

// The price in 1e-8, -1 for none.
int64_t buy(const price_book& book, const network& to, int64_t utc_ms = 0, core::link_id link = LINK) {
    const auto found = book.buy(link, to, utc_ms);
    return found ? found->price.e8 : -1;
}

int64_t sell(const price_book& book, const network& to, price_list_id list = LIST) {
    const auto found = book.sell(CLIENT, list, to, 0);
    return found ? found->price.e8 : -1;
}

}  // namespace

TEST(RoutingPriceBook, NetworkBeforeCountryBeforeDefault) {
    const auto book = build({buy_row(1, 30), for_country(buy_row(1, 20), "DE"), for_network(buy_row(1, 10), "26201")});
    EXPECT_EQ(book.buy(LINK, TELEKOM, 0), (priced{{10}, EUR, price_scope::network, 7}));
    EXPECT_EQ(book.buy(LINK, VODAFONE, 0), (priced{{20}, EUR, price_scope::country, 7}));
    EXPECT_EQ(book.buy(LINK, GERMANY, 0), (priced{{20}, EUR, price_scope::country, 7}));
    EXPECT_EQ(book.buy(LINK, MOVISTAR, 0), (priced{{30}, EUR, price_scope::any, 7}));
}

TEST(RoutingPriceBook, NoRowIsNoPrice) {
    const auto book = build({for_country(buy_row(1, 20), "DE"), for_network(buy_row(1, 10), "21401")});
    EXPECT_EQ(buy(book, MOVISTAR), -1);
    EXPECT_EQ(buy(book, TELEKOM, 0, {2}), -1);
    EXPECT_EQ(buy(price_book{}, TELEKOM), -1);
    EXPECT_EQ(sell(book, TELEKOM), -1);
}

TEST(RoutingPriceBook, AGivenPriceOf0IsAPrice) {
    EXPECT_EQ(buy(build({buy_row(1, 0)}), TELEKOM), 0);
}

TEST(RoutingPriceBook, IsValidFromItsStartUntilBeforeItsEnd) {
    const auto book = build({valid(buy_row(1, 10), 1000, 2000), valid(buy_row(1, 20), 3000, 0)});
    EXPECT_EQ(buy(book, TELEKOM, 999), -1);
    EXPECT_EQ(buy(book, TELEKOM, 1000), 10);
    EXPECT_EQ(buy(book, TELEKOM, 1999), 10);
    EXPECT_EQ(buy(book, TELEKOM, 2000), -1);
    EXPECT_EQ(buy(book, TELEKOM, 2999), -1);
    EXPECT_EQ(buy(book, TELEKOM, 3000), 20);
    EXPECT_EQ(buy(book, TELEKOM, std::numeric_limits<int64_t>::max()), 20);
}

TEST(RoutingPriceBook, TheLaterStartDecidesAndTheEarlierReturnsAfterIt) {
    const auto book =
        build({valid(buy_row(1, 10), 0, 0), valid(buy_row(1, 5), 1000, 2000), valid(buy_row(1, 7), 1500, 1600)});
    EXPECT_EQ(buy(book, TELEKOM, 999), 10);
    EXPECT_EQ(buy(book, TELEKOM, 1499), 5);
    EXPECT_EQ(buy(book, TELEKOM, 1599), 7);
    EXPECT_EQ(buy(book, TELEKOM, 1600), 5);
    EXPECT_EQ(buy(book, TELEKOM, 2000), 10);
}

// A network's price that is over gives way to the country's, not to none.
TEST(RoutingPriceBook, AnExpiredRowFallsBackToALessSpecificOne) {
    const auto book = build({for_country(buy_row(1, 20), "DE"), valid(for_network(buy_row(1, 10), "26201"), 0, 1000)});
    EXPECT_EQ(buy(book, TELEKOM, 999), 10);
    EXPECT_EQ(buy(book, TELEKOM, 1000), 20);
}

TEST(RoutingPriceBook, ClientsOwnPricesBeforeItsList) {
    const auto own = price_owner::client;
    const auto list = price_owner::price_list;
    const auto book = build({for_country(sell_row(own, 5, 50), "DE"), for_network(sell_row(list, 8, 40), "26201"),
                             sell_row(list, 8, 60), sell_row(own, 8, 1), sell_row(list, 5, 2)});
    EXPECT_EQ(sell(book, TELEKOM), 50);
    EXPECT_EQ(sell(book, MOVISTAR), 60);
    EXPECT_EQ(sell(book, MOVISTAR, {}), -1);
    EXPECT_EQ(book.sell({6}, LIST, TELEKOM, 0)->price, core::price{40});
}

// A client, a list and a link of the same number are three owners.
TEST(RoutingPriceBook, OwnersDoNotMix) {
    const auto book = build({buy_row(5, 1), sell_row(price_owner::price_list, 5, 2)});
    EXPECT_EQ(book.sell(CLIENT, {}, TELEKOM, 0), std::nullopt);
    EXPECT_EQ(book.sell(CLIENT, {5}, TELEKOM, 0)->price, core::price{2});
    EXPECT_EQ(buy(book, TELEKOM, 0, {5}), 1);
}

TEST(RoutingPriceBook, TellsNetworkCodesOfDifferentLengthApart) {
    const auto book = build({for_network(buy_row(1, 10), "00101"), for_network(buy_row(1, 20), "000101"),
                             for_network(buy_row(1, 30), "999999"), for_network(buy_row(1, 40), "99999")});
    EXPECT_EQ(buy(book, {"00101", "DE", "x"}), 10);
    EXPECT_EQ(buy(book, {"000101", "DE", "x"}), 20);
    EXPECT_EQ(buy(book, {"999999", "DE", "x"}), 30);
    EXPECT_EQ(buy(book, {"99999", "DE", "x"}), 40);
    EXPECT_EQ(buy(book, {"001010", "DE", "x"}), -1);
}

TEST(RoutingPriceBook, RefusesBadRowsByTheirPlace) {
    auto no_currency = buy_row(1, 10);
    no_currency.currency = {};
    const price_row bad[] = {
        buy_row(0, 10),
        for_country(for_network(buy_row(1, 10), "26201"), "DE"),
        for_network(buy_row(1, 10), "2620"),
        for_network(buy_row(1, 10), "2620a"),
        for_country(buy_row(1, 10), "de"),
        for_country(buy_row(1, 10), "DEU"),
        no_currency,
        buy_row(1, -1),
        valid(buy_row(1, 10), 1000, 1000),
        valid(buy_row(1, 10), 1000, 999),
    };
    for (size_t index = 0; index < std::size(bad); ++index) {
        EXPECT_EQ(error_of({buy_row(9, 1), bad[index]}).row, 2u) << "bad row " << index;
    }
}

TEST(RoutingPriceBook, RefusesTwoRowsFromTheSameTime) {
    auto second = valid(buy_row(1, 20), 1000, 0);
    second.line = 12;
    EXPECT_EQ(error_of({valid(buy_row(1, 10), 1000, 2000), second}),
              (row_error{12, "row 1 already has a price for the same destination from the same time"}));
    EXPECT_EQ(error_of({buy_row(1, 10), buy_row(2, 10)}), row_error{});
}

TEST(RoutingPriceBook, BuyPricesAreInOneCurrencySellPricesInAny) {
    auto dollars = buy_row(2, 10);
    dollars.currency = USD;
    EXPECT_EQ(error_of({buy_row(1, 10), dollars}),
              (row_error{2, "buy prices are in one currency: this one is in USD, an earlier one in EUR"}));
    dollars.owner = price_owner::client;
    EXPECT_EQ(error_of({dollars, buy_row(1, 10)}), row_error{});
}

TEST(RoutingPriceBook, IsBounded) {
    EXPECT_EQ(error_of(std::vector<price_row>(PRICE_ROWS_MAX + 1)).row, PRICE_ROWS_MAX + 1);
}

}  // namespace kaskad::routing
