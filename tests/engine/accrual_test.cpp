#include "tests/engine/shop.hpp"

#include <algorithm>
#include <functional>
#include <iterator>

// What operators are owed where they are paid in two components: for taking a part, and besides for delivering it. The
// cheap link asks 0.03 and 0.02, the dear one 0.07 for what it delivers; clients pay 0.20, so that no attempt loses
// money.

namespace kaskad::engine::test {
namespace {

using core::message_class;
using facts::message_state;
using facts::part_state;

constexpr uint32_t INVALID_SENDER = 0x0A;

class paid_shop : public shop {
  public:
    explicit paid_shop(const std::function<void(facts::link&)>& change = {}) {
        auto command = declaration();
        command.links[0].digest = "2";
        if (change) change(command.links[0]);
        command.prices[0].row.delivered = price("0.02");
        command.prices[1].row.delivered = price("0.07");
        command.prices[2].row.price = price("0.2");
        declare(std::move(command));
        cheap = bind(CHEAP);
    }

    void tell_cheap(part_state state, std::string id = "a") { receipt(cheap, std::move(id), state); }

    void expect_owed(const char* to_cheap, const char* to_dear = "0") {
        EXPECT_EQ(posted(billing::account_kind::payable, CHEAP.value), amount(to_cheap));
        EXPECT_EQ(posted(billing::account_kind::cost, CHEAP.value), -amount(to_cheap));
        EXPECT_EQ(posted(billing::account_kind::payable, DEAR.value), amount(to_dear));
        expect_balanced();
    }

    // All lines of the books on that side, in order.
    std::vector<billing::transfer> lines(billing::transfer_side side) const {
        std::vector<billing::transfer> found;
        for (const auto& group : groups) {
            for (const auto& fact : group.facts) {
                for (const auto& change : fact.changes) {
                    const auto* row = std::get_if<billing::posting>(&change.after);
                    if (row == nullptr) continue;
                    std::ranges::copy_if(row->transfers, std::back_inserter(found),
                                         [&](const auto& line) { return line.side == side; });
                }
            }
        }
        return found;
    }

    facts::bind_ref cheap;
};

TEST(EngineAccrual, OwesEachComponentWhenItIsEarnedAndOnce) {
    paid_shop world;
    const auto id = world.send(shop::text());
    const auto submit = world.take_submit();
    world.expect_owed("0");
    world.answer(submit, 0, "a");
    world.expect_owed("0.03");
    world.tell_cheap(part_state::sent);
    world.expect_owed("0.03");
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.05");
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.05");
    // A negative after a positive is a conflict for people to look at; nothing is taken back.
    world.tell_cheap(part_state::undelivered);
    world.expect_owed("0.05");
    EXPECT_TRUE(world.message(id).attempts[0].parts[0].conflict);
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.05");
}

TEST(EngineAccrual, EachComponentIsALineOfItsOwnSide) {
    paid_shop world;
    world.send(shop::text());
    world.answer(world.take_submit(), 0, "a");
    world.tell_cheap(part_state::delivered);
    const auto taken = world.lines(billing::transfer_side::supplier);
    const auto delivered = world.lines(billing::transfer_side::supplier_delivery);
    ASSERT_EQ(taken.size(), 1U);
    ASSERT_EQ(delivered.size(), 1U);
    EXPECT_EQ(taken[0].amount, amount("0.03"));
    EXPECT_EQ(taken[0].code, billing::posting_code::supplier_accrual);
    EXPECT_EQ(delivered[0].amount, amount("0.02"));
    EXPECT_EQ(delivered[0].code, billing::posting_code::supplier_delivery_accrual);
    EXPECT_EQ(delivered[0].attempt, 1U);
    EXPECT_NE(billing::make_transfer_id(taken[0]), billing::make_transfer_id(delivered[0]));
}

TEST(EngineAccrual, TheSameWhereTheReceiptComesFirst) {
    paid_shop world;
    world.send(shop::text());
    const auto submit = world.take_submit();
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0");
    world.answer(submit, 0, "a");
    world.expect_owed("0.05");
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.05");
}

TEST(EngineAccrual, WhatIsNotDeliveredIsOwedForTheSubmissionAlone) {
    for (const auto state : {part_state::undelivered, part_state::expired}) {
        paid_shop world;
        world.send(shop::text());
        world.answer(world.take_submit(), 0, "a");
        world.tell_cheap(state);
        world.expect_owed("0.03");
        // Late, and the message has ended long ago.
        world.restart();
        world.cheap = world.bind(CHEAP);
        world.tell_cheap(part_state::delivered);
        world.expect_owed("0.05");
        world.restart();
        world.cheap = world.bind(CHEAP);
        world.tell_cheap(part_state::delivered);
        world.expect_owed("0.05");
    }
}

TEST(EngineAccrual, ARefusedPartIsOwedNothing) {
    paid_shop world;
    world.bind(DEAR);
    world.send(shop::text());
    world.answer(world.take_submit(), INVALID_SENDER);
    world.answer(world.take_submit(), 0, "b");
    world.expect_owed("0", "0");
}

TEST(EngineAccrual, CountsEachPartOfALongText) {
    paid_shop world;
    world.send(shop::text(std::string(400, 'x')));
    for (const auto* id : {"a", "b", "c"})
        world.answer(world.take_submit(), 0, id);
    world.expect_owed("0.09");
    world.tell_cheap(part_state::delivered, "b");
    world.expect_owed("0.11");
    world.tell_cheap(part_state::delivered, "b");
    world.tell_cheap(part_state::undelivered, "a");
    world.expect_owed("0.11");
    world.tell_cheap(part_state::delivered, "c");
    world.expect_owed("0.13");
    world.tell_cheap(part_state::delivered, "a");
    world.expect_owed("0.15");
}

// One receipt speaks for all: the parts that have been taken, and the one whose answer comes after it.
TEST(EngineAccrual, CountsThePartsThatAReceiptSpeaksFor) {
    paid_shop world{[](facts::link& link) { link.receipts = smpp::receipt_mode::first; }};
    world.send(shop::text(std::string(400, 'x')));
    const std::vector submits{world.take_submit(), world.take_submit(), world.take_submit()};
    world.answer(submits[0], 0, "a");
    world.answer(submits[1], 0, "b");
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.1");
    world.answer(submits[2], 0, "c");
    world.expect_owed("0.15");
    world.tell_cheap(part_state::delivered, "b");
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.15");
}

TEST(EngineAccrual, CountsTheSegmentsOfAPayload) {
    paid_shop world{[](facts::link& link) { link.split = smpp::split_way::payload; }};
    world.send(shop::text(std::string(400, 'x')));
    world.answer(world.take_submit(), 0, "a");
    world.expect_owed("0.09");
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.15");
    EXPECT_EQ(world.lines(billing::transfer_side::supplier_delivery).size(), 1U);
}

TEST(EngineAccrual, APartInDoubtIsOwedForTheSubmissionUntilItIsTold) {
    paid_shop world;
    const auto id = world.send(shop::of_class(message_class::marketing));
    const auto submit = world.take_submit();
    world.tell(facts::submit_unanswered{submit.bind, submit.part});
    world.expect_owed("0.03");
    world.tell_cheap(part_state::delivered, "of-its-own");
    EXPECT_EQ(world.message(id).attempts[0].parts[0].matched, facts::matched_by::address);
    world.expect_owed("0.05");
    world.answer(submit, 0, "of-its-own");
    world.tell_cheap(part_state::delivered, "of-its-own");
    world.expect_owed("0.05");
}

TEST(EngineAccrual, ADoubtThatNobodyEndsIsNoDelivery) {
    paid_shop world;
    auto command = shop::of_class(message_class::marketing);
    command.validity_s = 600;
    const auto id = world.send(command);
    const auto submit = world.take_submit();
    world.tell(facts::submit_unanswered{submit.bind, submit.part});
    world.pass(600'000 + 3'600'000);
    EXPECT_EQ(world.message(id).state, message_state::unknown);
    world.expect_owed("0.03");
}

TEST(EngineAccrual, WhatNeverLeftAfterAllIsTakenBack) {
    paid_shop world;
    world.send(shop::text());
    const auto submit = world.take_submit();
    world.tell(facts::link_down{submit.bind});
    world.expect_owed("0.03");
    world.tell(facts::submit_not_sent{submit.bind, submit.part});
    world.expect_owed("0");
}

// Sent again by its class: taken twice, delivered once.
TEST(EngineAccrual, APartSentAgainIsDeliveredOnce) {
    paid_shop world;
    world.send(shop::of_class(message_class::transactional));
    world.take_submit();
    world.tell(facts::link_down{world.cheap});
    world.cheap = world.bind(CHEAP);
    world.pass(60'000);
    world.answer(world.take_submit(), 0, "a");
    world.expect_owed("0.06");
    world.tell_cheap(part_state::delivered);
    world.expect_owed("0.08");
    world.tell_cheap(part_state::delivered, "of-the-first");
    world.expect_owed("0.08");
}

// A code goes at once over another link; each operator is owed for what it did, the client charged once.
TEST(EngineAccrual, EachAttemptIsOwedByItsOwnTerms) {
    paid_shop world;
    const auto dear = world.bind(DEAR);
    world.send(shop::of_class(message_class::otp));
    const auto first = world.take_submit();
    world.tell(facts::submit_unanswered{first.bind, first.part});
    world.pass(1);
    const auto second = world.take_submit();
    ASSERT_EQ(second.bind.link, DEAR);
    world.answer(second, 0, "b");
    world.expect_owed("0.03", "0");
    world.receipt(dear, "b", part_state::delivered);
    world.expect_owed("0.03", "0.07");
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.8"));
    for (const auto& line : world.lines(billing::transfer_side::supplier_delivery))
        EXPECT_EQ(line.attempt, 2U);
}

// What waited for one link and goes over another took the first one's share along.
TEST(EngineAccrual, AnAttemptThatMovesHasTheTermsOfItsNewLink) {
    paid_shop world;
    world.tell(facts::link_down{world.cheap});
    world.cheap = world.bind(CHEAP, 0);
    const auto id = world.send(shop::text());
    world.tell(
        facts::hold_link{.reply_to = 9, .link = "cheap", .hold = facts::link_hold::paused, .by = "o", .why = "w"});
    const auto dear = world.bind(DEAR);
    world.pass(10'000);
    const auto submit = world.take_submit();
    ASSERT_EQ(submit.bind.link, DEAR);
    EXPECT_EQ(world.message(id).attempts[0].buy_delivered, price("0.07"));
    world.answer(submit, 0, "b");
    world.expect_owed("0", "0");
    world.receipt(dear, "b", part_state::delivered);
    world.expect_owed("0", "0.07");
}

// Two parts at 0.05, one delivered and one refused: 0.05 spent, half of it for each part of the message.
TEST(EngineAccrual, WhatWasSpentCountsWhatWasDelivered) {
    paid_shop world;
    world.bind(DEAR);
    world.send(shop::text(std::string(200, 'x')));
    const auto first = world.take_submit();
    const auto second = world.take_submit();
    world.answer(first, 0, "a");
    world.tell_cheap(part_state::delivered);
    world.answer(second, INVALID_SENDER);
    core::price spent;
    for (const auto& group : world.groups) {
        for (const auto& fact : group.facts) {
            for (const auto& change : fact.changes) {
                const auto* chosen = std::get_if<facts::attempt_decision>(&change.after);
                if (chosen != nullptr && chosen->attempt == 2) spent = chosen->decision.spent;
            }
        }
    }
    EXPECT_EQ(spent, price("0.025"));
}

// A code costs less than an advertisement over the same link to the same number.
TEST(EngineAccrual, BuysByClassAndPrefix) {
    shop world;
    auto command = declaration();
    command.prices.push_back(priced("cheap", "0.01"));
    command.prices.back().row.klass = 1;
    command.prices.push_back(priced("cheap", "0.02"));
    command.prices.back().row.prefix = "49151234";
    world.declare(command);
    world.bind(CHEAP);
    world.send(shop::of_class(message_class::otp));
    world.answer(world.take_submit(), 0, "a");
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.02"));
    auto elsewhere = shop::of_class(message_class::otp);
    elsewhere.to = "+49 151 9345678";
    world.send(elsewhere);
    world.answer(world.take_submit(), 0, "b");
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.03"));
    elsewhere.klass = message_class::marketing;
    world.send(elsewhere);
    world.answer(world.take_submit(), 0, "c");
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.08"));
}

}  // namespace
}  // namespace kaskad::engine::test
