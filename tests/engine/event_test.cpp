#include "tests/engine/shop.hpp"

// What clients are told: every end, at least once, a few at a time, with the same event on every repeat.

namespace kaskad::engine::test {

using facts::event_kind;
using facts::part_state;

namespace {

struct delivered_shop : shop {
    explicit delivered_shop(rig_options options = {}) : shop{std::move(options)} { bound = bind(CHEAP, 10'000); }

    core::message_id deliver(const std::string& operator_id) {
        const auto id = send(text());
        answer(take_submit(), 0, operator_id);
        receipt(bound, operator_id, part_state::delivered);
        return id;
    }
    void answer_call(bool accepted) {
        const auto call = calls.front();
        calls.pop_front();
        tell(facts::callback_answered{call.value.endpoint, call.value.sequence, accepted, accepted ? 200 : 500});
    }

    facts::bind_ref bound;
};

}  // namespace

TEST(EngineEvent, SentAndDeliveredAreToldInOrder) {
    delivered_shop world;
    const auto id = world.deliver("a");
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(world.calls[0].value.kind, event_kind::sent);
    EXPECT_EQ(world.calls[1].value.kind, event_kind::delivered);
    EXPECT_EQ(world.calls[1].value.message, id);
    EXPECT_EQ(world.calls[1].value.price, amount("0.08"));
    EXPECT_EQ(world.calls[1].value.sequence, 2U);
}

TEST(EngineEvent, OnlyAFewCallsAreUnderWayAtOnce) {
    delivered_shop world{{.limits = {.callbacks_parallel = 3}}};
    for (int number = 0; number < 5; ++number)
        world.deliver("id" + std::to_string(number));
    EXPECT_EQ(world.calls.size(), 3U);
    world.answer_call(true);
    EXPECT_EQ(world.calls.size(), 3U);
    EXPECT_EQ(world.calls.back().value.sequence, 4U);
}

TEST(EngineEvent, ARefusedCallIsRepeatedLaterWithTheSameEvent) {
    delivered_shop world{{.limits = {.callbacks_parallel = 1}}};
    world.deliver("a");
    const auto first = world.calls.front().value;
    world.answer_call(false);
    ASSERT_EQ(world.calls.size(), 1U);
    EXPECT_EQ(world.calls.front().value.sequence, 2U);
    world.answer_call(true);
    world.pass(1'999);
    EXPECT_TRUE(world.calls.empty());
    world.pass(1);
    world.pass(100);
    ASSERT_EQ(world.calls.size(), 1U);
    EXPECT_EQ(facts::encoded(world.calls.front().value), facts::encoded(first));
    EXPECT_EQ(world.calls.front().tries, 1U);
}

TEST(EngineEvent, ProgressIsRecordedAndAnsweredEventsAreGone) {
    delivered_shop world;
    world.deliver("a");
    world.answer_call(true);
    world.answer_call(true);
    world.pass(1'100);
    world.project();
    const auto& state = world.engine->memory().endpoint_states.at({1});
    EXPECT_EQ(state.progress.cursor, 2U);
    EXPECT_TRUE(state.events.empty());
    world.restart();
    EXPECT_TRUE(world.calls.empty());
}

TEST(EngineEvent, AfterARestartWhatWasNotRecordedAsAnsweredIsToldAgain) {
    delivered_shop world;
    world.deliver("a");
    const auto told = world.calls.size();
    world.calls.clear();
    world.restart();
    ASSERT_EQ(world.calls.size(), told);
    EXPECT_EQ(world.calls.front().value.sequence, 1U);
}

TEST(EngineEvent, AfterManyTriesItIsGivenUpAndCounted) {
    delivered_shop world{{.limits = {.callback_retries_open = 10, .callback_tries_max = 2}}};
    world.deliver("a");
    world.answer_call(false);
    world.answer_call(false);
    world.pass(4'000);
    world.pass(100);
    ASSERT_EQ(world.calls.size(), 2U);
    world.answer_call(false);
    world.answer_call(false);
    world.pass(10'000'000);
    EXPECT_TRUE(world.calls.empty());
    EXPECT_EQ(world.engine->memory().endpoint_states.at({1}).progress.abandoned, 2U);
}

TEST(EngineEvent, AnEndpointWithTooManyOpenRetriesStopsAlone) {
    delivered_shop world{{.limits = {.callbacks_parallel = 2, .callback_retries_open = 2}}};
    for (int number = 0; number < 4; ++number)
        world.deliver("id" + std::to_string(number));
    world.answer_call(false);
    world.answer_call(false);
    EXPECT_TRUE(world.calls.empty());
    world.pass(2'000);
    world.pass(100);
    EXPECT_EQ(world.calls.size(), 2U);
    EXPECT_LE(world.calls.back().value.sequence, 2U);
}

TEST(EngineEvent, AnEndpointFarBehindIsFedFromTheDatabase) {
    delivered_shop world{{.limits = {.events_hot = 4, .callbacks_parallel = 1}}};
    for (int number = 0; number < 10; ++number)
        world.deliver("id" + std::to_string(number));
    EXPECT_LE(world.engine->memory().endpoint_states.at({1}).events.size(), 6U);
    uint64_t sequence = 0;
    while (!world.calls.empty()) {
        EXPECT_EQ(world.calls.front().value.sequence, ++sequence);
        world.answer_call(true);
    }
    EXPECT_EQ(sequence, 20U);
}

TEST(EngineEvent, AnUnwantedKindIsNotRaised) {
    shop world;
    auto declared = declaration();
    declared.clients[0].endpoints[0].digest = "2";
    declared.clients[0].endpoints[0].kinds = {static_cast<uint8_t>(event_kind::delivered)};
    world.declare(declared);
    const auto bind = world.bind(CHEAP);
    world.send(shop::text());
    world.answer(world.take_submit(), 0, "a");
    EXPECT_TRUE(world.calls.empty());
    world.receipt(bind, "a", part_state::delivered);
    EXPECT_EQ(world.calls.size(), 1U);
}

}  // namespace kaskad::engine::test
