#include "engine/cascade_order.hpp"

#include "engine/route_question.hpp"
#include "tests/engine/cascade_shop.hpp"

// Cascades that order their steps by expected cost. Nothing is known of any account at first: each is believed alike,
// so prices decide (Telegram 0.02, Viber 0.03, SMS 0.08), and time, where there is little.

namespace kaskad::engine::test {

namespace {

using core::channel;
using core::reason;
using facts::attempt_state;
using facts::channel_outcome;
using facts::step_goal;
using routing::arm_outcome;

constexpr int64_t SECOND = 1'000;
constexpr int64_t HOUR = 3'600 * SECOND;

facts::submit_message ordered(std::vector<facts::cascade_step> steps, uint32_t deadline_s = 0) {
    auto command = cascade_shop::by(std::move(steps));
    command.steps->order = facts::step_order::expected_cost;
    command.steps->deadline_ms = deadline_s * 1'000;
    return command;
}

facts::submit_message dearest_first() {
    return ordered({step(channel::sms, 60), step(channel::viber, 60), step(channel::telegram, 60)});
}

facts::submit_message viber_or_sms(uint32_t deadline_s = 0) {
    return ordered({step(channel::viber, 60), step(channel::sms, 60)}, deadline_s);
}

struct order_world : cascade_shop {
    using cascade_shop::cascade_shop;

    world& memory() { return const_cast<world&>(engine->memory()); }

    // So many of that account's messages end so, each a second after it left.
    void teach(core::link_id link, arm_outcome outcome, int count) {
        const auto arm = arm_of(link, message(last_));
        for (int each = 0; each < count; ++each) {
            memory().estimator.note_sent(arm, now.steady_ms);
            pass(SECOND);
            memory().estimator.note_outcome(arm, now.steady_ms - SECOND, outcome, now.steady_ms);
        }
        pass(10 * SECOND);
    }

    facts::message sent(facts::submit_message command) {
        last_ = send(std::move(command));
        return message(last_);
    }

    std::vector<channel> order_of(const facts::message& value) {
        std::vector<channel> channels;
        for (const auto& step : memory().cascades.find(value.cascade)->steps)
            channels.push_back(step.channel);
        return channels;
    }

  private:
    core::message_id last_;
};

std::vector<uint8_t> written(const std::vector<facts::step_estimate>& chosen) {
    std::vector<uint8_t> steps;
    for (const auto& each : chosen)
        steps.push_back(each.step);
    return steps;
}

using channels = std::vector<channel>;
using numbers = std::vector<uint8_t>;

const channels CHEAPEST_FIRST{channel::telegram, channel::viber, channel::sms};

}  // namespace

TEST(EngineCascadeOrder, TheCheapestGoesFirstWhereThereIsTime) {
    order_world world;
    const auto message = world.sent(dearest_first());
    EXPECT_EQ(world.order_of(message), CHEAPEST_FIRST);
    EXPECT_EQ(written(message.step_estimates), (numbers{3, 2, 1}));
    EXPECT_EQ(world.take_sending().bind.link, GATEWAY);
    EXPECT_TRUE(world.submits.empty());
    world.pass(60 * SECOND);
    EXPECT_EQ(world.take_sending().bind.link, VIBER) << "its time came along";
    world.pass(60 * SECOND);
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineCascadeOrder, SaysWhatWasBelieved) {
    order_world world;
    const auto chosen = world.sent(dearest_first()).step_estimates;
    ASSERT_EQ(chosen.size(), 3U);
    for (const auto& each : chosen) {
        // 0.85 of all, of whose receipts nearly all come within a minute.
        EXPECT_GT(each.reaches_ppm, 700'000U);
        EXPECT_LT(each.reaches_ppm, 850'000U);
        EXPECT_GT(each.delay_ms, 0);
    }
    // Charged once, for what succeeds: the price by the chance.
    EXPECT_NEAR(static_cast<int>(chosen[0].cost.e6), 20'000 * (chosen[0].reaches_ppm / 1e6), 1);
    EXPECT_NEAR(static_cast<int>(chosen[2].cost.e6), 80'000 * (chosen[2].reaches_ppm / 1e6), 1);
}

TEST(EngineCascadeOrder, PricesGoWithTheirSteps) {
    auto declared = with_channels();
    declared.clients[0].value.reserve_by = facts::cascade_reserve::step;
    declared.clients[0].value.digest = "2";
    order_world world{std::move(declared)};
    const auto message = world.sent(dearest_first());
    EXPECT_EQ(world.held_of(SHOP), amount("0.02")) << "the first step's, which is Telegram's";
    world.accepts(world.take_sending(), "t1");
    world.reports(GATEWAY, "t1", attempt_state::delivered);
    EXPECT_EQ(world.left_of(SHOP), amount("9.98"));
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
}

TEST(EngineCascadeOrder, MessagesWithTheSameOrderShareIt) {
    order_world world;
    const auto first = world.sent(dearest_first());
    const auto second = world.sent(dearest_first());
    EXPECT_EQ(first.cascade, second.cascade);
    const auto* order = world.memory().cascades.find(first.cascade);
    EXPECT_EQ(order->name, "");
    const auto* from = world.memory().cascades.find(order->ordered_from);
    ASSERT_NE(from, nullptr);
    EXPECT_EQ(from->order, facts::step_order::expected_cost);
    EXPECT_EQ(world.memory().cascades.size(), 2U);
    EXPECT_EQ(world.engine->counters().cascades.reordered, 2U);
}

TEST(EngineCascadeOrder, AnOrderThatIsRightAsWrittenNeedsNoOther) {
    order_world world;
    const auto message = world.sent(viber_or_sms());
    EXPECT_EQ(world.memory().cascades.find(message.cascade)->ordered_from, 0U);
    EXPECT_EQ(written(message.step_estimates), (numbers{1, 2})) << "and is explained all the same";
    const auto plain = world.sent(cascade_shop::viber_then_sms());
    EXPECT_TRUE(plain.step_estimates.empty()) << "nothing was chosen";
}

TEST(EngineCascadeOrder, BeliefsTurnItWhereThereIsTimeForOneStepOnly) {
    order_world world;
    EXPECT_EQ(world.order_of(world.sent(viber_or_sms(30))), (channels{channel::viber, channel::sms}));
    world.teach(VIBER, arm_outcome::failed, 40);
    const auto hurried = world.sent(viber_or_sms(30));
    EXPECT_EQ(world.order_of(hurried), (channels{channel::sms, channel::viber})) << "only the first comes in time";
    EXPECT_LT(hurried.step_estimates[1].reaches_ppm, 300'000U);
    EXPECT_EQ(world.order_of(world.sent(viber_or_sms())), (channels{channel::viber, channel::sms}))
        << "what does not arrive costs nothing: there is time to try it";
}

TEST(EngineCascadeOrder, WhereEachAttemptIsPaidAChanceThatIsSmallIsDear) {
    auto declared = with_channels();
    declared.clients[0].value.charge_by = facts::cascade_charge::attempt;
    declared.clients[0].value.digest = "2";
    order_world world{std::move(declared)};
    EXPECT_EQ(world.order_of(world.sent(viber_or_sms())), (channels{channel::viber, channel::sms}));
    world.teach(VIBER, arm_outcome::failed, 40);
    const auto message = world.sent(viber_or_sms());
    EXPECT_EQ(world.order_of(message), (channels{channel::sms, channel::viber}));
    EXPECT_EQ(message.step_estimates[0].cost, amount("0.08")) << "whatever becomes of it";
    EXPECT_EQ(world.held_of(SHOP) > amount("0.21"), true) << "both, for each of the messages under way";
}

TEST(EngineCascadeOrder, WhoIsNotFoundOnAChannelIsTriedThereLast) {
    order_world world;
    world.sent(dearest_first());
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    const auto next = world.sent(dearest_first());
    EXPECT_EQ(world.order_of(next), (channels{channel::viber, channel::sms, channel::telegram}));
    EXPECT_EQ(next.step_estimates.back(), (facts::step_estimate{.step = 3}));
}

// By readings: Telegram delivers as well as Viber does, and nobody reads there.
TEST(EngineCascadeOrder, AStepThatWantsToBeReadIsJudgedByReading) {
    order_world world;
    const auto steps =
        std::vector{step(channel::telegram, 60, step_goal::read), step(channel::viber, 60, step_goal::read)};
    const auto before = world.sent(ordered(steps, 60));
    EXPECT_EQ(world.order_of(before), (channels{channel::telegram, channel::viber}));
    const auto arm = arm_of(GATEWAY, before);
    for (int each = 0; each < 40; ++each)
        world.memory().reading.note_sent(arm, world.now.steady_ms);
    world.pass(12 * HOUR);
    const auto after = world.sent(ordered(steps, 60));
    EXPECT_EQ(world.order_of(after), (channels{channel::viber, channel::telegram}));
    EXPECT_LT(after.step_estimates[1].reaches_ppm, before.step_estimates[0].reaches_ppm / 2);
    EXPECT_GT(after.step_estimates[0].delay_ms, 10 * SECOND) << "reading takes longer than to arrive";
    EXPECT_LE(after.step_estimates[0].delay_ms, 60 * SECOND) << "of those who read within its time";
}

TEST(EngineCascadeOrder, ReportsTeachHowOftenAndHowSoonPeopleRead) {
    order_world world;
    const auto id = world.send(cascade_shop::by({step(channel::viber, 600, step_goal::read)}));
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::delivered);
    auto& reading = world.memory().reading;
    ASSERT_EQ(reading.size(), 1U);
    EXPECT_EQ(reading.view(0, world.now.steady_ms).open, 1U);
    world.pass(40 * SECOND);
    world.reports(VIBER, "v1", attempt_state::read);
    world.pass(2 * SECOND);
    EXPECT_EQ(reading.view(0, world.now.steady_ms).open, 0U);
    const auto arm = arm_of(VIBER, world.message(id));
    EXPECT_GT(reading.estimate(arm, world.now.steady_ms).mean(), 0.6) << "one more read than was believed";
    world.pass(120 * SECOND);
    world.restart();
    EXPECT_GT(world.memory().reading.estimate(arm, world.now.steady_ms).mean(), 0.6) << "it is known after a restart";
}

TEST(EngineCascadeOrder, WhatTellsNoReadingTeachesNothingOfIt) {
    order_world world;
    world.send(cascade_shop::by({step(channel::sms)}));
    world.answer(world.take_submit(), 0, "s1");
    world.receipt(world.sms, "s1", facts::part_state::delivered);
    EXPECT_EQ(world.memory().reading.size(), 0U);
}

// Of a bot nobody ever says that anything arrived: its silence means nothing.
TEST(EngineCascadeOrder, WhatTellsNoDeliveryIsNotBelievedToDeliverLess) {
    order_world world;
    auto command = cascade_shop::by({step(channel::other, 60, step_goal::sent)});
    command.addresses.push_back({channel::other, "4711"});
    world.send(command);
    world.accepts(world.take_sending(), "b1");
    EXPECT_EQ(world.memory().estimator.size(), 0U);
}

TEST(EngineCascadeOrder, GoesAsWrittenWhereNoMoreCanBeKept) {
    rig_options options;
    options.limits.cascade.cascades_max = 1;
    order_world world{with_channels(), options};
    const auto message = world.sent(dearest_first());
    EXPECT_EQ(world.order_of(message).front(), channel::sms);
    EXPECT_TRUE(message.step_estimates.empty()) << "it was not chosen";
    EXPECT_EQ(world.engine->counters().cascades.not_ordered, 1U);
}

TEST(EngineCascadeOrder, GoesOnAfterARestart) {
    order_world world;
    const auto message = world.sent(dearest_first());
    world.accepts(world.take_sending(), "t1");
    world.restart();
    world.bind(VIBER);
    world.pass(60 * SECOND);
    EXPECT_EQ(world.take_sending().bind.link, VIBER);
    EXPECT_EQ(world.message(message.id).step_estimates, message.step_estimates);
}

TEST(EngineCascadeOrder, ALookChoosesAndKeepsNothing) {
    order_world world;
    const auto before = world.groups.size();
    world.tell(facts::preview_message{.message = dearest_first()});
    const auto shown = std::get<facts::previewed>(world.take_answer().value);
    EXPECT_EQ(written(shown.order), (numbers{3, 2, 1}));
    ASSERT_EQ(shown.steps.size(), 3U);
    EXPECT_EQ(shown.steps[0].channel, channel::telegram);
    EXPECT_EQ(shown.steps[0].price, amount("0.02"));
    EXPECT_EQ(shown.steps[2].until_ms, 180 * SECOND);
    EXPECT_EQ(world.groups.size(), before);
    EXPECT_EQ(world.memory().cascades.size(), 0U);
}

TEST(EngineCascadeOrder, ASavedOneIsOrderedForEachMessage) {
    order_world world;
    facts::put_cascade command{.client = SHOP, .value = *dearest_first().steps};
    command.value.name = "order";
    world.tell(command);
    const auto saved = std::get<facts::cascade_checked>(world.take_answer().value);
    EXPECT_TRUE(saved.is_saved);
    auto by_name = shop::text();
    by_name.cascade_name = "order";
    const auto message = world.sent(by_name);
    EXPECT_EQ(world.order_of(message), CHEAPEST_FIRST);
    EXPECT_EQ(world.memory().cascades.find(message.cascade)->ordered_from, saved.value.id);
    world.tell(facts::query_cascades{.client = SHOP});
    EXPECT_EQ(std::get<facts::cascades>(world.take_answer().value).rows.size(), 1U) << "orders are not listed";
    command.value.order = facts::step_order::as_written;
    world.tell(command);
    EXPECT_TRUE(std::get<facts::cascade_checked>(world.take_answer().value).is_saved)
        << "another order, another version";
}

TEST(EngineCascadeOrder, LintKnowsThatAnyStepMayComeBeforeAnother) {
    order_world world;
    const auto codes = [&](facts::step_order order) {
        facts::put_cascade command{.client = SHOP, .is_dry_run = true};
        command.value.name = "order";
        command.value.order = order;
        command.value.deadline_ms = 60'000;
        command.value.steps = {step(channel::viber, 60), step(channel::sms)};
        world.tell(command);
        std::vector<std::string> found;
        for (const auto& remark : std::get<facts::cascade_checked>(world.take_answer().value).remarks)
            found.push_back(remark.code);
        return found;
    };
    EXPECT_EQ(codes(facts::step_order::as_written), std::vector<std::string>{"never_begins"});
    EXPECT_EQ(codes(facts::step_order::expected_cost), std::vector<std::string>{"no_timeout"});
}

}  // namespace kaskad::engine::test
