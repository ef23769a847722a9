#include "engine/recent_submits.hpp"

#include "tests/engine/account_shop.hpp"

namespace kaskad::engine::test {

namespace {

facts::accepted_item item(uint64_t id) {
    return {.message = core::message_id{id}};
}

facts::submit_message filtered() {
    auto command = account_shop::submit();
    command.duplicate_ms = 10'000;
    return command;
}

facts::reply reply_to(account_shop& world, facts::submit_message command) {
    world.tell(std::move(command));
    return world.take_answer().value;
}

}  // namespace

TEST(EngineRecentSubmits, AreKnownForTheirTime) {
    recent_submits recent;
    recent.add("a", item(1), 100, 0);
    EXPECT_EQ(recent.find("a", 99)->message.value, 1U);
    EXPECT_FALSE(recent.find("a", 100));
    EXPECT_FALSE(recent.find("b", 0));
    recent.add("b", item(2), 300, 200);
    EXPECT_EQ(recent.size(), 1U) << "what is over goes";
}

TEST(EngineRecentSubmits, OfTooManyTheOldestAreForgotten) {
    recent_submits recent{3};
    for (uint64_t id = 1; id <= 4; ++id)
        recent.add(std::to_string(id), item(id), 100, 0);
    EXPECT_EQ(recent.size(), 3U);
    EXPECT_FALSE(recent.find("1", 0));
    EXPECT_TRUE(recent.find("2", 0));
}

TEST(EngineRecentSubmits, OneThatComesAnewIsKnownAsTheNewOne) {
    recent_submits recent{2};
    recent.add("a", item(1), 100, 0);
    recent.add("a", item(2), 200, 150);
    recent.add("b", item(3), 300, 150);
    EXPECT_EQ(recent.find("a", 160)->message.value, 2U);
}

TEST(EngineRecentSubmits, ARepeatIsAnsweredWithTheFirstOnesIdAndNotSent) {
    account_shop world;
    const auto first = std::get<facts::accepted_item>(reply_to(world, filtered()));
    const auto again = std::get<facts::accepted_item>(reply_to(world, filtered()));
    EXPECT_EQ(again.message, first.message);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(world.submits.size(), 1U);
    world.pass(10'000);
    const auto later = std::get<facts::accepted_item>(reply_to(world, filtered()));
    EXPECT_NE(later.message, first.message);
}

TEST(EngineRecentSubmits, OrRefusedWhereTheAccountSaysSo) {
    account_shop world;
    auto command = filtered();
    command.refuses_duplicates = true;
    reply_to(world, command);
    EXPECT_EQ(std::get<facts::refusal>(reply_to(world, command)).code, facts::refusal_code::duplicate);
}

TEST(EngineRecentSubmits, AnotherTextRecipientOrSenderIsNoRepeat) {
    account_shop world;
    reply_to(world, filtered());
    auto other_text = filtered();
    other_text.text = "Hello!";
    auto other_recipient = filtered();
    other_recipient.to = "+49 151 9999999";
    auto other_sender = filtered();
    other_sender.from = "Other";
    auto unfiltered = filtered();
    unfiltered.duplicate_ms = 0;
    for (const auto& command : {other_text, other_recipient, other_sender, unfiltered})
        reply_to(world, command);
    EXPECT_EQ(world.submits.size(), 5U);
}

TEST(EngineRecentSubmits, WhatWasRefusedIsNotRemembered) {
    account_shop world;
    auto command = filtered();
    command.text = std::string(153 * 9, 'x');
    EXPECT_TRUE(std::holds_alternative<facts::refusal>(reply_to(world, command)));
    EXPECT_TRUE(std::holds_alternative<facts::refusal>(reply_to(world, command)));
    EXPECT_EQ(world.engine->memory().recent.size(), 0U);
}

TEST(EngineRecentSubmits, AStartForgetsThem) {
    account_shop world;
    const auto first = std::get<facts::accepted_item>(reply_to(world, filtered()));
    world.restart();
    EXPECT_NE(std::get<facts::accepted_item>(reply_to(world, filtered())).message, first.message);
}

}  // namespace kaskad::engine::test
