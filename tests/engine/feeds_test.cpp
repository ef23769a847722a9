#include "engine/feeds.hpp"

#include "tests/engine/shop.hpp"

#include <gtest/gtest.h>

// A feed: nobody calls it, what was fetched is let go, and it holds so much and no more.

namespace kaskad::engine::test {
namespace {

using facts::part_state;
using facts::refusal_code;

struct fed_shop : shop {
    explicit fed_shop(rig_options options = {}) : shop{std::move(options)} {
        auto command = declaration();
        auto& endpoint = command.clients[0].endpoints[0];
        endpoint.kind = facts::endpoint_kind::feed;
        endpoint.url.clear();
        endpoint.digest = "2";
        declare(command);
        bound = bind(CHEAP, 10'000);
    }

    void deliver(const std::string& operator_id) {
        send(text());
        answer(take_submit(), 0, operator_id);
        receipt(bound, operator_id, part_state::delivered);
    }
    facts::answer ask(uint64_t through, std::string endpoint = {}, core::client_id client = SHOP) {
        tell(facts::confirm_events{0, client, std::move(endpoint), through});
        return take_answer();
    }
    facts::feed_state state(uint64_t through, std::string endpoint = {}) {
        return std::get<facts::feed_state>(ask(through, std::move(endpoint)).value);
    }
    refusal_code refused(const facts::answer& answer) {
        const auto* why = std::get_if<facts::refusal>(&answer.value);
        return why ? why->code : refusal_code::overloaded;
    }
    std::vector<uint64_t> kept() {
        project();
        std::vector<uint64_t> sequences;
        auto reader = database.make_reader();
        const auto found = (*reader)->read(facts::fetch_events{{1}, 0, 10'000});
        for (const auto& record : found->records)
            sequences.push_back(std::get<facts::event>(record).sequence);
        return sequences;
    }

    facts::bind_ref bound;
};

TEST(EngineFeeds, NobodyIsCalledAndTheEventsAreInTheDatabase) {
    fed_shop world;
    world.deliver("a");
    world.pass(1'000);
    EXPECT_TRUE(world.calls.empty());
    EXPECT_EQ(world.kept(), (std::vector<uint64_t>{1, 2}));
    EXPECT_EQ(world.state(0).last, 2U);
}

TEST(EngineFeeds, WhatWasFetchedIsLetGo) {
    fed_shop world;
    world.deliver("a");
    world.deliver("b");
    EXPECT_EQ(world.state(3).confirmed, 3U);
    world.pass(200);
    EXPECT_EQ(world.kept(), std::vector<uint64_t>{4});
    EXPECT_EQ(world.state(0).confirmed, 3U) << "a repeat of an older word takes nothing back";
    EXPECT_EQ(world.state(0).abandoned, 0U);
}

TEST(EngineFeeds, ARestartKeepsWhatWasNotFetched) {
    fed_shop world;
    world.deliver("a");
    world.deliver("b");
    world.state(2);
    world.pass(200);
    world.restart();
    world.pass(200);
    EXPECT_TRUE(world.calls.empty());
    EXPECT_EQ(world.kept(), (std::vector<uint64_t>{3, 4}));
    EXPECT_EQ(world.state(2).confirmed, 2U);
}

TEST(EngineFeeds, MemoryHoldsNoneThatTheDatabaseHas) {
    fed_shop world;
    world.deliver("a");
    world.deliver("b");
    // Each goes when the next is raised and the database has it.
    const auto& events = world.engine->memory().endpoint_states.at({1}).events;
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events.begin()->first, 4U);
}

TEST(EngineFeeds, BeyondItsLimitTheOldestAreGivenUp) {
    fed_shop world{{.limits = {.feed_events_max = 3}}};
    world.deliver("a");
    world.pass(200);
    EXPECT_EQ(world.kept().size(), 2U);
    world.deliver("b");
    world.pass(200);
    EXPECT_EQ(world.kept(), (std::vector<uint64_t>{2, 3, 4}));
    EXPECT_EQ(world.state(0).abandoned, 1U);
    EXPECT_EQ(world.state(2).confirmed, 2U);
    world.pass(200);
    EXPECT_EQ(world.state(2).abandoned, 1U) << "what was fetched is not given up";
}

// More than one slice may hold.
TEST(EngineFeeds, AnyNumberIsLetGo) {
    fed_shop world;
    world.tell(top_up("shop", "100"));
    world.take_answer();
    for (int number = 0; number < 600; ++number)
        world.deliver("id" + std::to_string(number));
    EXPECT_EQ(world.state(0).last, 1'200U);
    world.state(1'200);
    world.pass(200);
    EXPECT_TRUE(world.kept().empty());
}

TEST(EngineFeeds, AWordAboutWhatHasNotHappenedIsRefused) {
    fed_shop world;
    world.deliver("a");
    EXPECT_EQ(world.refused(world.ask(3)), refusal_code::invalid_declaration);
    world.pass(200);
    EXPECT_EQ(world.kept().size(), 2U);
}

TEST(EngineFeeds, IsTheClientsOwn) {
    fed_shop world;
    EXPECT_EQ(world.refused(world.ask(0, "", BANK)), refusal_code::not_found);  // it has an endpoint that is called
    EXPECT_EQ(world.refused(world.ask(0, "other")), refusal_code::not_found);
    EXPECT_EQ(world.state(0, "main").endpoint, core::endpoint_id{1});
}

TEST(EngineFeeds, AnAddressOfAMessageIsNoFeeds) {
    fed_shop world;
    auto command = fed_shop::text();
    command.callback_url = "https://shop.example/sms/1";
    world.tell(command);
    EXPECT_EQ(world.refused(world.take_answer()), refusal_code::invalid_callback_url);
}

}  // namespace
}  // namespace kaskad::engine::test
