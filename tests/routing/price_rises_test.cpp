#include "routing/price_rises.hpp"

#include "tests/routing/plans.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace kaskad::routing {

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr core::client_id CLIENT{5};
constexpr price_list_id LIST{8};
constexpr int64_t NOW = 1'000;

struct version {
    explicit version(std::vector<price_row> all) : rows{std::move(all)} {
        auto built = price_book::build(1, rows);
        EXPECT_TRUE(built) << built.error().why;
        book = std::move(*built);
        for (const auto& row : rows)
            pointers.push_back(&row);
    }
    version(const version&) = delete;
    version& operator=(const version&) = delete;

    price_version seen() const { return {book, pointers}; }

    std::vector<price_row> rows;
    price_book book;
    std::vector<const price_row*> pointers;
};

price_row own(int64_t e8, int64_t from = 0, int64_t to = 0) {
    auto row = sell_row(price_owner::client, CLIENT.value, e8);
    row.from_utc_ms = from;
    row.to_utc_ms = to;
    return row;
}

price_row listed(int64_t e8, int64_t from = 0) {
    auto row = sell_row(price_owner::price_list, LIST.value, e8);
    row.from_utc_ms = from;
    return row;
}

std::string destination_of(const price_row& row) {
    for (const auto* named : {&row.prefix, &row.mccmnc, &row.mcc, &row.country})
        if (!named->empty()) return *named;
    return "*";
}

// "26201 30 -> 40 from 1000"
std::vector<std::string> rises(std::vector<price_row> before, std::vector<price_row> after) {
    const version old{std::move(before)};
    const version next{std::move(after)};
    std::vector<std::string> told;
    for (const auto& each : find_rises(old.seen(), next.seen(), small_plan(), {CLIENT, LIST, NOW}))
        told.push_back(destination_of(each.place) + " " + std::to_string(each.before.e8) + " -> " +
                       std::to_string(each.after.e8) + " from " + std::to_string(each.from_utc_ms));
    return told;
}

}  // namespace

TEST(RoutingPriceRises, AreWhatCostsMoreAndFromWhenOn) {
    EXPECT_THAT(rises({own(30)}, {own(40)}), ElementsAre("* 30 -> 40 from 1000"));
    EXPECT_THAT(rises({own(30)}, {own(30, 0, 5'000), own(40, 5'000)}), ElementsAre("* 30 -> 40 from 5000"));
    EXPECT_THAT(rises({own(40)}, {own(30)}), IsEmpty());
    EXPECT_THAT(rises({own(30)}, {own(30)}), IsEmpty());
    EXPECT_THAT(rises({own(30)}, {own(30), for_network(own(40), "26201")}), ElementsAre("26201 30 -> 40 from 1000"));
    EXPECT_THAT(rises({own(30)}, {}), IsEmpty()) << "what has no price is not sent";
    EXPECT_THAT(rises({}, {own(30)}), IsEmpty()) << "nor was this";
}

// What was to cost more in any case is no news; what comes earlier is.
TEST(RoutingPriceRises, AreBesideTheVersionBeforeAtTheSameMoment) {
    const std::vector<price_row> before{own(30), own(40, 5'000)};
    EXPECT_THAT(rises(before, {own(30), own(40, 5'000), for_country(own(20), "DE")}), IsEmpty());
    EXPECT_THAT(rises(before, {own(30), own(40, 3'000)}), ElementsAre("* 30 -> 40 from 3000"));
    EXPECT_THAT(rises(before, {own(30), own(50, 5'000)}), ElementsAre("* 40 -> 50 from 5000"));
    EXPECT_THAT(rises({own(30, 0, 500), own(40, 500)}, {own(40)}), IsEmpty()) << "over long ago";
}

// 26201 is in Germany: without its own row the country's counts, and without that what every client pays.
TEST(RoutingPriceRises, AreSeenWhereACheaperRowGoes) {
    const auto telekom = for_network(own(20), "26201");
    const auto germany = for_country(own(30), "DE");
    EXPECT_THAT(rises({telekom, germany}, {germany}), ElementsAre("26201 20 -> 30 from 1000"));
    EXPECT_THAT(rises({telekom, for_country(listed(50), "DE")}, {for_country(listed(50), "DE")}),
                ElementsAre("26201 20 -> 50 from 1000"));
    auto ending = telekom;
    ending.to_utc_ms = 7'000;
    EXPECT_THAT(rises({telekom, germany}, {ending, germany}), ElementsAre("26201 20 -> 30 from 7000"));
    auto prefix = own(10);
    prefix.prefix = "49152";
    EXPECT_THAT(rises({prefix, for_network(own(25), "26202")}, {for_network(own(25), "26202")}),
                ElementsAre("49152 10 -> 25 from 1000"));
    auto mcc = own(15);
    mcc.mcc = "262";
    EXPECT_THAT(rises({mcc, germany}, {germany}), ElementsAre("262 15 -> 30 from 1000"));
}

TEST(RoutingPriceRises, TheListCountsWhereTheClientHasNoPriceOfItsOwn) {
    EXPECT_THAT(rises({listed(30)}, {listed(40)}), ElementsAre("* 30 -> 40 from 1000"));
    EXPECT_THAT(rises({own(10), listed(30)}, {own(10), listed(40)}), IsEmpty());
    EXPECT_THAT(rises({own(10, 0, 9'000), listed(30)}, {own(10, 0, 9'000), listed(40)}),
                ElementsAre("* 30 -> 40 from 9000"));
    EXPECT_THAT(rises({for_country(own(10), "DE"), for_network(listed(30), "26201")},
                      {for_country(own(10), "DE"), for_network(listed(40), "26201")}),
                IsEmpty())
        << "its own rows come first, however general";
}

TEST(RoutingPriceRises, AClassATypeOfSenderAndAChannelAreEachForThemselves) {
    auto otp = own(20);
    otp.klass = 1;
    EXPECT_THAT(rises({own(30), otp}, {own(30)}), ElementsAre("* 20 -> 30 from 1000"));
    EXPECT_THAT(rises({own(30)}, {own(30), otp}), IsEmpty());
    auto paid = own(50);
    paid.senders = sender_type::paid;
    EXPECT_THAT(rises({own(30)}, {own(30), paid}), ElementsAre("* 30 -> 50 from 1000"));
    auto messenger = own(60);
    messenger.channel = core::channel::whatsapp;
    EXPECT_THAT(rises({own(30)}, {own(30), messenger}), IsEmpty());
    auto dearer = messenger;
    dearer.price.e8 = 61;
    EXPECT_THAT(rises({own(30), messenger}, {own(30), dearer}), ElementsAre("* 60 -> 61 from 1000"));
}

TEST(RoutingPriceRises, AnotherCurrencyIsNotCompared) {
    auto dollars = own(90);
    dollars.currency = USD;
    EXPECT_THAT(rises({own(30)}, {dollars}), IsEmpty());
}

TEST(RoutingPriceRises, OfOtherOwnersAreNot) {
    EXPECT_THAT(rises({buy_row(1, 10), sell_row(price_owner::client, 6, 10)},
                      {buy_row(1, 20), sell_row(price_owner::client, 6, 20)}),
                IsEmpty());
}

}  // namespace kaskad::routing
