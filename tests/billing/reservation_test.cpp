#include "billing/reservation.hpp"

#include "billing/ledger.hpp"
#include "tests/billing/memory_book.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace kaskad::billing {

namespace {

using enum refusal;

const account_id CLIENT = make_account_id(account_kind::client, 1, EUR);
const account_id REVENUE = make_account_id(account_kind::revenue, 0, EUR);

charge_terms terms(int64_t price_e8, uint32_t units) {
    return {.message = {42},
            .level = 0,
            .debit = CLIENT,
            .credit = REVENUE,
            .currency = EUR,
            .price = {price_e8},
            .price_version = 9,
            .units = units};
}

reservation opened(int64_t price_e8, uint32_t units) {
    return open(terms(price_e8, units))->after;
}

}  // namespace

TEST(BillingReservation, OpensWithPriceTimesUnitsHeld) {
    const auto step = open(terms(3'450'000, 3));
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(step->after.state, reservation_state::open);
    EXPECT_EQ(step->after.amount, core::amount{103'500});
    EXPECT_EQ(step->after.charged_units, 0u);
    ASSERT_TRUE(step->transfer.has_value());
    EXPECT_EQ(step->transfer->kind, transfer_kind::reserve);
    EXPECT_EQ(step->transfer->code, posting_code::message_reserve);
    EXPECT_EQ(step->transfer->amount, core::amount{103'500});
    EXPECT_EQ(step->transfer->released, core::amount{0});
    EXPECT_EQ(step->transfer->debit, CLIENT);
    EXPECT_EQ(step->transfer->credit, REVENUE);
    EXPECT_EQ(step->transfer->message, core::message_id{42});
    EXPECT_EQ(step->transfer->price_version, 9u);
}

TEST(BillingReservation, ResizingHoldsOrFreesTheDifference) {
    const auto held = opened(100, 200);  // 0.0002 in all: 200 e6
    const auto more = resize(held, {.price = {100}, .price_version = 10, .units = 300});
    ASSERT_TRUE(more.has_value());
    EXPECT_EQ(more->after.amount, core::amount{300});
    EXPECT_EQ(more->after.units, 300u);
    EXPECT_EQ(more->after.price_version, 10u);
    ASSERT_TRUE(more->transfer.has_value());
    EXPECT_EQ(more->transfer->kind, transfer_kind::reserve);
    EXPECT_EQ(more->transfer->code, posting_code::message_resize);
    EXPECT_EQ(more->transfer->amount, core::amount{100});
    EXPECT_EQ(more->transfer->released, core::amount{0});

    const auto less = resize(more->after, {.price = {100}, .price_version = 10, .units = 50});
    ASSERT_TRUE(less.has_value());
    EXPECT_EQ(less->transfer->kind, transfer_kind::void_);
    EXPECT_EQ(less->transfer->released, core::amount{250});
    EXPECT_EQ(less->transfer->amount, core::amount{0});
    EXPECT_EQ(less->after.state, reservation_state::open) << "it goes on";

    const auto same = resize(held, {.price = {200}, .price_version = 10, .units = 100});
    EXPECT_FALSE(same->transfer.has_value()) << "the same amount otherwise";
    EXPECT_EQ(resize(held, {.price = {100}, .price_version = 10, .units = 0}).error(), no_units);
    EXPECT_EQ(resize(void_(held)->after, {.price = {100}, .price_version = 10, .units = 1}).error(), already_voided);
}

TEST(BillingReservation, RefusesTermsThatMakeNoCharge) {
    EXPECT_EQ(open(terms(100, 0)).error(), no_units);
    EXPECT_EQ(open(terms(-1, 1)).error(), negative_price);
    EXPECT_EQ(open(terms(std::numeric_limits<int64_t>::max(), std::numeric_limits<uint32_t>::max())).error(),
              amount_too_large);
    EXPECT_EQ(open(terms(AMOUNT_MAX_E6, 101)).error(), amount_too_large);
    EXPECT_EQ(open(terms(AMOUNT_MAX_E6, 100))->after.amount, core::amount{AMOUNT_MAX_E6});
}

TEST(BillingReservation, PostsAllUnits) {
    const auto step = post(opened(3'450'000, 3), 3);
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(step->after.state, reservation_state::posted);
    EXPECT_EQ(step->after.charged_units, 3u);
    EXPECT_EQ(step->after.charged, core::amount{103'500});
    EXPECT_EQ(step->transfer->kind, transfer_kind::post);
    EXPECT_EQ(step->transfer->amount, core::amount{103'500});
    EXPECT_EQ(step->transfer->released, core::amount{103'500});
}

TEST(BillingReservation, PostsSomeUnitsAndReleasesAll) {
    const auto step = post(opened(3'450'000, 3), 1);
    EXPECT_EQ(step->after.charged, core::amount{34'500});
    EXPECT_EQ(step->transfer->amount, core::amount{34'500});
    EXPECT_EQ(step->transfer->released, core::amount{103'500});
}

TEST(BillingReservation, PostRefusesUnitsThatWereNotReserved) {
    EXPECT_EQ(post(opened(100, 3), 0).error(), no_units);
    EXPECT_EQ(post(opened(100, 3), 4).error(), too_many_units);
}

// A share is of what was held, and what it leaves is free again.
TEST(BillingReservation, PostsAShareRoundedHalfToEven) {
    struct line {
        int64_t held;
        uint32_t percent;
        int64_t charged;
    };
    const line table[] = {
        {103'500, 100, 103'500},  // all of it
        {103'500, 1, 1'035},      // the least there is
        {100, 33, 33},            // nothing to round
        {1, 50, 0},               // 0.5: to the even 0
        {3, 50, 2},               // 1.5: to the even 2
        {5, 50, 2},               // 2.5
        {1, 51, 1},               // just over a half
        {1, 49, 0},               // just under
        {10, 1, 0},               // a tenth
        {1, 100, 1},
        {AMOUNT_MAX_E6, 100, AMOUNT_MAX_E6},
        {AMOUNT_MAX_E6, 50, AMOUNT_MAX_E6 / 2},
    };
    for (const auto& [held, percent, charged] : table) {
        SCOPED_TRACE(std::to_string(percent) + " % of " + std::to_string(held));
        const auto step = post_share(opened(held, 100), percent);
        ASSERT_TRUE(step.has_value());
        EXPECT_EQ(step->after.state, reservation_state::posted);
        EXPECT_EQ(step->after.charged_units, 100u) << "a share of each unit";
        EXPECT_EQ(step->after.charged, core::amount{charged});
        EXPECT_EQ(step->transfer->kind, transfer_kind::post);
        EXPECT_EQ(step->transfer->code, posting_code::message_charge);
        EXPECT_EQ(step->transfer->amount, core::amount{charged});
        EXPECT_EQ(step->transfer->released, core::amount{held});
    }
}

TEST(BillingReservation, AShareEndsItOnceAndForGood) {
    const auto shared = post_share(opened(3'450'000, 2), 20)->after;
    EXPECT_EQ(post_share(shared, 20).error(), already_posted);
    EXPECT_EQ(post(shared, 1).error(), already_posted);
    EXPECT_EQ(charge_late(shared, 1).error(), already_posted) << "what is left of it is not owed";
    EXPECT_EQ(post_share(void_(opened(100, 1))->after, 20).error(), already_voided);
    EXPECT_EQ(post_share(expire(opened(100, 1))->after, 20).error(), already_expired);
}

TEST(BillingReservation, AShareOfNothingMovesNothing) {
    const auto step = post_share(opened(0, 1), 50);
    ASSERT_TRUE(step.has_value());
    EXPECT_FALSE(step->transfer.has_value());
    EXPECT_EQ(step->after.state, reservation_state::posted);
    EXPECT_EQ(step->after.charged, core::amount{0});
}

TEST(BillingReservationDeathTest, AShareIsOneToAHundredPercent) {
    EXPECT_DEATH((void)post_share(opened(100, 1), 0), "percent");
    EXPECT_DEATH((void)post_share(opened(100, 1), 101), "percent");
}

TEST(BillingReservation, VoidAndExpireReleaseWithoutMoving) {
    const auto voided = void_(opened(3'450'000, 1));
    EXPECT_EQ(voided->after.state, reservation_state::voided);
    EXPECT_EQ(voided->transfer->kind, transfer_kind::void_);
    EXPECT_EQ(voided->transfer->amount, core::amount{0});
    EXPECT_EQ(voided->transfer->released, core::amount{34'500});
    const auto expired = expire(opened(3'450'000, 1));
    EXPECT_EQ(expired->after.state, reservation_state::expired);
    EXPECT_EQ(expired->transfer->kind, transfer_kind::expire);
    EXPECT_EQ(expired->transfer->code, posting_code::message_expire);
}

TEST(BillingReservation, EndsOnce) {
    struct ended {
        reservation value;
        refusal expected;
    };
    const ended table[] = {
        {post(opened(100'000, 2), 1)->after, already_posted},
        {void_(opened(100'000, 2))->after, already_voided},
        {expire(opened(100'000, 2))->after, already_expired},
        {charge_late(void_(opened(100'000, 2))->after, 1)->after, already_voided},
    };
    for (const auto& [value, expected] : table) {
        SCOPED_TRACE(to_string(value.state));
        EXPECT_EQ(post(value, 1).error(), expected);
        EXPECT_EQ(void_(value).error(), expected);
        EXPECT_EQ(expire(value).error(), expected);
    }
}

// A price of 0, or one that rounds to it, charges nothing, and yet the reservation lives and ends once.
TEST(BillingReservation, FreeMessagesMoveNothing) {
    for (const int64_t price : {0, 50}) {
        const auto step = open(terms(price, 1));
        ASSERT_TRUE(step.has_value());
        EXPECT_EQ(step->after.state, reservation_state::open);
        EXPECT_FALSE(step->transfer.has_value());
        EXPECT_FALSE(void_(step->after)->transfer.has_value());
        const auto posted = post(step->after, 1);
        EXPECT_FALSE(posted->transfer.has_value());
        EXPECT_EQ(posted->after.state, reservation_state::posted);
        EXPECT_EQ(posted->after.charged_units, 1u);
        EXPECT_EQ(post(posted->after, 1).error(), already_posted);
    }
}

TEST(BillingReservation, APartThatRoundsToNothingStillReleasesTheWhole) {
    const auto step = post(opened(50, 3), 1);
    ASSERT_TRUE(step->transfer.has_value());
    EXPECT_EQ(step->transfer->amount, core::amount{0});
    EXPECT_EQ(step->transfer->released, core::amount{2});
}

TEST(BillingReservation, ChargesLateOnceAfterVoidOrExpiry) {
    for (const auto& ended : {*void_(opened(3'450'000, 2)), *expire(opened(3'450'000, 2))}) {
        const auto late = charge_late(ended.after, 2);
        ASSERT_TRUE(late.has_value());
        EXPECT_EQ(late->after.state, ended.after.state);
        EXPECT_EQ(late->after.charged, core::amount{69'000});
        EXPECT_EQ(late->transfer->kind, transfer_kind::direct);
        EXPECT_EQ(late->transfer->code, posting_code::message_late_charge);
        EXPECT_EQ(late->transfer->released, core::amount{0});
        EXPECT_EQ(charge_late(late->after, 1).error(), already_charged_late);
    }
    EXPECT_EQ(charge_late(opened(100, 1), 1).error(), still_open);
    EXPECT_EQ(charge_late(post(opened(100, 1), 1)->after, 1).error(), already_posted);
    EXPECT_EQ(charge_late(void_(opened(100, 1))->after, 0).error(), no_units);
    EXPECT_EQ(charge_late(void_(opened(100, 1))->after, 2).error(), too_many_units);
}

TEST(BillingReservation, ItsTransfersAreAcceptedByTheLedger) {
    memory_book book;
    auto client = open_account(account_kind::client, 1, EUR);
    client.posted = {100'000};
    book.add(client);
    book.add(open_account(account_kind::revenue, 0, EUR));
    const auto settle = [&](const reservation_step& step) {
        const auto decided = decide(std::span{&*step.transfer, 1}, book);
        ASSERT_TRUE(decided.has_value());
        book.apply(*decided);
    };
    const auto step = *open(terms(1'000'000, 5));
    settle(step);
    EXPECT_EQ(available(book.at(CLIENT)), core::amount{50'000});
    settle(*post(step.after, 2));
    EXPECT_EQ(available(book.at(CLIENT)), core::amount{80'000});
    EXPECT_EQ(book.at(REVENUE).posted, core::amount{20'000});
}

TEST(BillingReservationDeathTest, ARecordThatWasNeverOpenedCannotEnd) {
    EXPECT_DEATH((void)void_(reservation{}), "reservation_state::none");
    EXPECT_DEATH((void)charge_late(reservation{}, 1), "reservation_state::none");
}

TEST(BillingChargeRule, ReadsItsOwnNames) {
    EXPECT_EQ(to_string(charge_rule::on_submit), "on_submit");
    EXPECT_EQ(to_string(charge_rule::on_accepted), "on_accepted");
    EXPECT_EQ(to_string(charge_rule::on_delivered), "on_delivered");
    for (const auto rule : {charge_rule::on_submit, charge_rule::on_accepted, charge_rule::on_delivered})
        EXPECT_EQ(parse_charge_rule(to_string(rule)), rule);
    for (const auto* other : {"submit", "accepted", "ON_ACCEPTED", "on_accepted ", "on", ""})
        EXPECT_EQ(parse_charge_rule(other), std::nullopt) << other;
}

}  // namespace kaskad::billing
