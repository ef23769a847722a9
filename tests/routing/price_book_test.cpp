#include "routing/price_book.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>

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
    const auto found = book.buy(link, {.to = &to, .utc_ms = utc_ms});
    return found ? found->price.e8 : -1;
}

int64_t sell(const price_book& book, const network& to, price_list_id list = LIST) {
    const auto found = book.sell(CLIENT, list, {.to = &to});
    return found ? found->price.e8 : -1;
}

}  // namespace

TEST(RoutingPriceBook, NetworkBeforeCountryBeforeDefault) {
    const auto book = build({buy_row(1, 30), for_country(buy_row(1, 20), "DE"), for_network(buy_row(1, 10), "26201")});
    EXPECT_EQ(book.buy(LINK, {.to = &TELEKOM}), (priced{{10}, EUR, price_scope::network, 7}));
    EXPECT_EQ(book.buy(LINK, {.to = &VODAFONE}), (priced{{20}, EUR, price_scope::country, 7}));
    EXPECT_EQ(book.buy(LINK, {.to = &GERMANY}), (priced{{20}, EUR, price_scope::country, 7}));
    EXPECT_EQ(book.buy(LINK, {.to = &MOVISTAR}), (priced{{30}, EUR, price_scope::any, 7}));
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
    EXPECT_EQ(book.sell({6}, LIST, {.to = &TELEKOM})->price, core::price{40});
}

// A client, a list and a link of the same number are three owners.
TEST(RoutingPriceBook, OwnersDoNotMix) {
    const auto book = build({buy_row(5, 1), sell_row(price_owner::price_list, 5, 2)});
    EXPECT_EQ(book.sell(CLIENT, {}, {.to = &TELEKOM}), std::nullopt);
    EXPECT_EQ(book.sell(CLIENT, {5}, {.to = &TELEKOM})->price, core::price{2});
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

// What is wrong, in words that say what to write instead.
TEST(RoutingPriceBook, SaysWhatIsWrongWithARow) {
    auto unknown_class = buy_row(1, 10);
    unknown_class.klass = core::MESSAGE_CLASS_COUNT + 1;
    auto unknown_senders = buy_row(1, 10);
    unknown_senders.senders = static_cast<sender_type>(5);
    auto unknown_channel = buy_row(1, 10);
    unknown_channel.channel = static_cast<core::channel>(8);
    const std::string one = "a price is for one destination: a network, an MCC, a country or a prefix";
    const std::string prefix = "is not a prefix: country code first, 1 to 15 digits, as 49151";
    const std::string share = "what is owed on delivery is a share of the price";
    const std::pair<price_row, std::string> table[] = {
        {for_mcc(for_prefix(buy_row(1, 10), "49"), "262"), one},
        {for_mcc(for_network(buy_row(1, 10), "26201"), "262"), one},
        {for_prefix(for_country(buy_row(1, 10), "DE"), "49"), one},
        {for_mcc(buy_row(1, 10), "26"), "'26' is not an MCC: 3 digits, as 262"},
        {for_mcc(buy_row(1, 10), "26x"), "'26x' is not an MCC: 3 digits, as 262"},
        {for_prefix(buy_row(1, 10), "+49"), "'+49' " + prefix},
        {for_prefix(buy_row(1, 10), "0049"), "'0049' " + prefix},
        {for_prefix(buy_row(1, 10), "1234567890123456"), "'1234567890123456' " + prefix},
        {unknown_class, "the price is for a class that there is not"},
        {unknown_senders, "the price is for senders of a type that there is not"},
        {unknown_channel, "the price is for a channel that there is not"},
        {on_delivery(buy_row(1, 10), 11), share},
        {on_delivery(buy_row(1, 10), -1), share},
        {buy_row(1, PRICE_MAX.e8 + 1), "a price is at most 1000000 a part"},
        {on_delivery(sell_row(price_owner::client, 1, 10), 1),
         "only an operator is paid a share on delivery; a client pays all of it then, if it is charged on_delivered"},
    };
    for (const auto& [row, why] : table)
        EXPECT_EQ(error_of({buy_row(9, 1), row}), (row_error{2, why}));
}

TEST(RoutingPriceBook, TakesWhatIsJustAllowed) {
    const auto longest = for_prefix(buy_row(1, 7), "491511234567890");
    const auto book = build({longest, on_delivery(for_country(buy_row(1, 10), "DE"), 10), buy_row(1, PRICE_MAX.e8)});
    EXPECT_EQ(book.buy(LINK, {.to = &TELEKOM, .digits = "491511234567890"})->price, core::price{7});
    EXPECT_EQ(book.buy(LINK, {.to = &TELEKOM, .digits = "49151123456789"})->delivered, core::price{10});
    EXPECT_EQ(buy(book, MOVISTAR), PRICE_MAX.e8);
    EXPECT_EQ(book.size(), 3u);
}

// The most that one accrual can be: a message_payload of as many segments as its counter holds, at the highest price.
TEST(RoutingPriceBook, TheHighestPriceTimesTheMostSegmentsIsAnAmount) {
    EXPECT_TRUE(core::charge(PRICE_MAX, std::numeric_limits<uint16_t>::max()).has_value());
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
