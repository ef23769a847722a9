#include "tests/engine/shop.hpp"

// What was in doubt and goes out again: while it waits, or is refused, a receipt of the first submit may still come.

namespace kaskad::engine::test {

using core::message_class;
using facts::message_state;
using facts::part_state;

namespace {

// A transactional message whose only submit was lost with its bind.
core::message_id send_into_doubt(shop& world) {
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    world.take_submit();
    world.tell(facts::link_down{bind});
    return id;
}

}  // namespace

// The link was away when the part's time to go again came. Its receipt, which the operator sent as soon as the link was
// back, found a part that waited to be submitted and not one in doubt, and the text was sent a second time.
TEST(EngineRepeat, AReceiptStopsARepeatThatStillWaitsForItsLink) {
    shop world;
    const auto id = send_into_doubt(world);
    world.pass(60'000);
    EXPECT_EQ(world.message(id).attempts[0].parts[0].state, part_state::pending);
    const auto bind = world.bind(CHEAP, 0);
    world.receipt(bind, "late-id", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    world.tell(facts::grant_credits{bind, 10});
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.05"));
    world.expect_balanced();
}

// "Taken", not yet "delivered", is enough to know that it need not go again.
TEST(EngineRepeat, AnEarlierWordOfTheOperatorStopsTheRepeatToo) {
    shop world;
    const auto id = send_into_doubt(world);
    world.pass(60'000);
    const auto bind = world.bind(CHEAP, 0);
    world.receipt(bind, "late-id", part_state::sent);
    world.tell(facts::grant_credits{bind, 10});
    EXPECT_TRUE(world.submits.empty());
    world.receipt(bind, "late-id", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

// The receipt came while the repeat was on the wire, and the operator asked to send that one later: a third submit.
TEST(EngineRepeat, AReceiptThatCameDuringARefusedRepeatIsFound) {
    constexpr uint32_t SYSTEM_ERROR = 8;
    constexpr uint32_t INVALID_DESTINATION = 0x0B;
    for (const auto status : {SYSTEM_ERROR, INVALID_DESTINATION}) {
        shop world;
        const auto id = send_into_doubt(world);
        const auto bind = world.bind(CHEAP);
        world.pass(60'000);
        const auto again = world.take_submit();
        world.receipt(bind, "first", part_state::delivered);
        world.answer(again, status);
        EXPECT_EQ(world.message(id).state, message_state::delivered) << status;
        world.pass(60'000);
        EXPECT_TRUE(world.submits.empty()) << status;
        world.expect_balanced();
    }
}

// What is found by address must be found no more once it is told.
TEST(EngineRepeat, APartThatIsToldLeavesTheIndexOfDoubts) {
    constexpr uint32_t SYSTEM_ERROR = 8;
    shop world;
    const auto id = send_into_doubt(world);
    const auto bind = world.bind(CHEAP);
    world.pass(60'000);
    world.answer(world.take_submit(), SYSTEM_ERROR);  // now it neither waits in a queue nor is it on the wire
    EXPECT_EQ(world.engine->memory().doubts.size(), 1U);
    world.receipt(bind, "first", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.engine->memory().doubts.empty());
}

// Refusals counted as if they had been doubts: what an operator had throttled twice was never sent again.
TEST(EngineRepeat, WhatWasOnlyRefusedBeforeGoesAgainAfterADoubt) {
    constexpr uint32_t SYSTEM_ERROR = 8;
    shop world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::of_class(message_class::transactional));
    for (int times = 0; times < 2; ++times) {
        world.answer(world.take_submit(), SYSTEM_ERROR);
        world.pass(60'000);
    }
    world.take_submit();
    world.tell(facts::link_down{bind});
    world.bind(CHEAP);
    world.pass(60'000);
    EXPECT_EQ(world.take_submit().part.message, id);
}

// A part that waits to go again is as good as sent: what the message's other link carries may be a second one.
TEST(EngineRepeat, ARepeatRefusedForGoodMarksTheOtherLinksAttempt) {
    shop world;
    const auto id = send_into_doubt(world);
    const auto bind = world.bind(CHEAP);
    world.bind(DEAR);
    world.pass(60'000);
    constexpr uint32_t SUBMIT_FAILED = 0x45;
    world.answer(world.take_submit(), SUBMIT_FAILED);
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    EXPECT_TRUE(world.message(id).attempts[1].possible_duplicate);
    world.receipt(bind, "first", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

}  // namespace kaskad::engine::test
