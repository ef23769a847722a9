#include "tests/engine/shop.hpp"

// What left without an answer: sent again by class, once, marked; or told by its receipt; or never.

namespace kaskad::engine::test {

using core::message_class;
using facts::message_state;
using facts::part_state;

TEST(EngineDoubt, AnOtpGoesAtOnceOverAnotherLink) {
    shop world;
    const auto bind = world.bind(CHEAP);
    world.bind(DEAR);
    const auto id = world.send(shop::of_class(message_class::otp));
    EXPECT_EQ(world.take_submit().bind.link, CHEAP);
    world.tell(facts::link_down{bind});
    world.pass(1);
    const auto again = world.take_submit();
    EXPECT_EQ(again.bind.link, DEAR);
    EXPECT_EQ(again.part.attempt, 2);
    EXPECT_TRUE(world.message(id).possible_duplicate);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.92"));
    world.answer(again, 0, "x");
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.05"));
    EXPECT_EQ(world.posted(billing::account_kind::payable, DEAR.value), amount("0.07"));
    world.expect_balanced();
}

TEST(EngineDoubt, ATransactionalPartGoesAgainAloneAfterAMinuteOnce) {
    shop world;
    auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    const auto first = world.take_submit();
    world.tell(facts::link_down{bind});
    bind = world.bind(CHEAP);
    EXPECT_TRUE(world.submits.empty());
    world.pass(59'999);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1);
    const auto again = world.take_submit();
    EXPECT_EQ(again.bind.link, CHEAP);
    EXPECT_EQ(again.part, first.part);
    EXPECT_TRUE(world.message(id).possible_duplicate);
    world.tell(facts::link_down{bind});
    world.bind(CHEAP);
    world.pass(3'600'000);
    EXPECT_TRUE(world.submits.empty());
}

TEST(EngineDoubt, MarketingIsNeverSentAgainAndEndsUnknown) {
    shop world;
    const auto bind = world.bind(CHEAP);
    auto command = shop::of_class(message_class::marketing);
    command.validity_s = 600;
    const auto id = world.send(command);
    world.take_submit();
    world.tell(facts::link_down{bind});
    world.bind(CHEAP);
    world.pass(599'000);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1'000 + 3'600'000);
    EXPECT_EQ(world.message(id).state, message_state::unknown);
    EXPECT_EQ(world.message(id).reason, core::reason::in_doubt);
}

TEST(EngineDoubt, AReceiptThatFitsOnePartIsItsAndStopsTheResend) {
    shop world;
    auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    world.take_submit();
    world.tell(facts::link_down{bind});
    bind = world.bind(CHEAP);
    world.receipt(bind, "late-id", part_state::delivered);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(message.attempts[0].parts[0].matched, facts::matched_by::address);
    EXPECT_EQ(message.attempts[0].parts[0].operator_id, "late-id");
    world.pass(60'000);
    EXPECT_TRUE(world.submits.empty());
}

// A doubt about the second part took the first along, which had been sent again already: a third time.
TEST(EngineDoubt, EachPartGoesAgainOnceByItsOwnCount) {
    shop world;
    auto bind = world.bind(CHEAP, 1);
    auto command = shop::of_class(message_class::transactional);
    command.text = std::string(200, 'a');
    const auto id = world.send(command);
    EXPECT_EQ(world.take_submit().part.part, 1);
    world.tell(facts::link_down{bind});
    bind = world.bind(CHEAP);
    world.pass(60'000);
    EXPECT_EQ(world.take_submit().part.part, 1);
    EXPECT_EQ(world.take_submit().part.part, 2);
    world.tell(facts::link_down{bind});
    world.bind(CHEAP);
    world.pass(60'000);
    EXPECT_EQ(world.take_submit().part.part, 2);
    world.pass(3'600'000);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).attempts[0].parts[0].sent_times, 2);
}

// The alarm of a part that the operator asked to come later sent the other part again, which its class forbids.
TEST(EngineDoubt, MarketingInDoubtIsNotSentAgainWithAnotherPart) {
    shop world;
    world.bind(CHEAP);
    auto command = shop::of_class(message_class::marketing);
    command.text = std::string(200, 'a');
    const auto id = world.send(command);
    const auto first = world.take_submit();
    const auto second = world.take_submit();
    world.tell(facts::submit_unanswered{first.bind, first.part});
    constexpr uint32_t SYSTEM_ERROR = 8;
    world.answer(second, SYSTEM_ERROR);
    world.pass(10'000);
    EXPECT_EQ(world.take_submit().part.part, 2);
    world.pass(600'000);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_FALSE(world.message(id).possible_duplicate);
}

// The receipt that ended the doubt about the first part took away the alarm that was to send the second, which then
// never left.
TEST(EngineDoubt, AReceiptThatEndsTheDoubtLetsTheOtherPartsGo) {
    shop world;
    auto bind = world.bind(CHEAP, 1);
    auto command = shop::of_class(message_class::transactional);
    command.text = std::string(200, 'a');
    const auto id = world.send(command);
    EXPECT_EQ(world.take_submit().part.part, 1);
    world.tell(facts::link_down{bind});
    bind = world.bind(CHEAP);
    EXPECT_TRUE(world.submits.empty());
    world.receipt(bind, "first", part_state::delivered);
    const auto second = world.take_submit();
    EXPECT_EQ(second.part.part, 2);
    world.answer(second, 0, "second");
    world.receipt(bind, "second", part_state::delivered);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_FALSE(message.possible_duplicate);
    world.pass(60'000);
    EXPECT_TRUE(world.submits.empty());
    world.expect_balanced();
}

// A receipt for the first attempt is no news for the second, which the operator asked to come again later.
TEST(EngineDoubt, AReceiptOfAnOlderAttemptLeavesTheAlarmOfTheNewer) {
    shop world;
    const auto bind = world.bind(CHEAP);
    world.bind(DEAR);
    auto command = shop::of_class(message_class::otp);
    command.text = std::string(200, 'a');
    const auto id = world.send(command);
    world.answer(world.take_submit(), 0, "one");
    EXPECT_EQ(world.take_submit().part.part, 2);
    world.tell(facts::link_down{bind});
    world.pass(1);
    const auto again = world.take_submit();
    EXPECT_EQ(again.bind.link, DEAR);
    constexpr uint32_t SYSTEM_ERROR = 8;
    world.answer(world.take_submit(), 0, "two");
    world.answer(again, SYSTEM_ERROR);
    const auto back = world.bind(CHEAP);
    world.receipt(back, "lost", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.pass(10'000);
    EXPECT_EQ(world.take_submit().part, again.part);
}

TEST(EngineDoubt, AReceiptThatCameBeforeTheDoubtIsFound) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    world.take_submit();
    world.receipt(bind, "early-id", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.tell(facts::link_down{bind});
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

TEST(EngineDoubt, AReceiptThatFitsTwoPartsMatchesNothing) {
    shop world;
    auto bind = world.bind(CHEAP);
    world.send(shop::of_class(message_class::transactional));
    world.send(shop::of_class(message_class::transactional));
    world.tell(facts::link_down{bind});
    bind = world.bind(CHEAP);
    world.receipt(bind, "whose", part_state::delivered);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
}

TEST(EngineDoubt, TheQuotedTextBreaksATie) {
    shop world;
    auto bind = world.bind(CHEAP);
    world.send(shop::text("first text"));
    const auto second = world.send(shop::text("second text"));
    world.tell(facts::link_down{bind});
    bind = world.bind(CHEAP);
    facts::receipt_received receipt;
    receipt.bind = bind;
    receipt.keys = {"id"};
    receipt.state = part_state::delivered;
    receipt.recipient = "491512345678";
    receipt.sender = "Shop";
    receipt.text = "second text";
    world.tell(receipt);
    EXPECT_EQ(world.message(second).state, message_state::delivered);
}

TEST(EngineDoubt, WhatNeverLeftIsNotInDoubtAndCostsNothing) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    const auto submit = world.take_submit();
    world.tell(facts::submit_not_sent{bind, submit.part});
    world.tell(facts::link_down{bind});
    world.bind(CHEAP);
    EXPECT_EQ(world.take_submit().part, submit.part);
    EXPECT_FALSE(world.message(id).possible_duplicate);
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0"));
}

TEST(EngineDoubt, NotSentAfterTheEndWasToldTakesTheDoubtBack) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    const auto submit = world.take_submit();
    world.tell(facts::link_down{bind});
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.05"));
    world.tell(facts::submit_not_sent{bind, submit.part});
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0"));
    world.bind(CHEAP);
    EXPECT_EQ(world.take_submit().part, submit.part);
    EXPECT_FALSE(world.message(id).possible_duplicate);
    world.expect_balanced();
}

TEST(EngineDoubt, ALateResponseEndsTheDoubt) {
    shop world;
    world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    const auto submit = world.take_submit();
    world.tell(facts::submit_unanswered{submit.bind, submit.part});
    world.answer(submit, 0, "id-1");
    world.pass(60'000);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.05"));
    EXPECT_EQ(world.message(id).attempts[0].parts[0].state, part_state::accepted);
}

TEST(EngineDoubt, AfterARestartWhatWasSubmittingIsInDoubt) {
    shop world;
    world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    world.take_submit();
    world.restart();
    EXPECT_EQ(world.message(id).attempts[0].parts[0].state, part_state::in_doubt);
    world.bind(CHEAP);
    world.pass(60'000);
    EXPECT_EQ(world.take_submit().part.message, id);
}

TEST(EngineDoubt, TheRestOfALongMessageFollowsAfterItsBindIsLost) {
    shop world;
    const auto bind = world.bind(CHEAP, 1);
    const auto id = world.send(shop::text(std::string(200, 'x')));
    world.answer(world.take_submit(), 0, "p1");
    EXPECT_TRUE(world.submits.empty());
    world.tell(facts::link_down{bind});
    world.bind(CHEAP);
    const auto second = world.take_submit();
    EXPECT_EQ(second.part.message, id);
    EXPECT_EQ(second.part.part, 2);
    EXPECT_FALSE(world.message(id).possible_duplicate);
}

TEST(EngineDoubt, TheRestOfALongMessageFollowsAfterARestart) {
    shop world;
    world.bind(CHEAP, 1);
    const auto id = world.send(shop::text(std::string(200, 'x')));
    world.answer(world.take_submit(), 0, "p1");
    world.restart();
    world.bind(CHEAP);
    EXPECT_EQ(world.take_submit().part, (facts::part_ref{id, 1, 2}));
}

}  // namespace kaskad::engine::test
