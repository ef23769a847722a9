#include "routing/price_book.hpp"
#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <ranges>
#include <string>
#include <tuple>

// Which of many rows decides: by tables, and at random against a reader that looks at every row.

namespace kaskad::routing {
namespace {

using core::message_class;

constexpr core::link_id LINK{1};

price_book build(const std::vector<price_row>& rows) {
    auto book = price_book::build(7, rows);
    EXPECT_TRUE(book.has_value()) << book.error().why;
    return *book;
}

std::pair<int64_t, price_scope> found(const price_book& book, const price_question& asked) {
    const auto price = book.buy(LINK, asked);
    return price ? std::pair{price->price.e8, price->scope} : std::pair{int64_t{-1}, price_scope::any};
}

std::vector<price_row> by_destination() {
    return {buy_row(1, 10),
            for_country(buy_row(1, 20), "DE"),
            for_mcc(buy_row(1, 30), "262"),
            for_network(buy_row(1, 40), "26201"),
            for_prefix(buy_row(1, 50), "49"),
            for_prefix(buy_row(1, 60), "4915112"),
            for_prefix(buy_row(1, 70), "49151123")};
}

TEST(RoutingPricePrecedence, TheNearestDestinationDecides) {
    auto rows = by_destination();
    const price_question asked{.to = &TELEKOM, .digits = "491511234567"};
    const std::pair<int64_t, price_scope> expected[] = {
        {70, price_scope::prefix}, {60, price_scope::prefix},  {50, price_scope::prefix}, {40, price_scope::network},
        {30, price_scope::mcc},    {20, price_scope::country}, {10, price_scope::any},    {-1, price_scope::any}};
    for (const auto& each : expected) {
        EXPECT_EQ(found(build(rows), asked), each);
        if (!rows.empty()) rows.pop_back();
    }
}

TEST(RoutingPricePrecedence, OnlyWhatTheNumberAndItsNetworkAreIsFound) {
    const auto book = build(by_destination());
    EXPECT_EQ(found(book, {.to = &TELEKOM}).first, 40) << "no digits, no prefix";
    EXPECT_EQ(found(book, {.to = &TELEKOM, .digits = "4"}).first, 40);
    EXPECT_EQ(found(book, {.to = &TELEKOM, .digits = "4915199"}).first, 50);
    EXPECT_EQ(found(book, {.to = &VODAFONE}).first, 30) << "another network of the MCC";
    EXPECT_EQ(found(book, {.to = &GERMANY}).first, 20) << "a network that is not sure has no MCC";
    EXPECT_EQ(found(book, {.to = &MOVISTAR, .digits = "34612345678"}).first, 10);
}

// Each row but the last costs less than those it comes before, so that no order by price passes.
TEST(RoutingPricePrecedence, ClassAndSenderBeforeClassBeforeSenderBeforeAny) {
    const auto any = buy_row(1, 40);
    const std::vector rows{any, for_senders(any, sender_type::paid), for_class(any, message_class::otp),
                           for_class(for_senders(any, sender_type::paid), message_class::otp)};
    auto priced_rows = rows;
    for (size_t place = 0; place < rows.size(); ++place)
        priced_rows[place].price.e8 = static_cast<int64_t>(place);
    const auto book = build(priced_rows);
    const auto ask = [&](message_class klass, sender_type senders) {
        return found(book, {.to = &TELEKOM, .message_class = klass, .senders = senders}).first;
    };
    EXPECT_EQ(ask(message_class::otp, sender_type::paid), 3);
    EXPECT_EQ(ask(message_class::otp, sender_type::free), 2);
    EXPECT_EQ(ask(message_class::otp, sender_type::any), 2);
    EXPECT_EQ(ask(message_class::marketing, sender_type::paid), 1);
    EXPECT_EQ(ask(message_class::marketing, sender_type::free), 0);
    EXPECT_EQ(ask(message_class::marketing, sender_type::any), 0) << "of whom nobody knows, is of no type";
}

TEST(RoutingPricePrecedence, ANearerDestinationBeforeANearerClass) {
    const auto book =
        build({for_class(for_country(buy_row(1, 10), "DE"), message_class::otp), for_network(buy_row(1, 20), "26201")});
    EXPECT_EQ(found(book, {.to = &TELEKOM, .message_class = message_class::otp}).first, 20);
    EXPECT_EQ(found(book, {.to = &VODAFONE, .message_class = message_class::otp}).first, 10);
    EXPECT_EQ(found(book, {.to = &VODAFONE, .message_class = message_class::service}).first, -1);
}

// A price for a class that is over gives way to that for any, before the next destination is asked.
TEST(RoutingPricePrecedence, WhatDoesNotHoldIsAsIfItWereNotThere) {
    const auto of_network = for_network(buy_row(1, 20), "26201");
    const auto book = build({for_country(buy_row(1, 30), "DE"), valid(of_network, 0, 2000),
                             valid(for_class(for_network(buy_row(1, 10), "26201"), message_class::otp), 500, 1000)});
    const auto at = [&](int64_t utc_ms) {
        return found(book, {.to = &TELEKOM, .message_class = message_class::otp, .utc_ms = utc_ms}).first;
    };
    EXPECT_EQ(at(499), 20);
    EXPECT_EQ(at(500), 10);
    EXPECT_EQ(at(1000), 20);
    EXPECT_EQ(at(2000), 30);
}

TEST(RoutingPricePrecedence, AChannelHasItsOwnPrices) {
    auto viber = buy_row(1, 10);
    viber.channel = core::channel::viber;
    const auto book = build({viber, for_country(buy_row(1, 20), "DE")});
    EXPECT_EQ(found(book, {.to = &TELEKOM}).first, 20);
    EXPECT_EQ(found(book, {.to = &MOVISTAR}).first, -1);
    EXPECT_EQ(found(book, {.to = &TELEKOM, .channel = core::channel::viber}).first, 10);
}

TEST(RoutingPricePrecedence, ServesWhereAnyMessageHasAPrice) {
    const auto otp = for_class(for_country(buy_row(1, 10), "DE"), message_class::otp);
    const auto book = build({valid(otp, 100, 200), for_prefix(buy_row(2, 10), "34")});
    EXPECT_FALSE(book.serves(LINK, TELEKOM, 99));
    EXPECT_TRUE(book.serves(LINK, TELEKOM, 100));
    EXPECT_FALSE(book.serves(LINK, TELEKOM, 200));
    EXPECT_FALSE(book.serves(LINK, MOVISTAR, 100));
    EXPECT_FALSE(book.serves({2}, MOVISTAR, 100)) << "a network is no number";
}

// --- at random ---

class chance {
  public:
    explicit chance(uint64_t seed) : engine_{seed} {}
    template <typename List>
    auto one_of(const List& list) {
        return list[std::uniform_int_distribution<size_t>{0, std::size(list) - 1}(engine_)];
    }
    int64_t below(int64_t bound) { return std::uniform_int_distribution<int64_t>{0, bound - 1}(engine_); }

  private:
    std::mt19937_64 engine_;
};

const std::string PREFIXES[] = {"4", "49", "4915", "49151", "491511", "34", "346"};
const std::string NUMBERS[] = {"491511234567", "491521234567", "34612345678", "4", ""};
const network NETWORKS[] = {GERMANY, TELEKOM, VODAFONE, MOVISTAR};

price_row random_row(chance& luck, int64_t price) {
    const std::string networks[] = {"26201", "26202", "21407"};
    const std::string mccs[] = {"262", "214"};
    const std::string countries[] = {"DE", "ES"};
    auto row = buy_row(static_cast<uint32_t>(1 + luck.below(2)), price);
    switch (luck.below(5)) {
        case 0:
            row.prefix = luck.one_of(PREFIXES);
            break;
        case 1:
            row.mccmnc = luck.one_of(networks);
            break;
        case 2:
            row.mcc = luck.one_of(mccs);
            break;
        case 3:
            row.country = luck.one_of(countries);
            break;
        default:
            break;
    }
    row.klass = static_cast<uint8_t>(luck.below(3));
    row.senders = static_cast<sender_type>(luck.below(3));
    row.channel = static_cast<core::channel>(luck.below(2));
    row.from_utc_ms = luck.below(20);
    row.to_utc_ms = luck.below(2) == 0 ? 0 : row.from_utc_ms + 1 + luck.below(10);
    return row;
}

auto key_parts(const price_row& row) {
    return std::tie(row.owner_id, row.prefix, row.mccmnc, row.mcc, row.country, row.klass, row.senders, row.channel,
                    row.from_utc_ms);
}

bool answers(const price_row& row, const price_question& asked) {
    const bool is_there = asked.digits.starts_with(row.prefix) &&
                          (row.mccmnc.empty() || row.mccmnc == asked.to->mccmnc) &&
                          (row.mcc.empty() || asked.to->mccmnc.starts_with(row.mcc)) &&
                          (row.country.empty() || row.country == asked.to->country);
    const bool is_such = (row.klass == 0 || row.klass == 1 + static_cast<uint8_t>(asked.message_class)) &&
                         (row.senders == sender_type::any || row.senders == asked.senders) &&
                         row.channel == asked.channel;
    const bool is_now = row.from_utc_ms <= asked.utc_ms && (row.to_utc_ms == 0 || asked.utc_ms < row.to_utc_ms);
    return row.owner_id == LINK.value && is_there && is_such && is_now;
}

// The greater, the nearer.
auto nearness(const price_row& row) {
    return std::tuple{row.prefix.size(),    !row.mccmnc.empty(), !row.mcc.empty(),
                      !row.country.empty(), row.klass != 0,      row.senders != sender_type::any,
                      row.from_utc_ms};
}

TEST(RoutingPricePrecedence, IsThatOfAReaderOfAllRows) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    chance luck{seed};
    for (int world = 0; world < 200; ++world) {
        std::vector<price_row> rows;
        for (int64_t price = 0; price < 60; ++price) {
            const auto row = random_row(luck, price);
            const auto is_same = [&](const price_row& each) { return key_parts(each) == key_parts(row); };
            if (std::ranges::none_of(rows, is_same)) rows.push_back(row);
        }
        const auto book = build(rows);
        for (int question = 0; question < 50; ++question) {
            const auto number = luck.one_of(NUMBERS);
            const auto to = luck.one_of(NETWORKS);
            const price_question asked{.to = &to,
                                       .digits = number,
                                       .message_class = static_cast<message_class>(luck.below(3)),
                                       .senders = static_cast<sender_type>(luck.below(3)),
                                       .channel = static_cast<core::channel>(luck.below(2)),
                                       .utc_ms = luck.below(32)};
            auto fitting = rows | std::views::filter([&](const auto& row) { return answers(row, asked); });
            const auto nearest = std::ranges::max_element(fitting, {}, nearness);
            ASSERT_EQ(found(book, asked).first, nearest == fitting.end() ? -1 : nearest->price.e8);
        }
    }
}

}  // namespace
}  // namespace kaskad::routing
