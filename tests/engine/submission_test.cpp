#include "tests/engine/account_shop.hpp"

// Messages that come over SMPP: whom their receipts go to, which are wanted, and what they say.

namespace kaskad::engine::test {

using facts::event_kind;
using facts::part_state;

TEST(EngineSubmission, ItsReceiptGoesToItsAccountAndSaysHowItWasSubmitted) {
    account_shop world;
    const auto id = world.deliver(account_shop::submit());
    ASSERT_EQ(world.calls.size(), 1U) << "the end only, and no callback";
    const auto& event = world.calls[0].value;
    EXPECT_EQ(event.endpoint, ACCOUNT);
    EXPECT_EQ(event.message, id);
    EXPECT_EQ(event.kind, event_kind::delivered);
    EXPECT_EQ(event.sender, "Shop");
    EXPECT_GT(event.accepted_utc, 0);
    ASSERT_EQ(event.submissions.size(), 1U);
    EXPECT_EQ(event.submissions[0].source_ton, 5);
}

TEST(EngineSubmission, ACallbackKnowsNothingOfSmpp) {
    account_shop world;
    world.deliver(shop::text());
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_NE(world.calls[0].value.endpoint, ACCOUNT);
    EXPECT_TRUE(world.calls[1].value.submissions.empty());
    EXPECT_TRUE(world.calls[1].value.sender.empty());
}

TEST(EngineSubmission, OnlyWhatWasAskedForIsTold) {
    const auto told = [](uint8_t registered_delivery, part_state state) {
        account_shop world;
        world.deliver(account_shop::submit(registered_delivery), state);
        return world.calls.size();
    };
    EXPECT_EQ(told(0, part_state::delivered), 0U);
    EXPECT_EQ(told(2, part_state::delivered), 0U) << "SMPP 3.4 section 5.2.17: on failure only";
    EXPECT_EQ(told(2, part_state::undelivered), 1U);
    EXPECT_EQ(told(3, part_state::delivered), 1U) << "SMPP 5.0 section 4.7.21: on success only";
    EXPECT_EQ(told(3, part_state::undelivered), 0U);
}

TEST(EngineSubmission, NobodyHearsOfAMessageWhoseAccountIsAnothers) {
    account_shop world;
    auto command = account_shop::submit();
    command.client = BANK;
    world.deliver(std::move(command));
    EXPECT_TRUE(world.calls.empty());
}

TEST(EngineSubmission, AliasesAreCountedAndAnsweredWhereTheyAreWanted) {
    account_shop world;
    std::vector<uint32_t> aliases;
    for (const bool wants : {true, false, true}) {
        auto command = account_shop::submit();
        command.wants_alias = wants;
        world.tell(std::move(command));
        aliases.push_back(std::get<facts::accepted_item>(world.take_answer().value).alias);
    }
    EXPECT_EQ(aliases, (std::vector<uint32_t>{1, 0, 2}));
    EXPECT_EQ(world.engine->memory().node.last_alias, 2U);
}

// 3GPP 23.038 §4: 0xF0 and 0x10 are GSM 7-bit of class 0, 0x18 is UCS-2; class 1 is the handset's as any other text.
TEST(EngineSubmission, WhatIsToBeShownAtOnceIsSoToTheOperator) {
    const auto sent = [](uint8_t data_coding, std::string text) {
        account_shop world;
        auto command = account_shop::submit();
        command.text = std::move(text);
        command.submissions.front().data_coding = data_coding;
        world.send(std::move(command));
        return world.take_submit().pdu.data_coding;
    };
    EXPECT_EQ(sent(0xF0, "now"), 0xF0);
    EXPECT_EQ(sent(0x10, "now"), 0xF0);
    EXPECT_EQ(sent(0x18, "\u0434\u0430"), 0x18);
    EXPECT_EQ(sent(0x18, "now"), 0xF0) << "by the alphabet that it needs";
    EXPECT_EQ(sent(0xF1, "now"), 0);
    EXPECT_EQ(sent(0, "now"), 0);
}

TEST(EngineSubmission, AnEndpointMayHaveItsOwnNumberUnderWay) {
    account_shop world{2};
    for (int number = 0; number < 4; ++number)
        world.deliver(account_shop::submit());
    EXPECT_EQ(world.calls.size(), 2U);
}

TEST(EngineSubmission, WhatIsGivenUpIsNotRepeated) {
    account_shop world{1};
    world.deliver(account_shop::submit());
    world.deliver(account_shop::submit());
    ASSERT_EQ(world.calls.size(), 1U);
    world.tell(facts::callback_answered{.endpoint = ACCOUNT, .sequence = 1, .given_up = true});
    ASSERT_EQ(world.calls.size(), 2U) << "the next one is called";
    world.tell(facts::callback_answered{.endpoint = ACCOUNT, .sequence = 2, .accepted = true});
    world.pass(10'000);
    EXPECT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(world.engine->memory().endpoint_states.at(ACCOUNT).progress.abandoned, 1U);
}

}  // namespace kaskad::engine::test
