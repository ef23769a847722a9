#include "tests/engine/posting_watch.hpp"
#include "tests/engine/submitted_shop.hpp"

#include <gmock/gmock.h>

// Texts that come in pieces and go by a cascade, a submit each: the first one says by which. An SMS costs 0.08 a part,
// Viber 0.03.

namespace kaskad::engine::test {

namespace {

using core::channel;
using facts::attempt_state;
using facts::message_state;
using facts::refusal_code;
using ::testing::IsEmpty;

constexpr int64_t SECOND = 1'000;

facts::channel_content own_text(std::string text) {
    facts::channel_content made;
    made.channel = channel::viber;
    made.text = std::move(text);
    return made;
}

// Letters that GSM 03.38 does not have, in Latin-1: 67 of them are a part, and 134 are a piece.
submitted_piece long_piece(uint8_t number) {
    return {.number = number, .total = 8, .octets = std::string(134, '\xEA'), .data_coding = 3};
}

}  // namespace

TEST(EngineJoinedCascade, TheWholeTextGoesOverItsChannels) {
    submitted_shop world;
    const auto first = world.send(submitted_shop::piece({.number = 2, .octets = "is here"}));
    EXPECT_TRUE(world.sendings.empty()) << "a piece is missing";
    EXPECT_EQ(world.held_of(SHOP), amount("0.16")) << "an SMS of the two parts that its header names";
    const auto second = world.send(submitted_shop::piece({.number = 1, .octets = "Your order "}));
    EXPECT_NE(first, second) << "each submit has an id";
    EXPECT_EQ(world.held_of(SHOP), amount("0.08")) << "one part is enough";
    const auto sent = world.take_sending();
    EXPECT_EQ(sent.content.text, "Your order is here");
    world.accepts(sent, "v1");
    world.reports(VIBER, "v1", attempt_state::delivered);
    EXPECT_EQ(world.receipts().size(), 2U) << "a receipt for each submit";
    EXPECT_EQ(world.left_of(SHOP), amount("9.97"));
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    EXPECT_THAT(complaints_of(world), IsEmpty());
    world.expect_balanced();
}

TEST(EngineJoinedCascade, TheSmsBehindItIsCutAnew) {
    submitted_shop world;
    const std::string left(153, 'a');
    const auto id = world.send(submitted_shop::piece({.number = 1, .octets = left}));
    world.send(submitted_shop::piece({.number = 2, .octets = std::string(100, 'b')}));
    world.refuses(world.take_sending(), facts::channel_outcome::next, core::reason::not_on_channel);
    ASSERT_EQ(world.submits.size(), 2U);
    EXPECT_EQ(world.message(id).parts, 2);
    for (const auto* operator_id : {"one", "two"})
        world.answer(world.take_submit(), 0, operator_id);
    for (const auto* operator_id : {"one", "two"})
        world.receipt(world.sms, operator_id, facts::part_state::delivered);
    EXPECT_EQ(world.left_of(SHOP), amount("9.84"));
    world.expect_balanced();
}

TEST(EngineJoinedCascade, TheFirstPieceSaysByWhatItGoes) {
    submitted_shop world;
    auto by_sms = submitted_shop::submitted(cascade_shop::by({step(channel::sms)}));
    world.send(submitted_shop::piece({.number = 1, .octets = "one "}));
    world.send(submitted_shop::piece({.number = 2, .octets = "two"}, by_sms));
    EXPECT_EQ(world.sendings.size(), 1U) << "over Viber, as the first one said";
    auto plain = submitted_shop::submit();
    plain.steps.reset();
    plain.to = "+49 151 2345679";
    auto other = submitted_shop::submit();
    other.to = plain.to;
    world.send(submitted_shop::piece({.number = 1, .octets = "one "}, plain));
    world.send(submitted_shop::piece({.number = 2, .octets = "two"}, other));
    EXPECT_EQ(world.sendings.size(), 1U);
    EXPECT_EQ(world.submits.size(), 1U) << "by SMS alone, as the first one said";
}

TEST(EngineJoinedCascade, WhatGoesOverAChannelIsKeptUntilTheTextIsWhole) {
    submitted_shop world;
    auto command = submitted_shop::submit();
    command.contents = {own_text("With a picture")};
    world.send(submitted_shop::piece({.number = 1, .octets = "one "}, command));
    world.restart();
    world.viber = world.bind(VIBER);
    world.sms = world.bind(CHEAP);
    world.send(submitted_shop::piece({.number = 2, .octets = "two"}));
    const auto sent = world.take_sending();
    EXPECT_EQ(sent.content.text, "With a picture");
    world.refuses(sent, facts::channel_outcome::next, core::reason::not_on_channel);
    EXPECT_EQ(world.take_submit().pdu.short_message, "one two");
}

TEST(EngineJoinedCascade, WhatCameGoesWhenItsTimeIsOver) {
    submitted_shop world;
    world.send(submitted_shop::piece({.number = 1, .octets = "half"}));
    world.pass(59 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    world.pass(1 * SECOND);
    EXPECT_EQ(world.take_sending().content.text, "half");
}

TEST(EngineJoinedCascade, OrNothingDoesAndNothingIsPaid) {
    submitted_shop world;
    auto command = submitted_shop::submit();
    command.incomplete = facts::joining_rule::discard;
    const auto id = world.send(submitted_shop::piece({.number = 1, .octets = "half"}, command));
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.message(id).reason, core::reason::incomplete_text);
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    EXPECT_EQ(world.receipts().size(), 1U);
}

TEST(EngineJoinedCascade, OfTooManyPartsItIsRejectedUnpaid) {
    submitted_shop world;
    core::message_id id;
    for (uint8_t number = 1; number <= 8; ++number) {
        const auto told = world.send(submitted_shop::piece(long_piece(number)));
        if (number == 1) id = told;
    }
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::rejected) << "16 parts, and the client may send 8";
    EXPECT_EQ(message.reason, core::reason::content_too_long);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    EXPECT_EQ(world.receipts().size(), 8U);
    EXPECT_THAT(complaints_of(world), IsEmpty());
}

TEST(EngineJoinedCascade, WithoutSmsItHasNoParts) {
    submitted_shop world;
    const auto by_viber = submitted_shop::submitted(cascade_shop::by({step(channel::viber)}));
    core::message_id id;
    for (uint8_t number = 1; number <= 8; ++number) {
        const auto told = world.send(submitted_shop::piece(long_piece(number), by_viber));
        if (number == 1) id = told;
    }
    EXPECT_EQ(world.message(id).parts, 1);
    EXPECT_EQ(world.held_of(SHOP), amount("0.03"));
    EXPECT_EQ(world.take_sending().content.text.size(), 8U * 134U * 2U) << "all of it, in UTF-8";
}

// Each attempt is charged: both steps are held for, and the SMS shrinks from two parts to one.
TEST(EngineJoinedCascade, WhereEachStepIsChargedAllAreCountedAnew) {
    auto declared = with_channels_and_account();
    declared.clients[0].value.charge_by = facts::cascade_charge::attempt;
    declared.clients[0].value.digest = "2";
    submitted_shop world{declared};
    world.send(submitted_shop::piece({.number = 1, .octets = "one "}));
    EXPECT_EQ(world.held_of(SHOP), amount("0.19"));
    world.send(submitted_shop::piece({.number = 2, .octets = "two"}));
    EXPECT_EQ(world.held_of(SHOP), amount("0.11"));
}

TEST(EngineJoinedCascade, ATextThatIsSentLaterWaitsForItsTime) {
    submitted_shop world;
    auto command = submitted_shop::submit();
    command.send_at_utc = world.now.utc_ms + 3'600 * SECOND;
    const auto id = world.send(submitted_shop::piece({.number = 1, .octets = "one "}, command));
    world.send(submitted_shop::piece({.number = 2, .octets = "two"}, command));
    EXPECT_EQ(world.message(id).state, message_state::scheduled);
    world.pass(3'599 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    world.pass(1 * SECOND);
    EXPECT_EQ(world.take_sending().content.text, "one two");
}

// Nothing is known of either channel: the cheaper one goes first, with a text that is not there yet as with a whole
// one.
TEST(EngineJoinedCascade, ItsStepsAreOrderedAsThoseOfAWholeText) {
    submitted_shop world;
    auto command = submitted_shop::submitted(cascade_shop::by({step(channel::sms, 60), step(channel::viber, 60)}));
    command.steps->order = facts::step_order::expected_cost;
    world.send(submitted_shop::piece({.number = 1, .octets = "one "}, command));
    world.send(submitted_shop::piece({.number = 2, .octets = "two"}, command));
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.take_sending().content.text, "one two");
}

TEST(EngineJoinedCascade, NoPieceIsTakenWhereNoStepCanBegin) {
    submitted_shop world;
    world.suppress(channel::viber);
    world.suppress(channel::sms);
    EXPECT_EQ(world.refused(submitted_shop::piece({.octets = "one "})).code, refusal_code::suppressed);
    auto unknown = submitted_shop::submit();
    unknown.steps.reset();
    unknown.cascade_name = "none of ours";
    EXPECT_EQ(world.refused(submitted_shop::piece({.octets = "one "}, unknown)).code, refusal_code::unknown_cascade);
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
}

TEST(EngineJoinedCascade, IsTakenBackWhileAPieceIsMissing) {
    submitted_shop world;
    const auto id = world.send(submitted_shop::piece({.number = 1, .octets = "half"}));
    world.tell(facts::cancel_message{.claim = {.client = SHOP, .message = id}});
    EXPECT_EQ(std::get<facts::message_status>(world.take_answer().value).state, message_state::cancelled);
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
}

}  // namespace kaskad::engine::test
