#include "tests/engine/account_shop.hpp"
#include "tests/engine/posting_watch.hpp"

#include <gmock/gmock.h>

// Another text for a message of which nothing has left: what it costs, where it goes, and when it is too late.

namespace kaskad::engine::test {

using facts::message_state;
using facts::refusal_code;

namespace {

const std::string LONG(200, 'x');  // two parts of GSM 03.38

struct replacing_shop : shop {
    explicit replacing_shop(const char* balance = "10") {
        auto command = with_account(10);
        command.clients[0].value.digest = "2";
        declare(std::move(command));
        if (std::string_view{balance} == "10") return;
        // What is left of the ten is held by another message: 0.08 a part.
        for (int64_t left = amount("10").e6; left > amount(balance).e6; left -= amount("0.08").e6)
            send(text("Other"));
    }

    facts::reply replace(core::message_id id, std::string value) {
        tell(facts::replace_message{.claim = {.client = SHOP, .message = id},
                                    .text = std::move(value),
                                    .registered_delivery = 1,
                                    .endpoint = ACCOUNT});
        return take_answer().value;
    }

    core::amount reserved() const {
        const auto id = billing::make_account_id(billing::account_kind::client, 1, euro);
        return engine->memory().accounts.find(id)->reserved;
    }
};

refusal_code code_of(const facts::reply& reply) {
    const auto* refused = std::get_if<facts::refusal>(&reply);
    EXPECT_NE(refused, nullptr);
    return refused ? refused->code : refusal_code::overloaded;
}

}  // namespace

TEST(EngineReplacement, ALongerTextIsReservedForAndGoesOut) {
    replacing_shop world;
    const auto id = world.send(account_shop::submit());
    ASSERT_TRUE(std::holds_alternative<facts::message_status>(world.replace(id, LONG)));
    EXPECT_EQ(world.reserved(), amount("0.16"));
    world.bind(CHEAP, 10);
    EXPECT_EQ(world.submits.size(), 2U);
    EXPECT_EQ(world.posted(billing::account_kind::client, 1), amount("9.84")) << "10 - 2 x 0.08";
    EXPECT_EQ(world.message(id).parts, 2U);
    EXPECT_EQ(world.reserved(), amount("0"));
    EXPECT_THAT(complaints_of(world), ::testing::IsEmpty());
    world.expect_balanced();
}

TEST(EngineReplacement, AShorterTextFreesTheDifference) {
    replacing_shop world;
    auto command = account_shop::submit();
    command.text = LONG;
    const auto id = world.send(std::move(command));
    EXPECT_EQ(world.reserved(), amount("0.16"));
    world.replace(id, "short");
    EXPECT_EQ(world.reserved(), amount("0.08"));
    world.bind(CHEAP, 10);
    ASSERT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(world.submits[0].pdu.short_message, "short");
    EXPECT_EQ(world.posted(billing::account_kind::client, 1), amount("9.92"));
    EXPECT_THAT(complaints_of(world), ::testing::IsEmpty());
}

TEST(EngineReplacement, WithoutMoneyNothingIsChanged) {
    replacing_shop world{"0.15"};  // 123 others hold 9.84: one more fits, not two
    const auto id = world.send(account_shop::submit());
    const auto groups = world.groups.size();
    EXPECT_EQ(code_of(world.replace(id, LONG)), refusal_code::insufficient_balance);
    EXPECT_EQ(world.groups.size(), groups) << "not a fact";
    EXPECT_EQ(world.message(id).parts, 1U);
    EXPECT_THAT(complaints_of(world), ::testing::IsEmpty());
}

TEST(EngineReplacement, TheTextIsReadByTheCodingOfTheFirst) {
    replacing_shop world;
    auto command = account_shop::submit();
    command.submissions[0].data_coding = 8;
    const auto id = world.send(std::move(command));
    world.replace(id, std::string{"\x04\x1F", 2});  // UCS-2: U+041F
    world.bind(CHEAP, 10);
    ASSERT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(world.submits[0].pdu.data_coding, 8);
    EXPECT_EQ(world.submits[0].pdu.short_message, (std::string{"\x04\x1F", 2}));
}

TEST(EngineReplacement, AScheduledOneKeepsItsTimeOrGetsAnother) {
    replacing_shop world;
    auto command = account_shop::submit();
    command.send_at_utc = world.now.utc_ms + 60'000;
    const auto id = world.send(command);
    world.replace(id, "second");
    EXPECT_EQ(world.message(id).state, message_state::scheduled);
    EXPECT_EQ(world.message(id).send_at_utc, command.send_at_utc);
    world.tell(facts::replace_message{.claim = {.client = SHOP, .message = id},
                                      .text = "third",
                                      .send_at_utc = world.now.utc_ms + 120'000,
                                      .registered_delivery = 1,
                                      .endpoint = ACCOUNT});
    world.take_answer();
    world.bind(CHEAP, 10);
    world.pass(60'000);
    EXPECT_TRUE(world.submits.empty());
    world.pass(60'000);
    ASSERT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(world.submits[0].pdu.short_message, "third");
}

TEST(EngineReplacement, AQueuedOneMayBeScheduledAfterwards) {
    replacing_shop world;
    const auto id = world.send(account_shop::submit());
    world.tell(facts::replace_message{
        .claim = {.client = SHOP, .message = id}, .text = "later", .send_at_utc = world.now.utc_ms + 60'000});
    world.take_answer();
    world.bind(CHEAP, 10);
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.engine->memory().link_states.at(CHEAP)->queue.size(), 0U);
    world.pass(60'000);
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineReplacement, OnlyWhatHasNotLeftAndCameOverSmppIsReplaced) {
    replacing_shop world;
    const auto posted = world.send(shop::text());
    EXPECT_EQ(code_of(world.replace(posted, "x")), refusal_code::not_replaceable) << "it came over HTTP";
    const auto id = world.send(account_shop::submit());
    world.bind(CHEAP, 10);
    world.take_submit();
    world.answer(world.take_submit(), 0x14);
    EXPECT_EQ(code_of(world.replace(id, "x")), refusal_code::not_replaceable) << "it was on the wire once";
    world.tell(facts::replace_message{.claim = {.client = BANK, .message = id}, .text = "x"});
    EXPECT_EQ(code_of(world.take_answer().value), refusal_code::not_found);
}

TEST(EngineReplacement, IsStillThereAfterARestart) {
    replacing_shop world;
    const auto id = world.send(account_shop::submit());
    world.replace(id, LONG);
    world.restart();
    world.bind(CHEAP, 10);
    EXPECT_EQ(world.submits.size(), 2U);
    EXPECT_EQ(world.message(id).charge.charged, amount("0.16"));
}

}  // namespace kaskad::engine::test
