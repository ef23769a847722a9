#include "tests/engine/shop.hpp"

// Messages that come over SMPP: whom their receipts go to, which are wanted, and what they say.

namespace kaskad::engine::test {

using facts::event_kind;
using facts::part_state;

namespace {

constexpr core::endpoint_id ACCOUNT{3};  // behind the two that shop and bank have

// The shop has an SMPP account besides its callbacks.
facts::declare with_account(uint32_t parallel) {
    auto command = declaration();
    facts::endpoint receipts;
    receipts.name = "smpp:shop";
    receipts.digest = "1";
    receipts.url = "shop";
    receipts.kind = facts::endpoint_kind::smpp;
    receipts.parallel = parallel;
    for (const auto kind : {event_kind::delivered, event_kind::failed, event_kind::expired, event_kind::unknown})
        receipts.kinds.push_back(static_cast<uint8_t>(kind));
    command.clients[0].endpoints.push_back(receipts);
    return command;
}

struct account_shop : shop {
    explicit account_shop(uint32_t parallel = 10) {
        declare(with_account(parallel));
        bound = bind(CHEAP, 10'000);
    }

    static facts::submit_message submit(uint8_t registered_delivery = 1) {
        auto command = text();
        command.endpoint = ACCOUNT;
        command.submissions = {{.registered_delivery = registered_delivery, .source_ton = 5, .destination_ton = 1}};
        return command;
    }

    core::message_id deliver(facts::submit_message command, part_state state = part_state::delivered) {
        const auto id = send(std::move(command));
        const auto operator_id = "id" + std::to_string(++last_);
        answer(take_submit(), 0, operator_id);
        receipt(bound, operator_id, state);
        return id;
    }

    facts::bind_ref bound;

  private:
    int last_ = 0;
};

}  // namespace

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
