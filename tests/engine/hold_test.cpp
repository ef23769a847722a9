#include "tests/engine/shop.hpp"

// Links that a person pauses, drains and lets go again, and links that leave.

namespace kaskad::engine::test {

using facts::link_hold;
using facts::message_state;

class EngineHold : public ::testing::Test {
  protected:
    facts::reply hold(const std::string& link, link_hold wanted, const std::string& why = "maintenance") {
        world.tell(facts::hold_link{.reply_to = 9, .link = link, .hold = wanted, .by = "owner/main", .why = why});
        return world.take_answer().value;
    }
    bool was_done(const facts::reply& reply) const { return std::holds_alternative<facts::done>(reply); }

    shop world;
};

TEST_F(EngineHold, APausedLinkIsNoCandidate) {
    world.bind(CHEAP);
    world.bind(DEAR);
    ASSERT_TRUE(was_done(hold("cheap", link_hold::paused)));
    world.send(shop::text());
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    ASSERT_TRUE(was_done(hold("cheap", link_hold::none)));
    world.send(shop::text());
    EXPECT_EQ(world.take_submit().bind.link, CHEAP);
}

TEST_F(EngineHold, WhatWaitsGoesToAnotherLinkOrWaitsOn) {
    const auto cheap = world.bind(CHEAP, 0);
    const auto id = world.send(shop::text());
    ASSERT_TRUE(was_done(hold("cheap", link_hold::paused)));
    world.tell(facts::grant_credits{cheap, 10});
    EXPECT_TRUE(world.submits.empty()) << "paused: nothing leaves over it";
    EXPECT_EQ(world.message(id).queue_link, CHEAP) << "there is no other link";
    world.bind(DEAR);
    world.pass(10'000);
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    EXPECT_EQ(world.message(id).attempts.size(), 1U);
}

TEST_F(EngineHold, WhatNobodyTakesExpiresAtTheDeadlineOfItsClass) {
    world.bind(CHEAP, 0);
    const auto id = world.send(shop::of_class(core::message_class::otp));
    hold("cheap", link_hold::paused);
    world.pass(120'000);
    EXPECT_EQ(world.message(id).state, message_state::expired);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("10"));
}

TEST_F(EngineHold, ResumedItGoesOnWithWhatWaits) {
    world.bind(CHEAP);
    hold("cheap", link_hold::paused);
    hold("dear", link_hold::paused);
    hold("cheap", link_hold::none);
    hold("dear", link_hold::none);
    world.send(shop::text());
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST_F(EngineHold, ADrainedLinkFinishesItsQueueAndTakesNothingNew) {
    const auto cheap = world.bind(CHEAP, 0);
    world.send(shop::text());
    hold("cheap", link_hold::draining);
    world.bind(DEAR);
    world.send(shop::text());
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    world.tell(facts::grant_credits{cheap, 10});
    EXPECT_EQ(world.take_submit().bind.link, CHEAP);
}

TEST_F(EngineHold, AMessageThatWasBegunIsFinishedOverAPausedLink) {
    const auto cheap = world.bind(CHEAP, 1);
    world.send(shop::text(std::string(300, 'a')));
    ASSERT_EQ(world.submits.size(), 1U);
    hold("cheap", link_hold::paused);
    world.tell(facts::grant_credits{cheap, 5});
    EXPECT_EQ(world.submits.size(), 2U);
}

TEST_F(EngineHold, WhoWhenAndWhyOutliveARestartAndAReload) {
    hold("cheap", link_hold::paused, "their centre loses receipts");
    const auto said_at = world.now.utc_ms;
    world.pass(1'000);
    hold("cheap", link_hold::paused, "said again");
    world.restart();
    auto command = declaration();
    for (auto& link : command.links)
        link.digest = "2";
    world.declare(command);
    const auto& link = world.engine->memory().links.at(CHEAP);
    EXPECT_EQ(link.hold, link_hold::paused);
    EXPECT_EQ(link.hold_by, "owner/main");
    EXPECT_EQ(link.hold_why, "their centre loses receipts");
    EXPECT_EQ(link.hold_utc, said_at);
}

TEST_F(EngineHold, WhatIsNotThereIsRefused) {
    const auto refused = hold("nowhere", link_hold::paused);
    ASSERT_TRUE(std::holds_alternative<facts::refusal>(refused));
    EXPECT_EQ(std::get<facts::refusal>(refused).code, facts::refusal_code::not_found);
    EXPECT_TRUE(std::holds_alternative<facts::refusal>(hold("cheap", link_hold::paused, std::string(501, 'x'))));
    EXPECT_EQ(world.engine->memory().links.at(CHEAP).hold, link_hold::none);
}

class EngineLeaving : public EngineHold {
  protected:
    void leave() {
        auto command = declaration();
        std::erase_if(command.links, [](const auto& link) { return link.name == "cheap"; });
        std::erase_if(command.prices, [](const auto& price) { return price.link == "cheap"; });
        world.declare(command);
    }
    bool is_gone() const { return !world.engine->memory().links.at(CHEAP).enabled; }
};

TEST_F(EngineLeaving, ALinkThatIsDeclaredNoMoreFinishesWhatNoOtherTakes) {
    const auto cheap = world.bind(CHEAP, 0);
    const auto id = world.send(shop::text());
    leave();
    world.pass(1'000);
    EXPECT_FALSE(is_gone());
    world.tell(facts::grant_credits{cheap, 1});
    const auto submit = world.take_submit();
    EXPECT_EQ(submit.bind.link, CHEAP);
    world.pass(200);
    EXPECT_TRUE(is_gone());
    EXPECT_TRUE(world.published_links.back().gone);
    world.answer(submit, 0, "op-1");
    world.receipt(cheap, "op-1", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

TEST_F(EngineLeaving, ItsQueueGoesToOthersWhereTheyTakeIt) {
    world.bind(CHEAP, 0);
    world.send(shop::text());
    world.bind(DEAR);
    leave();
    world.pass(200);
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
    EXPECT_TRUE(is_gone());
}

TEST_F(EngineLeaving, ItWaitsForReceiptsForTheNamedTime) {
    world.change_limits([](options& limits) { limits.leaving_ms = 5'000; });
    world.restart();
    const auto cheap = world.bind(CHEAP, 0);
    world.send(shop::text());
    leave();
    world.pass(6'000);
    EXPECT_FALSE(is_gone()) << "it has work";
    world.tell(facts::grant_credits{cheap, 1});
    world.answer(world.take_submit(), 0, "op-1");
    world.pass(100);
    world.pass(4'900);
    EXPECT_FALSE(is_gone());
    world.declare(declaration());
    leave();
    world.pass(100);
    world.pass(4'900);
    EXPECT_FALSE(is_gone()) << "it left anew";
    world.pass(100);
    EXPECT_TRUE(is_gone());
}

TEST_F(EngineLeaving, DeclaredAgainMeanwhileItStays) {
    world.bind(CHEAP, 0);
    world.send(shop::text());
    leave();
    world.pass(1'000);
    world.declare(declaration());
    world.pass(1'000);
    EXPECT_FALSE(is_gone());
    EXPECT_EQ(world.engine->memory().links.at(CHEAP).hold, link_hold::none);
}

}  // namespace kaskad::engine::test
