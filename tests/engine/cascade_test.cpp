#include "tests/engine/cascade_shop.hpp"

// One message, a cascade of channels, one charge: how steps follow one another. What a step costs stands in
// cascade_shop.hpp.

namespace kaskad::engine::test {

namespace {

using core::channel;
using facts::attempt_state;
using facts::channel_outcome;
using facts::event_kind;
using facts::message_state;
using facts::part_state;
using facts::step_goal;

constexpr uint32_t OK = 0;
constexpr int64_t SECOND = 1'000;

}  // namespace

TEST(EngineCascade, EndsWhereItsFirstStepDelivers) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    const auto sent = world.take_sending();
    EXPECT_EQ(sent.bind.link, VIBER);
    EXPECT_EQ(sent.recipient, "491512345678");
    EXPECT_EQ(sent.content.text, "Your order is here");
    EXPECT_EQ(sent.ttl_s, 50U) << "sixty seconds less ten of grace";
    world.accepts(sent, "v1");
    world.reports(VIBER, "v1", attempt_state::delivered);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(message.attempts.size(), 1U);
    world.pass(120 * SECOND);
    EXPECT_TRUE(world.submits.empty()) << "no step begins after success was known";
    EXPECT_EQ(world.left_of(SHOP), amount("9.97")) << "the price of Viber, though an SMS was held for";
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    world.expect_balanced();
}

TEST(EngineCascade, GoesOnWhenItsTimeIsOver) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    EXPECT_EQ(world.held_of(SHOP), amount("0.08")) << "the dearest path";
    world.accepts(world.take_sending(), "v1");
    world.pass(59 * SECOND);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1 * SECOND);
    const auto sms = world.take_submit();
    EXPECT_EQ(sms.bind.link, CHEAP);
    world.answer(sms, OK, "one");
    world.receipt(world.sms, "one", part_state::delivered);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    ASSERT_EQ(message.attempts.size(), 2U);
    EXPECT_EQ(message.attempts[0].reason, core::reason::step_timed_out);
    EXPECT_EQ(message.attempts[1].channel, channel::sms);
    EXPECT_EQ(message.attempts[1].step, 2);
    EXPECT_EQ(world.left_of(SHOP), amount("9.92"));
    EXPECT_EQ(world.owed_to(VIBER), amount("0.01"));
    EXPECT_EQ(world.owed_to(CHEAP), amount("0.05"));
    world.expect_balanced();
}

TEST(EngineCascade, GoesOnAtOnceWhereTheProviderSaysNo) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.refuses(world.take_sending(), channel_outcome::next, core::reason::not_on_channel);
    EXPECT_EQ(world.take_submit().bind.link, CHEAP);
    EXPECT_EQ(world.message(id).attempts[0].state, attempt_state::rejected);
    EXPECT_EQ(world.owed_to(VIBER), amount("0")) << "it took nothing";
}

TEST(EngineCascade, GoesOnWhereAReportSaysNo) {
    cascade_shop world;
    world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::expired, core::reason::validity_expired);
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineCascade, GoesOnWhereItArrivedAndNobodyReadIt) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms(step_goal::read));
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::in_progress) << "not what the step wants";
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(world.message(id).attempts[0].reason, core::reason::not_read);
    world.answer(world.take_submit(), OK, "one");
    world.receipt(world.sms, "one", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.left_of(SHOP), amount("9.92")) << "the step that did what was wanted of it";
}

// R17: delivered, unread at the end of the step, and read while the SMS is on its way.
TEST(EngineCascade, ReadLateIsSuccessAndTheSmsStays) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms(step_goal::read));
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::delivered);
    world.pass(60 * SECOND);
    world.answer(world.take_submit(), OK, "one");
    world.reports(VIBER, "v1", attempt_state::read);
    EXPECT_EQ(world.message(id).state, message_state::read);
    EXPECT_EQ(world.left_of(SHOP), amount("9.97"));
    world.receipt(world.sms, "one", part_state::delivered);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::read) << "a state does not go back";
    EXPECT_TRUE(message.possible_duplicate);
    EXPECT_EQ(world.left_of(SHOP), amount("9.97")) << "one message, one charge";
    world.expect_balanced();
}

// R1: the report comes before the answer to the call.
TEST(EngineCascade, AReportBeforeItsAnswerIsKept) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    const auto sent = world.take_sending();
    world.reports(VIBER, "v1", attempt_state::read);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.accepts(sent, "v1");
    EXPECT_EQ(world.message(id).state, message_state::read) << "read says delivered as well";
    EXPECT_EQ(world.owed_to(VIBER), amount("0.01"));
}

// R2: the answer is lost. Nothing is sent there again; the echo of our own name brings it together.
TEST(EngineCascade, ALostAnswerLeadsToNoBlindRepeat) {
    cascade_shop world;
    auto command = cascade_shop::viber_then_sms();
    command.klass = core::message_class::otp;  // of an SMS in doubt it would go again at once
    const auto id = world.send(command);
    const auto sent = world.take_sending();
    world.tell(facts::submit_unanswered{sent.bind, sent.part});
    world.pass(30 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_TRUE(world.submits.empty());
    facts::channel_reported told;
    told.account = VIBER;
    told.part = sent.part;
    told.provider_id = "v1";
    told.state = attempt_state::delivered;
    world.tell(told);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.owed_to(VIBER), amount("0.01"));
}

TEST(EngineCascade, ALostAnswerIsFollowedByTheNextStepInTime) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    const auto sent = world.take_sending();
    world.tell(facts::submit_unanswered{sent.bind, sent.part});
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U);
    EXPECT_TRUE(world.message(id).possible_duplicate);
}

// R3 and R4: twice, and in the wrong order.
TEST(EngineCascade, ReportsTwiceAndInAnyOrderAreOne) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms(step_goal::read));
    world.accepts(world.take_sending(), "v1");
    world.told();
    world.reports(VIBER, "v1", attempt_state::read);
    world.reports(VIBER, "v1", attempt_state::delivered);
    world.reports(VIBER, "v1", attempt_state::sent);
    world.reports(VIBER, "v1", attempt_state::read);
    EXPECT_EQ(world.message(id).state, message_state::read);
    EXPECT_EQ(world.told(), (std::vector{event_kind::attempt_delivered, event_kind::attempt_read, event_kind::read}));
    EXPECT_EQ(world.left_of(SHOP), amount("9.97"));
}

// R5 and R6: the time was over first, and both arrive.
TEST(EngineCascade, ALateDeliveryTakesBackWhatHasNotLeft) {
    auto declared = with_channels();
    cascade_shop world{declared};
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.tell(facts::link_down{world.sms});  // the SMS will wait
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.message(id).step, 2);
    world.reports(VIBER, "v1", attempt_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.message(id).attempts[1].state, attempt_state::skipped);
    world.bind(CHEAP);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.left_of(SHOP), amount("9.97"));
}

TEST(EngineCascade, TwoThatArriveAreChargedOnce) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    world.answer(world.take_submit(), OK, "one");
    world.receipt(world.sms, "one", part_state::delivered);
    world.reports(VIBER, "v1", attempt_state::delivered);
    const auto message = world.message(id);
    EXPECT_TRUE(message.possible_duplicate);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(world.left_of(SHOP), amount("9.92"));
    EXPECT_EQ(world.owed_to(VIBER), amount("0.01"));
    EXPECT_EQ(world.engine->counters().cascades.delivered_twice, 1U);
}

// R7: it had failed, and arrives.
TEST(EngineCascade, ALateDeliveryAfterTheEndIsChargedLate) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms(step_goal::delivered, BANK));
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    world.answer(world.take_submit(), OK, "one");
    world.receipt(world.sms, "one", part_state::undelivered, "UNDELIV");
    EXPECT_EQ(world.message(id).state, message_state::failed);
    EXPECT_EQ(world.left_of(BANK), amount("10"));
    world.reports(VIBER, "v1", attempt_state::delivered);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_TRUE(message.late);
    EXPECT_EQ(world.left_of(BANK), amount("9.97")) << "the price of what arrived";
    world.expect_balanced();
}

// R8: expired, then delivered, and the other way round.
TEST(EngineCascade, APositiveWordBeatsANegativeOne) {
    cascade_shop world;
    const auto late = world.send(cascade_shop::by({step(channel::viber, 60)}));
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::expired, core::reason::validity_expired);
    EXPECT_EQ(world.message(late).state, message_state::expired);
    world.reports(VIBER, "v1", attempt_state::delivered);
    EXPECT_EQ(world.message(late).state, message_state::delivered);
    const auto first = world.send(cascade_shop::by({step(channel::viber, 60)}));
    world.accepts(world.take_sending(), "v2");
    world.reports(VIBER, "v2", attempt_state::delivered);
    world.reports(VIBER, "v2", attempt_state::expired, core::reason::validity_expired);
    EXPECT_EQ(world.message(first).state, message_state::delivered);
    EXPECT_TRUE(world.message(first).attempts[0].parts[0].conflict);
}

// R9: refused at once, and a report says so too.
TEST(EngineCascade, OneFailureIsOneStep) {
    cascade_shop world;
    world.send(cascade_shop::by({step(channel::viber, 60), step(channel::telegram, 60), step(channel::sms)}));
    const auto sent = world.take_sending();
    world.accepts(sent, "v1");
    world.reports(VIBER, "v1", attempt_state::undelivered, core::reason::not_on_channel);
    EXPECT_EQ(world.take_sending().bind.link, GATEWAY);
    world.reports(VIBER, "v1", attempt_state::undelivered, core::reason::not_on_channel);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_TRUE(world.submits.empty()) << "the report again ends nothing of the next step";
}

// R10 and R15: a restart between the decision and the call, and with times that have passed meanwhile.
TEST(EngineCascade, ARestartSendsNothingTwice) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.take_sending();
    world.restart();
    EXPECT_TRUE(world.sendings.empty()) << "nobody knows whether the call was made";
    EXPECT_EQ(world.message(id).attempts[0].parts[0].state, part_state::in_doubt);
    world.bind(CHEAP);
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineCascade, TimesThatPassedDuringARestartAreLookedAtAfterIt) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.now.steady_ms += 90 * SECOND;
    world.now.utc_ms += 90 * SECOND;
    world.restart();
    world.bind(CHEAP);
    EXPECT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(world.message(id).step, 2);
    EXPECT_EQ(world.take_submit().pdu.short_message.empty(), false);
}

// A code is worth nothing after its time: no step begins then.
TEST(EngineCascade, NoStepBeginsAfterTheDeadline) {
    cascade_shop world;
    auto command = cascade_shop::by({step(channel::viber, 60), step(channel::telegram, 60), step(channel::sms)});
    command.steps->deadline_ms = 90 * SECOND;
    const auto id = world.send(command);
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    world.accepts(world.take_sending(), "t1");
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_NE(world.message(id).state, message_state::in_progress);
}

// R18: a long SMS of which one part failed.
TEST(EngineCascade, APartlyDeliveredSmsMayGoOn) {
    cascade_shop world;
    auto command = cascade_shop::by({step(channel::sms, 60), step(channel::viber)});
    command.text = std::string(200, 'x');
    const auto id = world.send(command);
    world.answer(world.take_submit(), OK, "one");
    world.answer(world.take_submit(), OK, "two");
    world.receipt(world.sms, "one", part_state::delivered);
    EXPECT_TRUE(world.sendings.empty()) << "the other part may come";
    world.receipt(world.sms, "two", part_state::undelivered, "UNDELIV");
    EXPECT_EQ(world.sendings.size(), 1U);
    EXPECT_EQ(world.message(id).step, 2);
}

TEST(EngineCascade, MayBeToldNotToGoOnForACause) {
    cascade_shop world;
    auto command = cascade_shop::viber_then_sms();
    command.steps->steps[0].advance_on = {static_cast<uint8_t>(facts::advance_cause::undelivered)};
    const auto id = world.send(command);
    world.refuses(world.take_sending(), channel_outcome::config, core::reason::template_refused);
    EXPECT_EQ(world.message(id).state, message_state::failed);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.left_of(SHOP), amount("10"));
}

TEST(EngineCascade, EndsContentWithWhatCanBeProved) {
    cascade_shop world;
    auto command = cascade_shop::by({step(channel::other, 0, step_goal::sent)});
    command.addresses.push_back({channel::other, "4711"});
    const auto id = world.send(command);
    const auto sent = world.take_sending();
    EXPECT_EQ(sent.address, "4711");
    facts::channel_answered told;
    told.bind = sent.bind;
    told.part = sent.part;
    told.provider_id = "b1";
    told.is_sent = true;
    world.tell(told);
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::unknown) << "nobody says that it arrived";
    EXPECT_EQ(message.attempts[0].state, attempt_state::sent);
    EXPECT_EQ(world.left_of(SHOP), amount("9.99"));
}

TEST(EngineCascade, TellsOfEachAttemptAndOnceOfTheEnd) {
    cascade_shop world;
    world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    world.answer(world.take_submit(), OK, "one");
    world.receipt(world.sms, "one", part_state::delivered);
    EXPECT_EQ(world.told(),
              (std::vector{event_kind::attempt_started, event_kind::sent, event_kind::attempt_failed,
                           event_kind::attempt_started, event_kind::attempt_delivered, event_kind::delivered}));
}

}  // namespace kaskad::engine::test
