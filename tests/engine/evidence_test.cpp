#include "engine/route_question.hpp"
#include "tests/engine/shop.hpp"

// What attempts teach of links: only first ones, only what is the link's or the network's doing.

namespace kaskad::engine::test {

namespace {

using facts::part_state;

constexpr uint32_t OK = 0;
constexpr uint32_t INVALID_SENDER = 0x0A;
constexpr uint32_t SYSTEM_REFUSES = 0x45;  // ESME_RSUBMITFAIL

const routing::arm_key CHEAP_ARM{
    .link = CHEAP, .mccmnc = "26201", .country = "DE", .group = routing::class_group::other};

class taught : public shop {
  public:
    explicit taught(rig_options options = {}) : shop{std::move(options)} {
        cheap = bind(CHEAP);
        dear = bind(DEAR);
    }

    // One message over the first link, told so.
    core::message_id told(part_state state, const char* err = "") {
        const auto id = send(text());
        const auto submit = take_submit();
        const auto name = "op" + std::to_string(++count_);
        answer(submit, OK, name);
        pass(1'000);
        facts::receipt_received command;
        command.bind = submit.bind;
        command.keys = {name};
        command.state = state;
        command.stat = state == part_state::delivered ? "DELIVRD" : "UNDELIV";
        command.err = err;
        command.recipient = "491512345678";
        tell(std::move(command));
        return id;
    }

    // A quiet arm is estimated anew every ten seconds.
    routing::delivery_estimate believed(const routing::arm_key& arm) {
        pass(11'500);
        return estimator().estimate(arm, now.steady_ms);
    }
    uint64_t open(const routing::arm_key& arm) { return estimator().believe(arm, 0, now.steady_ms).open; }

    routing::delivery_estimator& estimator() { return const_cast<world&>(engine->memory()).estimator; }

    facts::bind_ref cheap;
    facts::bind_ref dear;

  private:
    int count_ = 0;
};

}  // namespace

TEST(EngineEvidence, DeliveriesAndFailuresOfTheNetworkTeach) {
    taught rig;
    for (int round = 0; round < 30; ++round)
        rig.told(part_state::delivered);
    const auto good = rig.believed(CHEAP_ARM);
    EXPECT_GT(good.mean(), 0.94);
    EXPECT_NEAR(good.samples, 30, 3);
    for (int round = 0; round < 30; ++round)
        rig.told(part_state::undelivered);  // no code: undeliverable, the network's
    EXPECT_LT(rig.believed(CHEAP_ARM).mean(), 0.65);
    EXPECT_EQ(rig.open(CHEAP_ARM), 0u);
}

// A number that does not exist is nobody's fault: it neither counts nor stays open.
TEST(EngineEvidence, WhatIsTheSubscribersDoesNotCount) {
    auto declared = declaration();
    declared.links[0].reasons = {
        {.stat = "UNDELIV", .err = "001", .network = {}, .reason = core::reason::unknown_subscriber}};
    declared.links[0].digest = "2";
    taught rig;
    rig.declare(declared);
    for (int round = 0; round < 30; ++round)
        rig.told(part_state::undelivered, "001");
    EXPECT_NEAR(rig.believed(CHEAP_ARM).mean(), 0.85, 0.01);
    EXPECT_NEAR(rig.believed(CHEAP_ARM).samples, 0, 0.01);
    EXPECT_EQ(rig.open(CHEAP_ARM), 0u);
}

TEST(EngineEvidence, ARefusedSenderDoesNotCountARefusedMessageDoes) {
    taught rig;
    for (const auto status : {INVALID_SENDER, SYSTEM_REFUSES}) {
        rig.send(shop::text());
        rig.answer(rig.take_submit(), status);
        while (!rig.submits.empty())
            rig.answer(rig.take_submit(), OK, "x");
    }
    rig.pass(11'500);
    const auto seen = rig.estimator().view(0, rig.now.steady_ms);
    EXPECT_EQ(seen.key, CHEAP_ARM);
    EXPECT_EQ(seen.open, 0u);
    EXPECT_LT(seen.estimate.mean(), 0.80);  // 5.1 of 7
    EXPECT_GT(seen.estimate.mean(), 0.70);
}

// The second link meets the numbers at which the first failed: that says little of the link.
TEST(EngineEvidence, OnlyFirstAttemptsTeach) {
    taught rig;
    rig.send(shop::text());
    rig.answer(rig.take_submit(), SYSTEM_REFUSES);
    const auto second = rig.take_submit();
    ASSERT_EQ(second.bind.link, DEAR);
    rig.answer(second, OK, "op");
    rig.receipt(rig.dear, "op", part_state::delivered);
    rig.pass(11'500);
    EXPECT_EQ(rig.estimator().size(), 1u);
}

TEST(EngineEvidence, OpenMessagesAreCountedUntilTheirEnd) {
    taught rig;
    rig.send(shop::text());
    const auto submit = rig.take_submit();
    EXPECT_EQ(rig.open(CHEAP_ARM), 1u);
    rig.answer(submit, OK, "op");
    EXPECT_EQ(rig.open(CHEAP_ARM), 1u);
    rig.receipt(rig.cheap, "op", part_state::delivered);
    EXPECT_EQ(rig.open(CHEAP_ARM), 0u);
}

TEST(EngineEvidence, WhatDidNotLeaveIsTakenBack) {
    taught rig;
    rig.send(shop::text());
    const auto submit = rig.take_submit();
    rig.tell(facts::submit_not_sent{submit.bind, submit.part});
    EXPECT_EQ(rig.open(CHEAP_ARM), 0u);
}

TEST(EngineEvidence, ALinkWhoseReceiptsSayNothingOfThePhoneTeachesNothing) {
    auto declared = declaration();
    declared.links[0].receipts_mean = facts::receipt_meaning::acknowledgement;
    declared.links[0].digest = "2";
    taught rig;
    rig.declare(declared);
    for (int round = 0; round < 30; ++round)
        rig.told(part_state::delivered);
    EXPECT_EQ(rig.estimator().size(), 0u);
}

TEST(EngineEvidence, NothingCountsDuringMaintenance) {
    auto declared = declaration();
    taught rig;
    declared.links[0].maintenance = {{rig.now.utc_ms + 60'000, rig.now.utc_ms + 120'000, ""}};
    declared.links[0].digest = "2";
    declared.links[1].enabled = false;
    declared.links[1].digest = "2";
    rig.declare(declared);
    rig.told(part_state::undelivered);  // within five minutes of it; there is no other link
    EXPECT_EQ(rig.estimator().size(), 0u);
}

TEST(EngineEvidence, ALaterDeliveryMendsAFailure) {
    taught rig;
    rig.send(shop::text());
    rig.answer(rig.take_submit(), OK, "op");
    rig.receipt(rig.cheap, "op", part_state::undelivered);
    const auto failed = rig.believed(CHEAP_ARM).mean();
    rig.receipt(rig.cheap, "op", part_state::delivered);
    EXPECT_GT(rig.believed(CHEAP_ARM).mean(), failed + 0.1);
}

TEST(EngineEvidence, OutlivesARestart) {
    taught rig;
    for (int round = 0; round < 40; ++round)
        rig.told(round % 4 == 0 ? part_state::undelivered : part_state::delivered);
    rig.pass(61'000);
    const auto before = rig.believed(CHEAP_ARM);
    rig.restart();
    const auto after = rig.believed(CHEAP_ARM);
    EXPECT_NEAR(after.mean(), before.mean(), 0.01);
    EXPECT_NEAR(after.samples, before.samples, 2);
    EXPECT_GT(after.samples, 25);
}

TEST(EngineFeedback, IsRecordedOnceAndTeaches) {
    taught rig;
    std::vector<core::message_id> ids;
    for (int round = 0; round < 60; ++round)
        ids.push_back(rig.told(part_state::delivered));
    const auto by_receipts = rig.believed(CHEAP_ARM).mean();
    const auto say = [&](core::message_id id, bool has_arrived) {
        rig.tell(facts::give_feedback{.claim = {.client = SHOP, .message = id}, .has_arrived = has_arrived});
        return rig.take_answer().value;
    };
    for (const auto id : ids) {
        EXPECT_TRUE(std::holds_alternative<facts::message_status>(say(id, false)));
        EXPECT_TRUE(std::holds_alternative<facts::message_status>(say(id, false)));  // changes nothing
    }
    EXPECT_EQ(std::get<facts::refusal>(say(ids[0], true)).code, facts::refusal_code::already_said);
    const auto kept = rig.message(ids[0]);
    EXPECT_EQ(kept.arrival, facts::feedback::not_arrived);
    EXPECT_EQ(kept.feedback_utc, rig.now.utc_ms);
    // Sixty "deliveries" of which none arrived.
    EXPECT_LT(rig.believed(CHEAP_ARM).mean(), by_receipts / 5);
}

TEST(EngineFeedback, IsRefusedForWhatHasNotLeftAndForOthersMessages) {
    shop rig;  // nothing is bound
    const auto id = rig.send(shop::text());
    rig.tell(facts::give_feedback{.claim = {.client = SHOP, .message = id}, .has_arrived = true});
    EXPECT_EQ(std::get<facts::refusal>(rig.take_answer().value).code, facts::refusal_code::not_sent);
    rig.tell(facts::give_feedback{.claim = {.client = BANK, .message = id}, .has_arrived = true});
    EXPECT_EQ(std::get<facts::refusal>(rig.take_answer().value).code, facts::refusal_code::not_found);
}

TEST(EngineCodes, AskedForAgainGoesOverAnotherLink) {
    taught rig;
    rig.send(shop::of_class(core::message_class::otp));
    EXPECT_EQ(rig.take_submit().bind.link, CHEAP);
    rig.pass(30'000);
    rig.send(shop::of_class(core::message_class::otp));
    EXPECT_EQ(rig.take_submit().bind.link, DEAR);
    rig.pass(120'000);
    rig.send(shop::of_class(core::message_class::otp));
    EXPECT_EQ(rig.take_submit().bind.link, CHEAP);
}

TEST(EngineCodes, AskedForAgainWhereThereIsNoOtherLink) {
    shop rig;
    rig.bind(CHEAP);
    rig.send(shop::of_class(core::message_class::otp));
    rig.send(shop::of_class(core::message_class::otp));
    rig.take_submit();
    EXPECT_EQ(rig.take_submit().bind.link, CHEAP);
}

// Nobody asks twice for what has arrived. If it did arrive after all, its receipt says so.
TEST(EngineCodes, TheFirstIsTakenForNotArrivedUntilItsReceiptComes) {
    auto otp_arm = CHEAP_ARM;
    otp_arm.group = routing::class_group::otp;
    taught rig;
    rig.send(shop::of_class(core::message_class::otp));
    const auto first = rig.take_submit();
    rig.answer(first, OK, "first");
    rig.pass(20'000);
    const auto before = rig.believed(otp_arm).mean();
    rig.send(shop::of_class(core::message_class::otp));
    EXPECT_EQ(rig.open(otp_arm), 0u);
    EXPECT_LT(rig.believed(otp_arm).mean(), before - 0.05);
    rig.receipt(rig.cheap, "first", part_state::delivered);
    EXPECT_EQ(rig.open(otp_arm), 0u);
    EXPECT_GT(rig.believed(otp_arm).mean(), before);
}

TEST(RecentCodes, ForgetsTheOldestAtItsLimit) {
    recent_codes codes{2};
    facts::message message;
    message.klass = core::message_class::otp;
    for (uint64_t number = 1; number <= 3; ++number) {
        message.id = {number};
        message.recipient = "49151" + std::to_string(number);
        codes.note(message, CHEAP, 1'000);
        if (number == 1) codes.give_up(message.id);
    }
    EXPECT_EQ(codes.size(), 2u);
    EXPECT_FALSE(codes.is_given_up({1}));
    message.id = {9};
    message.recipient = "491511";
    EXPECT_EQ(codes.last(message, 0), nullptr);
    message.recipient = "491512";
    EXPECT_NE(codes.last(message, 0), nullptr);
    EXPECT_EQ(codes.last(message, 1'000), nullptr);
    message.klass = core::message_class::transactional;
    EXPECT_EQ(codes.last(message, 0), nullptr);
}

}  // namespace kaskad::engine::test
