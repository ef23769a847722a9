#include "tests/engine/cascade_shop.hpp"

// What steps that did not begin, never left or were heard of late say, and what they cost.

namespace kaskad::engine::test {

namespace {

using core::channel;
using core::reason;
using facts::attempt_state;
using facts::message_state;
using facts::step_goal;

constexpr int64_t SECOND = 1'000;
constexpr int64_t HOUR = 3'600 * SECOND;

}  // namespace

// What would be sent at a loss was told as if no account of the channel could be used.
TEST(EngineCascadeEnds, AStepThatWouldLoseMoneySaysSo) {
    cascade_shop world;
    auto command = with_channels();
    for (auto& client : command.clients) {
        client.value.digest = "2";
        client.value.margin_min = {};
    }
    for (auto& price : command.prices)
        if (price.link == "viber") price.row.price = test::price("0.031");
    world.declare(command);
    world.answers.clear();
    const auto id = world.send(cascade_shop::by({step(channel::viber, 60), step(channel::sms)}));
    EXPECT_EQ(skipped(world.message(id)), std::vector{reason::link_loses_money});
    EXPECT_EQ(world.submits.size(), 1U) << "the SMS follows";
}

// The provider's answer was lost, and with it that it had taken the call: what arrived all the same cost nothing.
TEST(EngineCascadeEnds, WhatIsChargedWhenItIsTakenIsWhereOnlyItsReportSaysSo) {
    auto declared = with_channels();
    declared.clients[0].value.charge = billing::charge_rule::on_accepted;
    declared.clients[0].value.charge_by = facts::cascade_charge::attempt;
    declared.clients[0].value.digest = "2";
    cascade_shop world{declared};
    const auto id = world.send(cascade_shop::by({step(channel::viber, 60, step_goal::read)}));
    const auto sent = world.take_sending();
    world.tell(facts::submit_unanswered{sent.bind, sent.part});
    world.pass(60 * SECOND);
    ASSERT_EQ(world.message(id).state, message_state::unknown);
    EXPECT_EQ(world.left_of(SHOP), amount("10"));
    facts::channel_reported told;
    told.account = VIBER;
    told.part = sent.part;
    told.provider_id = "v1";
    told.state = attempt_state::delivered;
    world.tell(told);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.left_of(SHOP), amount("9.97"));
    world.expect_balanced();
}

// It came back from the shell when its message had ended: what it was skipped or expired for was not said.
TEST(EngineCascadeEnds, WhatNeverLeftBehindTheEndSaysThatItsTimeWasOver) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    const auto submit = world.take_submit();
    world.pass(49 * HOUR);
    ASSERT_EQ(world.message(id).state, message_state::unknown);
    world.tell(facts::submit_not_sent{submit.bind, submit.part});
    const auto second = world.message(id).attempts[1];
    EXPECT_EQ(second.state, attempt_state::expired);
    EXPECT_EQ(second.reason, reason::deadline_passed);
    world.expect_balanced();
}

// It waited in the shell when another step's delivery was heard of, and its bind ended: it did not fail.
TEST(EngineCascadeEnds, WhatNeverLeftBesideADeliveryWasSkipped) {
    cascade_shop world;
    const auto id = world.send(cascade_shop::viber_then_sms(step_goal::read));
    world.accepts(world.take_sending(), "v1");
    world.pass(60 * SECOND);
    const auto submit = world.take_submit();
    world.reports(VIBER, "v1", attempt_state::read);
    ASSERT_EQ(world.message(id).state, message_state::read);
    world.tell(facts::submit_not_sent{submit.bind, submit.part});
    const auto second = world.message(id).attempts[1];
    EXPECT_EQ(second.state, attempt_state::skipped);
    EXPECT_EQ(world.owed_to(CHEAP), amount("0"));
}

}  // namespace kaskad::engine::test
