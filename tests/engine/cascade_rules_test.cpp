#include "tests/engine/cascade_shop.hpp"

// What keeps a step from beginning, what ends a cascade from outside, and what it costs by other rules.

namespace kaskad::engine::test {

namespace {

using core::channel;
using core::reason;
using facts::attempt_state;
using facts::channel_outcome;
using facts::message_state;
using facts::part_state;
using facts::refusal_code;
using facts::revocation;
using facts::step_goal;

constexpr uint32_t OK = 0;
constexpr int64_t SECOND = 1'000;
constexpr int64_t HOUR = 3'600 * SECOND;

facts::submit_message telegram_then_sms(facts::duplicate_rule duplicates) {
    auto command = cascade_shop::by({step(channel::telegram, 60), step(channel::sms)});
    command.steps->steps[0].revokes = true;
    command.steps->duplicates = duplicates;
    return command;
}

facts::revoke_answered revoked(const facts::revoke_over_channel& asked, revocation result) {
    return {.account = asked.account, .part = asked.part, .result = result};
}

facts::message_claim claim(core::message_id id) {
    return {.client = SHOP, .message = id};
}

}  // namespace

TEST(EngineCascadeRules, TakesBackWhatWasLeftBehind) {
    cascade_shop world;
    const auto id = world.send(telegram_then_sms(facts::duplicate_rule::allow));
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    ASSERT_EQ(world.revocations.size(), 1U);
    EXPECT_EQ(world.revocations.front().provider_id, "t1");
    EXPECT_EQ(world.submits.size(), 1U) << "nobody waits for the answer";
    world.tell(revoked(world.revocations.front(), revocation::revoked));
    const auto first = world.message(id).attempts[0];
    EXPECT_EQ(first.state, attempt_state::cancelled);
    EXPECT_EQ(first.revoked, revocation::revoked);
}

TEST(EngineCascadeRules, WaitsForTheAnswerWhereNoSecondCopyMayArrive) {
    cascade_shop world;
    world.send(telegram_then_sms(facts::duplicate_rule::avoid));
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    ASSERT_EQ(world.revocations.size(), 1U);
    EXPECT_TRUE(world.submits.empty());
    world.tell(revoked(world.revocations.front(), revocation::revoked));
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineCascadeRules, WaitsNoLongerThanItMust) {
    cascade_shop world;
    world.send(telegram_then_sms(facts::duplicate_rule::avoid));
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    world.pass(4 * SECOND);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U) << "five seconds are over";
}

// "Asked" is the provider's word that it will try, not that it did.
TEST(EngineCascadeRules, AWordThatItWillBeTriedIsWaitedFor) {
    cascade_shop world;
    world.send(telegram_then_sms(facts::duplicate_rule::avoid));
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    world.tell(revoked(world.revocations.front(), revocation::asked));
    EXPECT_TRUE(world.submits.empty());
    world.reports(GATEWAY, "t1", attempt_state::cancelled, reason::revoked);
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineCascadeRules, ADeliveryDuringTheWaitIsTheEnd) {
    cascade_shop world;
    const auto id = world.send(telegram_then_sms(facts::duplicate_rule::avoid));
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    world.tell(revoked(world.revocations.front(), revocation::too_late));
    EXPECT_TRUE(world.submits.empty());
    world.reports(GATEWAY, "t1", attempt_state::delivered);
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.message(id).attempts[0].revoked, revocation::too_late);
}

// The provider's word that it took the attempt back may come before its answer.
TEST(EngineCascadeRules, ARevokedReportBeforeTheAnswerIsOneStepOnly) {
    cascade_shop world;
    auto command = telegram_then_sms(facts::duplicate_rule::avoid);
    command.steps->steps.push_back(step(channel::viber));
    const auto id = world.send(command);
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    world.reports(GATEWAY, "t1", attempt_state::cancelled, reason::revoked);
    EXPECT_EQ(world.submits.size(), 1U);
    world.tell(revoked(world.revocations.front(), revocation::revoked));
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.sendings.empty()) << "the SMS has its time";
    const auto first = world.message(id).attempts[0];
    EXPECT_EQ(first.state, attempt_state::cancelled);
    EXPECT_EQ(first.revoked, revocation::revoked);
}

TEST(EngineCascadeRules, ARefundIsBookedOnce) {
    cascade_shop world;
    world.send(telegram_then_sms(facts::duplicate_rule::allow));
    world.accepts(world.take_sending(), "t1");
    EXPECT_EQ(world.owed_to(GATEWAY), amount("0.01"));
    facts::channel_reported told;
    told.account = GATEWAY;
    told.provider_id = "t1";
    told.state = attempt_state::expired;
    told.is_refunded = true;
    world.tell(told);
    world.tell(told);
    EXPECT_EQ(world.owed_to(GATEWAY), amount("0"));
    world.expect_balanced();
}

// R11: stopped while the call is on the wire.
TEST(EngineCascadeRules, StopEndsItWithoutAnotherStep) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    const auto sent = world.take_sending();
    world.tell(facts::stop_message{.claim = claim(id), .why = "picked up"});
    EXPECT_EQ(std::get<facts::message_status>(world.take_answer().value).state, message_state::in_progress);
    world.refuses(sent, channel_outcome::next, reason::not_on_channel);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_TRUE(facts::is_final(world.message(id).state));
    EXPECT_EQ(world.left_of(SHOP), amount("10"));
}

TEST(EngineCascadeRules, StopTakesBackWhatHasNotLeft) {
    cascade_shop world;
    world.tell(facts::link_down{world.viber});
    auto command = cascade_shop::by({step(channel::viber, 60), step(channel::sms)});
    const auto id = world.send(command);
    world.tell(facts::stop_message{.claim = claim(id)});
    EXPECT_EQ(std::get<facts::message_status>(world.take_answer().value).state, message_state::cancelled);
    world.bind(VIBER);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    world.tell(facts::stop_message{.claim = claim(id)});
    EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, refusal_code::not_stoppable);
}

// R13: a newer word about the same order.
TEST(EngineCascadeRules, ANewerMessageTakesThePlaceOfAnOlder) {
    cascade_shop world;
    auto command = cascade_shop::viber_then_sms();
    command.supersede_key = "order 7";
    const auto older = world.send(command);
    world.accepts(world.take_sending(), "v1");
    auto other = command;
    other.supersede_key = "order 8";
    const auto unrelated = world.send(other);
    world.accepts(world.take_sending(), "v2");
    const auto newer = world.send(command);
    world.accepts(world.take_sending(), "v3");
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 2U) << "an SMS for the newer one and for the other order";
    EXPECT_TRUE(world.message(older).is_stopped);
    EXPECT_EQ(world.message(older).stopped_by, reason::superseded);
    EXPECT_FALSE(world.message(newer).is_stopped);
    EXPECT_FALSE(world.message(unrelated).is_stopped);
}

// R14: the same request again is the same message.
TEST(EngineCascadeRules, TheSameRequestAgainIsTheSameMessage) {
    cascade_shop world;
    auto command = cascade_shop::viber_then_sms();
    command.idempotency_key = "key";
    command.body_hash = std::string(32, 'h');
    const auto first = world.send(command);
    const auto again = world.send(command);
    EXPECT_EQ(first, again);
    EXPECT_EQ(world.sendings.size(), 1U);
}

TEST(EngineCascadeRules, AnAnswerOfThePersonEndsIt) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::sent);
    facts::channel_heard said;
    said.account = VIBER;
    said.recipient = "491512345678";
    said.text = "thanks";
    world.tell(said);
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).stopped_by, reason::answered_by_recipient);
}

// The rig's clock stands at 2026-01-01 00:00 UTC.
TEST(EngineCascadeRules, HoursSkipAStepOrHoldIt) {
    cascade_shop world;
    auto skips = cascade_shop::viber_then_sms();
    skips.steps->steps[0].from_minute = 9 * 60;
    skips.steps->steps[0].to_minute = 21 * 60;
    EXPECT_EQ(skipped(world.message(world.send(skips))), std::vector{reason::quiet_hours});
    auto holds = skips;
    holds.steps->steps[0].hours = facts::hours_rule::hold;
    const auto id = world.send(holds);
    EXPECT_EQ(world.message(id).state, message_state::scheduled);
    world.pass(9 * HOUR - 1);
    EXPECT_TRUE(world.sendings.empty());
    world.pass(1);
    ASSERT_EQ(world.sendings.size(), 1U);
    world.accepts(world.take_sending(), "v1");
    world.submits.clear();
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U) << "its time began with its hours";
}

TEST(EngineCascadeRules, AHeldStepOutlivesARestart) {
    cascade_shop world;
    auto holds = cascade_shop::viber_then_sms();
    holds.steps->steps[0].from_minute = 9 * 60;
    holds.steps->steps[0].to_minute = 21 * 60;
    holds.steps->steps[0].hours = facts::hours_rule::hold;
    world.send(holds);
    world.restart();
    world.bind(VIBER);
    world.pass(9 * HOUR);
    ASSERT_EQ(world.sendings.size(), 1U);
    EXPECT_EQ(world.take_sending().content.text, "Your order is here");
}

TEST(EngineCascadeRules, AStepMayCostNoMoreThanItMay) {
    cascade_shop world;
    auto command = cascade_shop::by({step(channel::viber, 60), step(channel::sms)});
    command.steps->steps[0].price_max = amount("0.029999");
    EXPECT_EQ(skipped(world.message(world.send(command))), std::vector{reason::step_too_dear});
    command.steps->steps[0].price_max = amount("0.03");
    world.send(command);
    EXPECT_EQ(world.sendings.size(), 1U);
}

TEST(EngineCascadeRules, EveryAttemptIsChargedWhereThatWasAgreed) {
    auto declared = with_channels();
    declared.clients[0].value.charge_by = facts::cascade_charge::attempt;
    declared.clients[0].value.digest = "2";
    cascade_shop world{declared};
    world.send(cascade_shop::viber_then_sms());
    EXPECT_EQ(world.held_of(SHOP), amount("0.11")) << "all of its steps";
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    world.answer(world.take_submit(), OK, "one");
    world.receipt(world.sms, "one", part_state::delivered);
    EXPECT_EQ(world.left_of(SHOP), amount("9.89"));
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    world.expect_balanced();
}

TEST(EngineCascadeRules, OnlyThePresentStepIsHeldForWhereThatWasAgreed) {
    auto declared = with_channels();
    declared.clients[0].value.reserve_by = facts::cascade_reserve::step;
    declared.clients[0].value.digest = "2";
    declared.prices[2].row.price = price("10.01");  // an SMS; there are 10
    cascade_shop world{declared};
    const auto id = world.send(cascade_shop::viber_then_sms());
    EXPECT_EQ(world.held_of(SHOP), amount("0.03"));
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.submits.empty()) << "there is not enough for an SMS";
    EXPECT_EQ(skipped(world.message(id)), std::vector{reason::no_money});
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    world.expect_balanced();
}

TEST(EngineCascadeRules, AClientChargedOnDeliveryPaysNothingForNothing) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms(step_goal::delivered, BANK));
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    world.answer(world.take_submit(), OK, "one");
    world.receipt(world.sms, "one", part_state::undelivered, "UNDELIV");
    EXPECT_EQ(world.message(id).state, message_state::failed);
    EXPECT_EQ(world.left_of(BANK), amount("10"));
    EXPECT_EQ(world.held_of(BANK), amount("0"));
}

TEST(EngineCascadeRules, OneThatIsChargedBeforePaysForWhatLeft) {
    cascade_shop world;
    world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    world.answer(world.take_submit(), OK, "one");
    world.receipt(world.sms, "one", part_state::undelivered, "UNDELIV");
    EXPECT_EQ(world.left_of(SHOP), amount("9.92")) << "the dearest that left";
    world.expect_balanced();
}

TEST(EngineCascadeRules, AnAccountThatFailsHandsItsMessagesOn) {
    cascade_shop world;
    world.send(cascade_shop::viber_then_sms());
    world.refuses(world.take_sending(), channel_outcome::account, reason::link_credentials);
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineCascadeRules, APreviewSaysWhatEachStepWouldDo) {
    cascade_shop world;
    world.suppress(channel::telegram);
    facts::preview_message command;
    command.message = cascade_shop::by({step(channel::telegram, 30), step(channel::viber, 45), step(channel::sms)});
    const auto facts_before = world.groups.size();
    world.tell(command);
    const auto answer = world.take_answer();
    const auto& shown = std::get<facts::previewed>(answer.value);
    ASSERT_EQ(shown.steps.size(), 3U);
    EXPECT_EQ(shown.steps[0].skipped, reason::suppressed);
    EXPECT_EQ(shown.steps[1].until_ms, 45 * SECOND);
    EXPECT_EQ(shown.steps[1].price, amount("0.03"));
    EXPECT_EQ(shown.steps[2].parts, 1);
    EXPECT_EQ(shown.price, amount("0.08")) << "at worst";
    EXPECT_EQ(world.groups.size(), facts_before) << "nothing was recorded";
}

// A provider's new word must not be lost, and must not end or advance anything.
TEST(EngineCascadeRules, AStateThatMeansNothingIsKeptWithTheMessage) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    const auto before = world.message(id);
    facts::channel_reported told;
    told.account = VIBER;
    told.provider_id = "v1";
    told.state = attempt_state::unknown;
    told.code = "warmed";
    told.evidence = R"({"status":"warmed"})";
    world.tell(told);
    const auto after = world.message(id);
    EXPECT_EQ(after.state, before.state);
    EXPECT_EQ(after.attempts[0].state, attempt_state::accepted);
    EXPECT_EQ(after.history, before.history + 1);
    told.provider_id = "nobody's";
    world.tell(told);
    EXPECT_TRUE(world.engine->memory().parked.empty()) << "there is nothing to wait for";
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U) << "the step had its time";
}

}  // namespace kaskad::engine::test
