#include "engine/unconfirmed.hpp"

#include "tests/engine/clerk.hpp"

#include <gtest/gtest.h>

#include <string>

// What an operator took and never said a word about ends by a person's word, with the money of its own end.

namespace kaskad::engine::test {
namespace {

using facts::message_state;
using facts::part_state;
using facts::refusal_code;

struct silent_world : clerk {
    silent_world() { bound = bind(CHEAP); }

    core::message_id taken(core::client_id client = BANK, std::string words = "Hello") {
        const auto id = send(text(std::move(words), client));
        while (!submits.empty())
            answer(take_submit(), 0, "op" + std::to_string(++given));
        return id;
    }
    facts::end_unconfirmed end(core::message_id id, core::link_id link = CHEAP) const {
        return {.claim = {.client = {}, .message = id}, .link = link, .before_utc = now.utc_ms, .by = "anna"};
    }
    core::amount reserved() const {
        return engine->memory()
            .accounts.find(billing::make_account_id(billing::account_kind::client, BANK.value, euro))
            ->reserved;
    }

    facts::bind_ref bound;
    int given = 0;
};

TEST(EngineUnconfirmed, EndsAsItWouldAtTheEndOfItsTime) {
    silent_world world;
    const auto id = world.taken();
    world.pass(1'000);
    EXPECT_EQ(world.reserved(), amount("0.08"));
    EXPECT_EQ(world.told<facts::message_status>(world.end(id)).state, message_state::unknown);
    EXPECT_EQ(world.message(id).reason, core::reason::no_receipt);
    EXPECT_EQ(world.reserved(), amount("0")) << "who pays on delivery pays nothing";
    EXPECT_EQ(world.posted(billing::account_kind::payable, CHEAP.value), amount("0.05")) << "the supplier took it";
    world.expect_balanced();
    EXPECT_EQ(world.refused(world.end(id)), refusal_code::not_closable) << "once";
}

TEST(EngineUnconfirmed, AReceiptThatComesAfterwardsIsLate) {
    silent_world world;
    const auto id = world.taken();
    world.pass(1'000);
    world.told<facts::message_status>(world.end(id));
    world.receipt(world.bound, "op1", part_state::delivered);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_TRUE(world.message(id).late);
    world.expect_balanced();
}

TEST(EngineUnconfirmed, IsOneOfThatLinkSinceBeforeThen) {
    silent_world world;
    const auto id = world.taken();
    EXPECT_EQ(world.refused(world.end(id)), refusal_code::not_closable) << "it left at this moment, not before it";
    world.pass(1'000);
    EXPECT_EQ(world.refused(world.end(id, DEAR)), refusal_code::not_closable);
    auto unnamed = world.end(id);
    unnamed.by.clear();
    EXPECT_EQ(world.refused(unnamed), refusal_code::not_yours);
    EXPECT_EQ(world.refused(world.end({4711})), refusal_code::not_found);
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
}

TEST(EngineUnconfirmed, IsNotWhatIsStillBeingSent) {
    silent_world world;
    const auto unanswered = world.send(world.text("Hello", BANK));
    world.pass(1'000);
    EXPECT_EQ(world.refused(world.end(unanswered)), refusal_code::not_closable) << "its response is to come";
    world.answer(world.take_submit(), 0, "op1");
    world.receipt(world.bound, "op1", part_state::delivered);
    EXPECT_EQ(world.refused(world.end(unanswered)), refusal_code::not_closable) << "it has its receipt";
}

// Of two parts one was delivered: the other is what is waited for.
TEST(EngineUnconfirmed, AMessageThatArrivedInPartIsOneToo) {
    silent_world world;
    const auto id = world.taken(BANK, std::string(200, 'x'));
    world.receipt(world.bound, "op1", part_state::delivered);
    world.pass(1'000);
    ASSERT_EQ(world.message(id).state, message_state::in_progress);
    EXPECT_EQ(world.told<facts::message_status>(world.end(id)).state, message_state::unknown);
    world.expect_balanced();
}

TEST(EngineUnconfirmed, OneThatIsOnlyInTheDatabaseIsFetched) {
    silent_world world;
    const auto id = world.taken();
    world.project();
    world.restart();
    world.pass(1'000);
    EXPECT_EQ(world.told<facts::message_status>(world.end(id)).state, message_state::unknown);
    world.expect_balanced();
}

}  // namespace
}  // namespace kaskad::engine::test
