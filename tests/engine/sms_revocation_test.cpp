#include "tests/engine/cascade_shop.hpp"

// An SMS is taken back by cancel_sm where its operator can: each of its parts, and none twice.

namespace kaskad::engine::test {

using core::channel;
using facts::attempt_state;
using facts::message_state;
using facts::part_state;
using facts::revocation;

namespace {

constexpr int64_t SECOND = 1'000;

facts::declare with_cancel_sm() {
    auto command = with_channels();
    command.links[0].digest = "2";
    command.links[0].capability.revokes = true;
    command.links[0].service_type = "VMA";
    return command;
}

struct revoking_shop : cascade_shop {
    explicit revoking_shop(facts::declare declared = with_cancel_sm()) : cascade_shop{std::move(declared)} {}

    // An SMS of so many octets for a minute, then Viber once nothing of it can arrive.
    core::message_id begin(size_t octets) {
        auto command = by({step(channel::sms, 60), step(channel::viber)});
        command.text.assign(octets, 'x');
        command.steps->steps[0].revokes = true;
        command.steps->duplicates = facts::duplicate_rule::avoid;
        const auto id = send(command);
        for (int number = 1; !submits.empty(); ++number)
            answer(take_submit(), 0, "op" + std::to_string(number));
        pass(60 * SECOND);
        return id;
    }
    void told(const facts::cancel_part& asked, revocation result) {
        tell(facts::revoke_answered{asked.link, asked.part, result});
    }
};

}  // namespace

TEST(EngineSmsRevocation, AsksTheOperatorAsTheSubmitWasAddressed) {
    revoking_shop world;
    const auto id = world.begin(10);
    ASSERT_EQ(world.cancels.size(), 1U);
    const auto& asked = world.cancels.front();
    EXPECT_EQ(asked.link, CHEAP);
    EXPECT_EQ(asked.part, (facts::part_ref{id, 1, 1}));
    EXPECT_EQ(asked.pdu.message_id, "op1");
    EXPECT_EQ(asked.pdu.service_type, "VMA");
    EXPECT_EQ(asked.pdu.source.addr, "Shop");
    EXPECT_EQ(asked.pdu.destination.addr, "491512345678");
    EXPECT_TRUE(world.sendings.empty()) << "it may still arrive";
}

TEST(EngineSmsRevocation, TakenBackTheNextStepBegins) {
    revoking_shop world;
    const auto id = world.begin(10);
    world.told(world.cancels.front(), revocation::revoked);
    EXPECT_EQ(world.sendings.size(), 1U);
    const auto first = world.message(id).attempts[0];
    EXPECT_EQ(first.state, attempt_state::cancelled);
    EXPECT_EQ(first.revoked, revocation::revoked);
    EXPECT_EQ(first.reason, core::reason::step_timed_out) << "the first reason stays";
    EXPECT_EQ(world.owed_to(CHEAP), amount("0.05")) << "the operator bills what it took";
}

TEST(EngineSmsRevocation, AllPartsMustBeTakenBack) {
    revoking_shop world;
    const auto id = world.begin(200);
    ASSERT_EQ(world.cancels.size(), 2U);
    world.told(world.cancels[0], revocation::revoked);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.message(id).attempts[0].revoked, revocation::asked);
    EXPECT_EQ(world.message(id).attempts[0].parts[0].state, part_state::undelivered);
    world.told(world.cancels[0], revocation::revoked);
    EXPECT_TRUE(world.sendings.empty()) << "the same answer twice is one";
    world.told(world.cancels[1], revocation::revoked);
    EXPECT_EQ(world.sendings.size(), 1U);
    EXPECT_EQ(world.message(id).attempts[0].revoked, revocation::revoked);
}

TEST(EngineSmsRevocation, OnePartTooLateIsTooLate) {
    revoking_shop world;
    const auto id = world.begin(200);
    world.told(world.cancels[0], revocation::too_late);
    world.told(world.cancels[1], revocation::revoked);
    EXPECT_EQ(world.message(id).attempts[0].revoked, revocation::too_late);
    EXPECT_TRUE(world.sendings.empty()) << "its receipt is waited for";
    world.pass(5 * SECOND);
    EXPECT_EQ(world.sendings.size(), 1U);
}

// A receipt that comes after the wish wins, whatever the answer to the wish is.
TEST(EngineSmsRevocation, AReceiptDuringTheWaitIsTheEnd) {
    revoking_shop world;
    const auto id = world.begin(10);
    world.receipt(world.sms, "op1", part_state::delivered);
    world.told(world.cancels.front(), revocation::revoked);
    world.pass(60 * SECOND);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.message(id).attempts[0].parts[0].state, part_state::delivered);
}

TEST(EngineSmsRevocation, ADeletedReceiptAfterItChangesNothing) {
    revoking_shop world;
    const auto id = world.begin(10);
    world.told(world.cancels.front(), revocation::revoked);
    world.receipt(world.sms, "op1", part_state::undelivered, "DELETED");
    EXPECT_EQ(world.message(id).attempts[0].state, attempt_state::cancelled);
    EXPECT_EQ(world.sendings.size(), 1U);
}

TEST(EngineSmsRevocation, AnAnswerAboutAPartThatThereIsNotIsNothing) {
    revoking_shop world;
    const auto id = world.begin(10);
    auto strange = world.cancels.front();
    strange.part.part = 9;
    world.told(strange, revocation::revoked);
    strange.part.part = 0;
    world.told(strange, revocation::revoked);
    EXPECT_EQ(world.message(id).attempts[0].revoked, revocation::asked);
}

TEST(EngineSmsRevocation, AnOperatorThatCannotIsNotAsked) {
    revoking_shop world{with_channels()};
    world.begin(10);
    EXPECT_TRUE(world.cancels.empty());
    EXPECT_EQ(world.sendings.size(), 1U);
}

TEST(EngineSmsRevocation, AFailureToAskGoesOnAtOnce) {
    revoking_shop world;
    world.begin(10);
    world.told(world.cancels.front(), revocation::failed);
    EXPECT_EQ(world.sendings.size(), 1U);
}

TEST(EngineSmsRevocation, StoppedFromOutsideItIsTakenBack) {
    revoking_shop world;
    auto command = cascade_shop::by({step(channel::sms, 3'600), step(channel::viber)});
    command.steps->steps[0].revokes = true;
    const auto id = world.send(command);
    world.answer(world.take_submit(), 0, "op1");
    world.tell(facts::stop_message{.claim = {.client = SHOP, .message = id}, .why = "picked up"});
    ASSERT_EQ(world.cancels.size(), 1U);
    world.told(world.cancels.front(), revocation::revoked);
    EXPECT_EQ(world.message(id).reason, core::reason::stopped_by_client);
    EXPECT_TRUE(facts::is_final(world.message(id).state));
}

}  // namespace kaskad::engine::test
