#include "tests/engine/submitted_shop.hpp"

#include <gmock/gmock.h>

// Cascades that came over SMPP: one receipt for each submit, whatever failed before, and what may be done to them
// afterwards.

namespace kaskad::engine::test {

namespace {

using core::channel;
using facts::attempt_state;
using facts::event_kind;
using facts::message_state;
using facts::part_state;
using facts::refusal_code;
using facts::step_goal;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t SECOND = 1'000;
constexpr uint8_t FINAL = 1;
constexpr uint8_t ON_FAILURE = 2;
constexpr uint8_t ON_SUCCESS = 3;
constexpr uint8_t FINAL_AND_INTERMEDIATE = 0x11;
constexpr auto VIBER_WORD = static_cast<uint8_t>(channel::viber);
constexpr auto SMS_WORD = static_cast<uint8_t>(channel::sms);

std::vector<event_kind> kinds_of(const std::vector<facts::event>& events) {
    std::vector<event_kind> kinds;
    for (const auto& event : events)
        kinds.push_back(event.kind);
    return kinds;
}

facts::submit_message viber_only(uint8_t registered_delivery) {
    return submitted_shop::submitted(cascade_shop::by({step(channel::viber, 60)}), registered_delivery);
}

}  // namespace

// The channel that failed is nobody's business but the operator's.
TEST(EngineSubmittedCascade, AFailureIsHiddenBehindTheStepThatDelivers) {
    submitted_shop world;
    world.send(submitted_shop::submit());
    world.accepts(world.take_sending(), "v1");
    facts::channel_reported told;
    told.account = VIBER;
    told.provider_id = "v1";
    told.state = attempt_state::undelivered;
    told.reason = core::reason::not_on_channel;
    told.text = "blocked";
    world.tell(told);
    world.answers.clear();
    EXPECT_THAT(world.receipts(), IsEmpty());
    world.deliver_sms();
    const auto receipts = world.receipts();
    ASSERT_EQ(receipts.size(), 1U);
    EXPECT_EQ(receipts[0].kind, event_kind::delivered);
    EXPECT_EQ(receipts[0].reason, core::reason::none);
    EXPECT_EQ(receipts[0].err, "") << "what the first provider said is not what came of it";
    EXPECT_THAT(receipts[0].delivered_via, ElementsAre(SMS_WORD));
}

TEST(EngineSubmittedCascade, BothChannelsAreNamedWhereBothDelivered) {
    submitted_shop world;
    world.send(submitted_shop::submit(FINAL, step_goal::read));
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::delivered);
    EXPECT_THAT(world.receipts(), IsEmpty()) << "it was to be read";
    world.pass(60 * SECOND);
    world.deliver_sms();
    const auto receipts = world.receipts();
    EXPECT_THAT(kinds_of(receipts), ElementsAre(event_kind::delivered));
    EXPECT_THAT(receipts.at(0).delivered_via, ElementsAre(VIBER_WORD, SMS_WORD));
}

TEST(EngineSubmittedCascade, ReadBehindDeliveredIsNoSecondReceipt) {
    submitted_shop world;
    const auto id = world.send(submitted_shop::submit());
    world.accepts(world.take_sending(), "v1");
    world.reports(VIBER, "v1", attempt_state::delivered);
    EXPECT_THAT(kinds_of(world.receipts()), ElementsAre(event_kind::delivered));
    world.reports(VIBER, "v1", attempt_state::read);
    EXPECT_THAT(world.receipts(), IsEmpty());
    EXPECT_EQ(world.message(id).state, message_state::read);
}

// R7: the record says what came in the end, whoever was told of the failure hears no more.
TEST(EngineSubmittedCascade, ALateDeliveryIsNoSecondReceipt) {
    const auto told = [](uint8_t wish) {
        submitted_shop world;
        const auto id = world.send(viber_only(wish));
        world.accepts(world.take_sending(), "v1");
        world.reports(VIBER, "v1", attempt_state::expired, core::reason::validity_expired);
        world.reports(VIBER, "v1", attempt_state::delivered);
        EXPECT_EQ(world.message(id).state, message_state::delivered);
        EXPECT_TRUE(world.message(id).late);
        world.reports(VIBER, "v1", attempt_state::read);
        return kinds_of(world.receipts());
    };
    EXPECT_THAT(told(FINAL), ElementsAre(event_kind::expired));
    EXPECT_THAT(told(ON_FAILURE), ElementsAre(event_kind::expired));
    EXPECT_THAT(told(ON_SUCCESS), ElementsAre(event_kind::delivered)) << "who had heard of no failure hears of that";
    EXPECT_THAT(told(0), IsEmpty());
}

// A message by SMS alone is as it was: its receipts are put right.
TEST(EngineSubmittedCascade, WithoutACascadeALateDeliveryIsTold) {
    account_shop world;
    const auto id = world.deliver(account_shop::submit(), part_state::undelivered);
    world.receipt(world.bound, "id1", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(world.calls[1].value.kind, event_kind::delivered);
}

TEST(EngineSubmittedCascade, OnTheWayIsToldOnceForAllChannels) {
    submitted_shop world;
    world.send(submitted_shop::submit(FINAL_AND_INTERMEDIATE));
    world.accepts(world.take_sending(), "v1");
    EXPECT_THAT(kinds_of(world.receipts()), ElementsAre(event_kind::sent));
    world.pass(60 * SECOND);
    world.deliver_sms();
    EXPECT_THAT(kinds_of(world.receipts()), ElementsAre(event_kind::delivered));
}

// A step that was skipped has no parts, and so none that were taken.
TEST(EngineSubmittedCascade, OnTheWayIsToldThoughAStepWasSkipped) {
    submitted_shop world;
    world.suppress(channel::viber);
    world.send(submitted_shop::submit(FINAL_AND_INTERMEDIATE));
    world.deliver_sms();
    EXPECT_THAT(kinds_of(world.receipts()), ElementsAre(event_kind::sent, event_kind::delivered));
}

TEST(EngineSubmittedCascade, ARepeatIsKnownByWhatGoesOverEachChannel) {
    submitted_shop world;
    auto command = submitted_shop::submit();
    command.duplicate_ms = 10'000;
    const auto first = world.send(command);
    EXPECT_EQ(world.send(command), first);
    EXPECT_EQ(world.sendings.size(), 1U);
    facts::channel_content content;
    content.channel = channel::viber;
    content.text = "With a picture";
    command.contents = {content};
    EXPECT_NE(world.send(command), first);
    command.refuses_duplicates = true;
    EXPECT_EQ(world.refused(command).code, refusal_code::duplicate);
}

TEST(EngineSubmittedCascade, HasAShortIdWhereTheClientCanHoldNoOther) {
    submitted_shop world;
    auto command = submitted_shop::submit();
    command.wants_alias = true;
    world.tell(command);
    EXPECT_EQ(std::get<facts::accepted_item>(world.take_answer().value).alias, 1U);
    world.tell(facts::query_message{.claim = {.client = SHOP, .message = {}, .alias = 1}});
    EXPECT_EQ(std::get<facts::message_status>(world.take_answer().value).state, message_state::in_progress);
}

TEST(EngineSubmittedCascade, IsNeverReplaced) {
    submitted_shop world;
    auto command = submitted_shop::submit();
    command.send_at_utc = world.now.utc_ms + 3'600'000;
    const auto id = world.send(command);
    world.tell(facts::replace_message{
        .claim = {.client = SHOP, .message = id}, .text = "Another", .registered_delivery = 1, .endpoint = ACCOUNT});
    EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, refusal_code::not_replaceable);
    EXPECT_EQ(world.message(id).state, message_state::scheduled);
}

// Found by its person: what of it is on its way is waited for, and no step follows.
TEST(EngineSubmittedCascade, CancelledByItsRecipientItGoesNoFurther) {
    submitted_shop world;
    const auto left = world.send(submitted_shop::submit());
    world.accepts(world.take_sending(), "v1");
    auto later = submitted_shop::submit();
    later.send_at_utc = world.now.utc_ms + 3'600'000;
    const auto waits = world.send(later);
    world.tell(facts::cancel_messages{.client = SHOP, .sender = "Shop", .recipient = "+491512345678", .after = {}});
    EXPECT_EQ(std::get<facts::cancelled_messages>(world.take_answer().value).count, 1U);
    EXPECT_EQ(world.message(waits).state, message_state::cancelled);
    EXPECT_THAT(kinds_of(world.receipts()), ElementsAre(event_kind::cancelled));
    EXPECT_TRUE(world.message(left).is_stopped);
    world.reports(VIBER, "v1", attempt_state::expired, core::reason::validity_expired);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.receipts().size(), 1U) << "its end is told";
}

}  // namespace kaskad::engine::test
