#include "tests/engine/shop.hpp"

// Receipts in every order, place and number: the same end.

namespace kaskad::engine::test {

using facts::message_state;
using facts::part_state;

TEST(EngineReceipt, BeforeTheResponseIsParkedAndMatchedWhenItComes) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    const auto submit = world.take_submit();
    world.receipt(bind, "id-1", part_state::delivered, "DELIVRD");
    ASSERT_EQ(world.deliver_answers.size(), 1U);
    EXPECT_EQ(world.deliver_answers.front().command_status, 0U);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
    world.answer(submit, 0, "id-1");
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.engine->memory().parked.empty());
}

// A receipt that was parked once ended its message with a general reason instead of its own.
TEST(EngineReceipt, AParkedOneKeepsItsReason) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    const auto submit = world.take_submit();
    facts::receipt_received early;
    early.bind = bind;
    early.keys = {"id-1"};
    early.state = part_state::undelivered;
    early.stat = "UNDELIV";
    early.network = "3:1";
    world.tell(early);
    world.answer(submit, 0, "id-1");
    EXPECT_EQ(world.message(id).reason, core::reason::unknown_subscriber);
}

// Of two receipts that waited for a lost response only the first was taken: a negative one beat the positive behind it.
TEST(EngineReceipt, AllThatWereParkedUnderOneIdFollowTheOneMatchedByAddress) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    const auto submit = world.take_submit();
    world.receipt(bind, "id-1", part_state::rejected, "REJECTD");
    world.receipt(bind, "id-1", part_state::delivered, "DELIVRD");
    world.tell(facts::submit_unanswered{submit.bind, submit.part});
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.engine->memory().parked.empty());
}

TEST(EngineReceipt, AnEarlyIntermediateAndFinalAreBothMatched) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    const auto submit = world.take_submit();
    world.receipt(bind, "id-1", part_state::delivered);
    world.receipt(bind, "id-1", part_state::sent);
    world.answer(submit, 0, "id-1");
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.engine->memory().parked.empty());
}

TEST(EngineReceipt, TwiceIsOnce) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text("Hello", BANK));
    world.answer(world.take_submit(), 0, "id-1");
    world.receipt(bind, "id-1", part_state::delivered);
    const auto history = world.message(id).history;
    world.receipt(bind, "id-1", part_state::delivered);
    EXPECT_EQ(world.message(id).history, history);
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("9.92"));
    EXPECT_EQ(world.deliver_answers.size(), 2U);
}

TEST(EngineReceipt, OnAnotherBindOfTheSameLinkCounts) {
    shop world;
    world.bind(CHEAP, 100, 0);
    const auto other = world.bind(CHEAP, 0, 1);
    const auto id = world.send(shop::text());
    world.answer(world.take_submit(), 0, "id-1");
    world.receipt(other, "id-1", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

TEST(EngineReceipt, TheSameIdOnAnotherLinkIsAnotherMessage) {
    shop world;
    world.bind(CHEAP);
    const auto dear = world.bind(DEAR);
    const auto id = world.send(shop::text());
    world.answer(world.take_submit(), 0, "id-1");
    world.receipt(dear, "id-1", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
}

TEST(EngineReceipt, APositiveBeatsANegativeAndIsLate) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text("Hello", BANK));
    world.answer(world.take_submit(), 0, "id-1");
    world.receipt(bind, "id-1", part_state::expired);
    EXPECT_EQ(world.message(id).state, message_state::expired);
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("10"));
    world.receipt(bind, "id-1", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.message(id).late);
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("9.92"));
    world.expect_balanced();
}

TEST(EngineReceipt, ANegativeAfterAPositiveIsAConflictAndChangesNothing) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    world.answer(world.take_submit(), 0, "id-1");
    world.receipt(bind, "id-1", part_state::delivered);
    world.receipt(bind, "id-1", part_state::undelivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.message(id).attempts[0].parts[0].conflict);
    EXPECT_EQ(world.engine->counters().receipts_conflicting, 1U);
}

TEST(EngineReceipt, TheFirstNegativeKeepsItsReason) {
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    world.answer(world.take_submit(), 0, "id-1");
    world.receipt(bind, "id-1", part_state::rejected);
    world.receipt(bind, "id-1", part_state::expired);
    EXPECT_EQ(world.message(id).state, message_state::failed);
    EXPECT_EQ(world.message(id).reason, core::reason::rejected_by_network);
}

TEST(EngineReceipt, OfAColdMessageIsFetchedAndMatched) {
    shop world{{.limits = {.messages_hot = 0}}};
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text());
    world.answer(world.take_submit(), 0, "id-1");
    world.pass(1'000'000);  // its time is far away: it may leave memory
    world.send(shop::text());
    world.project();
    ASSERT_FALSE(world.engine->memory().messages.contains(id));
    world.receipt(bind, "id-1", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.engine->counters().recalled, 1U);
}

TEST(EngineReceipt, UnknownIsAnsweredParkedOnceAndForgottenByNobody) {
    shop world;
    const auto bind = world.bind(CHEAP);
    world.receipt(bind, "nobody", part_state::delivered);
    world.receipt(bind, "nobody", part_state::delivered);
    EXPECT_EQ(world.deliver_answers.size(), 2U);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
    world.restart();
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
}

TEST(EngineReceipt, AParkedOneIsDroppedWhenItsTimeIsOver) {
    shop world{{.limits = {.parked_receipt_ms = 60'000}}};
    const auto bind = world.bind(CHEAP);
    world.receipt(bind, "nobody", part_state::delivered);
    world.pass(59'999);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
    world.pass(200);
    EXPECT_TRUE(world.engine->memory().parked.empty());
    world.restart();
    EXPECT_TRUE(world.engine->memory().parked.empty());
}

TEST(EngineReceipt, AnIdUsedAgainLongAfterwardsIsNotTheOldMessages) {
    shop world{{.limits = {.late_receipt_ms = 1'000'000}}};
    const auto bind = world.bind(CHEAP);
    auto command = shop::text();
    command.validity_s = 60;
    const auto id = world.send(command);
    world.answer(world.take_submit(), 0, "again");
    world.pass(60'000 + 3'600'000);
    EXPECT_EQ(world.message(id).state, message_state::unknown);
    world.receipt(bind, "again", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::unknown);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
}

TEST(EngineReceipt, AnIdUsedAgainBelongsToTheNewestMessageAlsoAfterTheOldOneLeftMemory) {
    shop world{{.limits = {.messages_hot = 1}}};
    const auto bind = world.bind(CHEAP);
    world.send(shop::text("old"));
    world.answer(world.take_submit(), 0, "same");
    world.pass(1'000'000);
    const auto young = world.send(shop::text("young"));
    world.answer(world.take_submit(), 0, "same");
    world.project();
    world.receipt(bind, "same", part_state::delivered);
    EXPECT_EQ(world.message(young).state, message_state::delivered);
}

TEST(EngineReceipt, TooManyWaitingForTheDatabaseAreRefusedForLater) {
    shop world{{.limits = {.waiting_max = 1}}};
    const auto bind = world.bind(CHEAP);
    world.fetches_fail = true;
    world.receipt(bind, "one", part_state::delivered);
    world.receipt(bind, "two", part_state::delivered);
    ASSERT_EQ(world.deliver_answers.size(), 1U);
    EXPECT_EQ(world.deliver_answers.front().command_status, static_cast<uint32_t>(smpp::command_status::rx_t_appn));
    world.fetches_fail = false;
    world.pass(200);
    EXPECT_EQ(world.deliver_answers.size(), 2U);
}

}  // namespace kaskad::engine::test
