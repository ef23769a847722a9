#include "engine/submit_gate.hpp"
#include "tests/engine/shop.hpp"

#include <random>

// One recipient, sender or network cannot have the whole window, and what waits lets others pass.

namespace kaskad::engine::test {

class EngineGate : public ::testing::Test {
  protected:
    void declare(const std::function<void(facts::link&)>& change) {
        auto command = declaration();
        for (auto& link : command.links) {
            link.digest = std::to_string(++declared_);
            change(link);
        }
        world.declare(command);
    }

    core::message_id send(const std::string& to, const std::string& from = "Shop", std::string words = "Hello") {
        auto command = shop::text(std::move(words));
        command.to = to;
        command.from = from;
        return world.send(command);
    }

    std::vector<std::string> recipients() const {
        std::vector<std::string> all;
        for (const auto& submit : world.submits)
            all.push_back(submit.pdu.destination.addr);
        return all;
    }

    void answer_all() {
        for (const auto& submit : std::exchange(world.submits, {}))
            world.answer(submit, 0, "id-" + std::to_string(++ids_));
    }

    shop world;
    int declared_ = 100;
    int ids_ = 0;
};

TEST_F(EngineGate, OneRecipientHasOnlySoManySubmitsOpen) {
    declare([](facts::link& link) { link.recipient_window = 2; });
    world.bind(CHEAP);
    for (int number = 0; number < 10; ++number)
        send("+491510000001");
    send("+491510000002");
    EXPECT_EQ(recipients(), (std::vector<std::string>{"491510000001", "491510000001", "491510000002"}));
    answer_all();
    EXPECT_EQ(world.submits.size(), 2U);
    for (int round = 0; round < 4; ++round)
        answer_all();
    EXPECT_TRUE(world.submits.empty());
    EXPECT_EQ(world.engine->memory().link_states.at(CHEAP)->queue.size(), 0U);
}

TEST_F(EngineGate, TheOrderOfOneRecipientStays) {
    declare([](facts::link& link) { link.recipient_window = 1; });
    world.bind(CHEAP);
    std::vector<core::message_id> sent;
    for (int number = 0; number < 5; ++number)
        sent.push_back(send("+491510000001"));
    for (const auto id : sent) {
        ASSERT_EQ(world.submits.size(), 1U);
        EXPECT_EQ(world.submits.front().part.message, id);
        answer_all();
    }
}

TEST_F(EngineGate, PartsOfALongMessageCountEach) {
    declare([](facts::link& link) { link.recipient_window = 2; });
    world.bind(CHEAP);
    send("+491510000001", "Shop", std::string(600, 'a'));
    EXPECT_EQ(world.submits.size(), 2U);
    send("+491510000002");
    EXPECT_EQ(world.submits.size(), 3U);
    answer_all();
    EXPECT_EQ(world.submits.size(), 2U);
}

TEST_F(EngineGate, WhatStandsAsideExpiresInTime) {
    declare([](facts::link& link) { link.recipient_window = 1; });
    world.bind(CHEAP);
    send("+491510000001");
    auto command = shop::of_class(core::message_class::otp);
    command.to = "+491510000001";
    const auto late = world.send(command);
    world.pass(120'000);
    EXPECT_EQ(world.message(late).state, facts::message_state::expired);
    answer_all();
    EXPECT_TRUE(world.submits.empty());
}

TEST_F(EngineGate, WhatStandsAsideMovesWhenItsLinkIsGone) {
    declare([](facts::link& link) { link.recipient_window = 1; });
    const auto cheap = world.bind(CHEAP);
    send("+491510000001");
    send("+491510000001");
    ASSERT_EQ(world.submits.size(), 1U);
    answer_all();
    ASSERT_EQ(world.submits.size(), 1U);
    send("+491510000001");
    world.tell(facts::link_down{cheap});
    world.submits.clear();
    world.bind(DEAR);
    world.pass(10'000);
    EXPECT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(world.submits.front().bind.link, DEAR);
}

TEST_F(EngineGate, WithoutTheLimitNothingStandsAside) {
    world.bind(CHEAP);
    for (int number = 0; number < 10; ++number)
        send("+491510000001");
    EXPECT_EQ(world.submits.size(), 10U);
}

TEST_F(EngineGate, TakenAwayByAReloadTheLimitLetsAllGo) {
    declare([](facts::link& link) { link.recipient_window = 1; });
    world.bind(CHEAP);
    for (int number = 0; number < 5; ++number)
        send("+491510000001");
    ASSERT_EQ(world.submits.size(), 1U);
    declare([](facts::link&) {});
    EXPECT_EQ(world.submits.size(), 5U);
}

// A head holds so many; a client with more at gates waits as a whole, the others do not.
TEST(EngineGateBound, AFullRoomAsideStopsItsClientAlone) {
    rig_options options;
    options.limits.queue_hot = 4;
    shop world{options};
    auto command = declaration();
    for (auto& link : command.links) {
        link.digest = "2";
        link.recipient_window = 1;
    }
    world.declare(command);
    world.bind(CHEAP, 1'000);
    for (int number = 0; number < 30; ++number)
        world.send(shop::text());
    const auto& queue = world.engine->memory().link_states.at(CHEAP)->queue;
    EXPECT_EQ(queue.standing_aside(), 4U);
    EXPECT_EQ(queue.size(), 29U);
    auto other = shop::text("Hello", BANK);
    other.to = "+491510000002";
    world.send(other);
    EXPECT_EQ(world.submits.size(), 2U);
    size_t answered = 0;
    while (!world.submits.empty()) {
        world.answer(world.take_submit(), 0, "id-" + std::to_string(++answered));
        EXPECT_LE(queue.standing_aside(), 4U);
    }
    EXPECT_EQ(answered, 31U);
}

TEST_F(EngineGate, ASenderKeepsItsRateAndOthersPass) {
    declare([](facts::link& link) { link.rate_rules = {{facts::limited_by::sender, "Slow", 10}}; });
    world.bind(CHEAP, 1'000);
    for (int number = 0; number < 20; ++number)
        send("+49151000" + std::to_string(1000 + number), "Slow");
    EXPECT_EQ(world.submits.size(), 1U) << "a tenth of a second's worth at once";
    for (int number = 0; number < 20; ++number)
        send("+49151000" + std::to_string(2000 + number), "Fast");
    EXPECT_EQ(world.submits.size(), 21U);
    size_t before = world.submits.size();
    for (int tenth = 0; tenth < 25; ++tenth) {
        world.pass(100);
        EXPECT_LE(world.submits.size() - before, 1U);
        before = world.submits.size();
    }
    EXPECT_EQ(world.submits.size(), 40U);
}

TEST_F(EngineGate, EachNetworkForItself) {
    declare([](facts::link& link) { link.rate_rules = {{facts::limited_by::network, "", 1}}; });
    world.bind(CHEAP, 1'000);
    for (int number = 0; number < 3; ++number) {
        send("+49151100000" + std::to_string(number));
        send("+49170100000" + std::to_string(number));
    }
    EXPECT_EQ(world.submits.size(), 2U);
    world.pass(1'000);
    EXPECT_EQ(world.submits.size(), 4U);
}

TEST(EngineSubmitGate, HoldsNoMoreRatesThanItMay) {
    submit_gate gate;
    facts::link terms;
    terms.rate_rules = {{facts::limited_by::sender, "", 1}};
    facts::message value;
    size_t passed = 0;
    for (size_t number = 0; number < submit_gate::RATES_MAX + 500; ++number) {
        value.sender = "sender-" + std::to_string(number);
        if (!gate.enter(terms, value, 1, 1'000)) ++passed;
        ASSERT_LE(gate.rates(), submit_gate::RATES_MAX + 2);
    }
    EXPECT_EQ(passed, submit_gate::RATES_MAX + 1) << "beyond the bound they share one";
    value.sender = "new";
    EXPECT_FALSE(gate.enter(terms, value, 1, 3'000)) << "those that are full again made room";
    EXPECT_LT(gate.rates(), 10U);
}

TEST(EngineSubmitGate, NeverPassesMoreThanTheRateUnderRandomUse) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937 luck{seed};
    submit_gate gate;
    facts::link terms;
    terms.rate_rules = {{facts::limited_by::sender, "a", 20}, {facts::limited_by::network, "", 50}};
    std::map<std::string, uint32_t> passed;
    for (int64_t now = 0; now < 10'000; now += 1 + static_cast<int64_t>(luck() % 20)) {
        facts::message value;
        value.sender = luck() % 2 == 0 ? "a" : "b";
        value.network = luck() % 2 == 0 ? "26201" : "26202";
        const uint32_t segments = 1 + luck() % 3;
        if (gate.enter(terms, value, segments, now)) continue;
        passed[value.sender] += segments;
        passed[value.network] += segments;
    }
    EXPECT_LE(passed["a"], 20 * 10 + 2 + 3);
    EXPECT_LE(passed["26201"], 50 * 10 + 5 + 3);
    EXPECT_LE(passed["26202"], 50 * 10 + 5 + 3);
}

TEST(EngineQueueGates, WhatStandsAsideComesBackInOrder) {
    link_queue queue{{.head_max = 10}};
    for (uint64_t number = 1; number <= 4; ++number)
        queue.add({{core::message_class::service, {1}}, number}, {{number}, 1}, 1);
    while (const auto chosen = queue.choose())
        queue.set_aside(*chosen, chosen->value.message.value % 2);
    EXPECT_EQ(queue.size(), 4U);
    EXPECT_TRUE(queue.is_empty());
    EXPECT_TRUE(queue.open_gate(1, 1));
    auto chosen = queue.choose();
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->value.message.value, 1U);
    queue.remove(chosen->at);
    EXPECT_FALSE(queue.open_gate(0, 5));
    chosen = queue.choose();
    EXPECT_EQ(chosen->value.message.value, 2U);
    EXPECT_EQ(queue.next_after({})->value.message.value, 2U);
    EXPECT_EQ(queue.next_after({{core::message_class::service, {1}}, 2})->value.message.value, 3U)
        << "aside, and walked";
    EXPECT_FALSE(queue.open_gate(7, 1)) << "nobody stands there";
}

}  // namespace kaskad::engine::test
