#include "tests/engine/cascade_shop.hpp"

// What comes at the wrong moment: while an answer is waited for, after somebody stopped the message, or behind its
// deadline. Each was a fault once.

namespace kaskad::engine::test {

namespace {

using core::channel;
using core::reason;
using facts::attempt_state;
using facts::channel_outcome;
using facts::message_state;

constexpr int64_t SECOND = 1'000;

facts::stop_message stop_of(core::message_id id) {
    return {.claim = {.client = SHOP, .message = id}, .why = "picked up"};
}

facts::submit_message telegram_then_sms() {
    auto command = cascade_shop::by({step(channel::telegram, 60), step(channel::sms)});
    command.steps->steps[0].revokes = true;
    command.steps->duplicates = facts::duplicate_rule::avoid;
    return command;
}

}  // namespace

// The answer that was waited for came behind a report which had begun the next step, and ended that one.
TEST(EngineCascadeRaces, AReportDuringTheWaitBeginsTheNextStepOnce) {
    cascade_shop world;
    const auto id = world.send(telegram_then_sms());
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    ASSERT_EQ(world.revocations.size(), 1U);
    world.reports(GATEWAY, "t1", attempt_state::expired, reason::validity_expired);
    ASSERT_EQ(world.submits.size(), 1U);
    const auto asked = world.revocations.front();
    world.tell(facts::revoke_answered{.account = asked.account, .part = asked.part});
    world.pass(10 * SECOND);
    EXPECT_EQ(world.message(id).state, message_state::in_progress) << "the SMS is on its way";
    world.answer(world.take_submit(), 0, "one");
    world.receipt(world.sms, "one", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

// What never left after all stood in its queue again, though it had been stopped.
TEST(EngineCascadeRaces, WhatWasStoppedAndNeverLeftDoesNotLeave) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    const auto sent = world.take_sending();
    world.tell(stop_of(id));
    world.take_answer();
    EXPECT_EQ(world.message(id).state, message_state::in_progress) << "it is on the wire";
    world.tell(facts::submit_not_sent{sent.bind, sent.part});
    world.viber = world.bind(VIBER);
    world.pass(10 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.message(id).state, message_state::cancelled);
    EXPECT_EQ(world.message(id).attempts[0].reason, reason::stopped_by_client);
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    world.expect_balanced();
}

// A provider's "later" is not followed where it was stopped.
TEST(EngineCascadeRaces, WhatWasStoppedIsNotTriedAgain) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    const auto sent = world.take_sending();
    world.tell(stop_of(id));
    world.take_answer();
    world.refuses(sent, channel_outcome::retry, reason::link_system_error);
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).state, message_state::cancelled);
}

// A step that waits for its hours is not forgotten for the one before, whose call never left.
TEST(EngineCascadeRaces, WhatNeverLeftDoesNotLeaveBehindItsStep) {
    cascade_shop world;
    auto command = cascade_shop::viber_then_sms();
    const auto minute = world.now.utc_ms / 60'000 % 1'440;
    command.steps->steps[1].from_minute = static_cast<uint16_t>((minute + 10) % 1'440);
    command.steps->steps[1].to_minute = static_cast<uint16_t>((minute + 200) % 1'440);
    command.steps->steps[1].hours = facts::hours_rule::hold;
    world.send(command);
    const auto sent = world.take_sending();
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.submits.empty()) << "its hours have not come";
    world.tell(facts::submit_not_sent{sent.bind, sent.part});
    world.viber = world.bind(VIBER);
    EXPECT_TRUE(world.sendings.empty());
    world.pass(600 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.submits.size(), 1U);
}

// A later step had begun in time, and waited for a credit until it was of no use any more.
TEST(EngineCascadeRaces, ACodeDoesNotLeaveBehindItsDeadline) {
    cascade_shop world;
    world.gateway = world.bind(GATEWAY, 0);
    auto command = cascade_shop::by({step(channel::viber, 60), step(channel::telegram)});
    command.klass = core::message_class::otp;
    command.steps->deadline_ms = 90'000;
    const auto id = world.send(command);
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::expired, reason::validity_expired);
    world.pass(90 * SECOND);
    world.tell(facts::grant_credits{world.gateway, 10});
    EXPECT_TRUE(world.sendings.empty());
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::expired);
    EXPECT_EQ(message.reason, reason::deadline_passed);
    world.expect_balanced();
}

// What is held for the second step was booked, and then the books were told that it was not.
TEST(EngineCascadeRaces, HoldingForTheNextStepKeepsTheOrderOfTheBooks) {
    auto declared = with_channels();
    declared.clients[0].value.reserve_by = facts::cascade_reserve::step;
    declared.clients[0].value.digest = "2";
    cascade_shop world{declared};
    const auto id = world.send(cascade_shop::viber_then_sms());
    EXPECT_EQ(world.held_of(SHOP), amount("0.03"));
    world.accepts(world.take_sending(), "v1");
    const auto before = world.engine->memory().node.last_posting;
    world.pass(60 * SECOND);
    EXPECT_EQ(world.held_of(SHOP), amount("0.08"));
    EXPECT_EQ(world.engine->memory().node.last_posting, before + 1);
    world.answer(world.take_submit(), 0, "one");
    world.receipt(world.sms, "one", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.left_of(SHOP), amount("9.92"));
    world.expect_balanced();
}

// A step content with "sent" went on, if that came in a report.
TEST(EngineCascadeRaces, AReportThatItWasSentIsEnoughWhereThatWasWanted) {
    for (const bool is_early : {false, true}) {
        cascade_shop world;
        const auto id =
            world.send(cascade_shop::by({step(channel::telegram, 60, facts::step_goal::sent), step(channel::sms)}));
        const auto sending = world.take_sending();
        if (!is_early) world.accepts(sending, "t1");
        world.reports(GATEWAY, "t1", attempt_state::sent);
        if (is_early) world.accepts(sending, "t1");
        EXPECT_EQ(world.message(id).state, message_state::unknown) << is_early;
        world.pass(60 * SECOND);
        EXPECT_TRUE(world.submits.empty()) << is_early;
    }
}

// A report about an earlier message to the same person was taken for one about what was in doubt.
TEST(EngineCascadeRaces, AReportOfAnotherMessageSettlesNoDoubt) {
    cascade_shop world;
    facts::channel_reported told;
    told.account = VIBER;
    told.provider_id = "of another";
    told.state = attempt_state::delivered;
    told.recipient = "491512345678";
    world.tell(told);
    world.answers.clear();
    const auto id = world.send(cascade_shop::viber_then_sms());
    const auto sent = world.take_sending();
    world.tell(facts::submit_unanswered{sent.bind, sent.part});
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U);
}

// What is taken back says why it ended.
TEST(EngineCascadeRaces, WhatWasTakenBackSaysSo) {
    cascade_shop world;
    auto command = cascade_shop::by({step(channel::sms, 60), step(channel::telegram)});
    command.steps->steps[1].revokes = true;
    const auto id = world.send(command);
    world.answer(world.take_submit(), 0, "one");
    world.pass(60 * SECOND);
    world.accepts(world.take_sending(), "t1");
    world.receipt(world.sms, "one", facts::part_state::delivered);
    ASSERT_EQ(world.revocations.size(), 1U);
    const auto asked = world.revocations.front();
    world.tell(facts::revoke_answered{asked.account, asked.part, facts::revocation::revoked});
    const auto second = world.message(id).attempts[1];
    EXPECT_EQ(second.state, attempt_state::cancelled);
    EXPECT_EQ(second.reason, reason::revoked);
}

// What was held for an SMS was given free for a cheaper step, and was not there when the SMS arrived after all.
TEST(EngineCascadeRaces, WhatMayArriveYetIsHeldFor) {
    auto declared = with_channels();
    declared.clients[0].value.reserve_by = facts::cascade_reserve::step;
    declared.clients[0].value.digest = "2";
    cascade_shop world{declared};
    const auto id = world.send(cascade_shop::by({step(channel::sms, 60), step(channel::viber)}));
    EXPECT_EQ(world.held_of(SHOP), amount("0.08"));
    world.answer(world.take_submit(), 0, "one");
    world.pass(60 * SECOND);
    EXPECT_EQ(world.sendings.size(), 1U);
    EXPECT_EQ(world.held_of(SHOP), amount("0.08")) << "Viber costs 0.03, and the SMS may arrive";
    const auto left = world.left_of(SHOP);
    world.receipt(world.sms, "one", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(left.e6 - world.left_of(SHOP).e6, amount("0.08").e6);
    world.expect_balanced();
}

// Whose deadline had passed while its first step was being taken back was said to have no link.
TEST(EngineCascadeRaces, ADeadlineThatPassesDuringTheWaitIsTheReason) {
    cascade_shop world;
    auto command = telegram_then_sms();
    command.steps->deadline_ms = 62 * SECOND;
    const auto id = world.send(command);
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    ASSERT_EQ(world.revocations.size(), 1U);
    world.pass(3 * SECOND);
    const auto asked = world.revocations.front();
    world.tell(facts::revoke_answered{asked.account, asked.part, facts::revocation::revoked});
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).state, message_state::expired);
    EXPECT_EQ(world.message(id).reason, reason::deadline_passed);
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
}

// A stopped message went on waiting for the end of its step, though nothing was left that could arrive.
TEST(EngineCascadeRaces, WhatWasStoppedAndTakenBackHasEnded) {
    cascade_shop world;
    const auto id = world.send(telegram_then_sms());
    world.accepts(world.take_sending(), "t1");
    world.tell(stop_of(id));
    ASSERT_EQ(world.revocations.size(), 1U);
    EXPECT_EQ(world.message(id).state, message_state::in_progress) << "it may be too late";
    const auto asked = world.revocations.front();
    world.tell(facts::revoke_answered{asked.account, asked.part, facts::revocation::revoked});
    EXPECT_EQ(world.message(id).state, message_state::cancelled);
    EXPECT_EQ(world.message(id).reason, reason::stopped_by_client);
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
}

}  // namespace kaskad::engine::test
