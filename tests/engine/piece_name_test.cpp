#include "engine/facts/key.hpp"
#include "tests/engine/account_shop.hpp"

// A text that came in pieces goes by the id of each of its submits: asked for, taken back, in memory and out of it.

namespace kaskad::engine::test {

using facts::message_state;
using facts::refusal_code;

namespace {

constexpr int64_t DAY_MS = 86'400'000;

rig_options with_hot(size_t messages) {
    rig_options options;
    options.limits.messages_hot = messages;
    return options;
}

facts::submit_message piece(uint8_t number, uint8_t total, uint16_t reference) {
    auto command = account_shop::submit();
    command.text.clear();
    command.piece = facts::piece{.reference = reference, .total = total, .number = number, .octets = "x"};
    command.join_ms = 60'000;
    command.joining_max = 10;
    return command;
}

struct naming_shop : account_shop {
    explicit naming_shop(rig_options options = {}) : account_shop{10, std::move(options)} {}

    facts::accepted_item take(facts::submit_message command) {
        tell(std::move(command));
        return std::get<facts::accepted_item>(take_answer().value);
    }

    // The ids of the first and the last piece of a text that is to be sent tomorrow.
    std::pair<core::message_id, core::message_id> scheduled(uint16_t reference) {
        std::vector<core::message_id> ids;
        for (const auto number : {uint8_t{1}, uint8_t{2}}) {
            auto command = piece(number, 2, reference);
            command.send_at_utc = now.utc_ms + DAY_MS;
            ids.push_back(take(std::move(command)).message);
        }
        return {ids.front(), ids.back()};
    }

    facts::reply query(core::message_id told, core::client_id client = SHOP) {
        tell(facts::query_message{.claim = {.client = client, .message = told}});
        return take_answer().value;
    }

    facts::reply cancel(core::message_id told) {
        tell(facts::cancel_message{.claim = {.client = SHOP, .message = told}});
        return take_answer().value;
    }

    uint64_t barrier(core::message_id told) {
        tell(facts::query_barrier{1, told});
        return std::get<facts::barrier>(take_answer().value).position;
    }
};

facts::message_status status_in(const facts::reply& reply) {
    const auto* status = std::get_if<facts::message_status>(&reply);
    EXPECT_NE(status, nullptr);
    return status ? *status : facts::message_status{};
}

bool is_unknown(const facts::reply& reply) {
    const auto* refused = std::get_if<facts::refusal>(&reply);
    return refused && refused->code == refusal_code::not_found;
}

}  // namespace

TEST(EnginePieceName, ALaterPieceNamesATextThatIsNotWhole) {
    naming_shop world;
    const auto first = world.take(piece(1, 3, 7));
    const auto second = world.take(piece(2, 3, 7));
    EXPECT_EQ(status_in(world.query(second.message)).message, first.message);
    EXPECT_TRUE(is_unknown(world.query(second.message, BANK)));
    EXPECT_EQ(status_in(world.cancel(second.message)).state, message_state::cancelled);
    EXPECT_EQ(world.message(first.message).state, message_state::cancelled) << "all of it";
    EXPECT_EQ(world.message(first.message).charge.state, billing::reservation_state::voided);
}

TEST(EnginePieceName, AndOneThatIsInTheDatabaseAlone) {
    naming_shop world{with_hot(1)};
    const auto [first, last] = world.scheduled(1);
    for (uint16_t reference = 2; reference < 8; ++reference)
        world.scheduled(reference);
    ASSERT_FALSE(world.engine->memory().find(first).has_value());
    EXPECT_TRUE(is_unknown(world.query(last, BANK)));
    EXPECT_EQ(status_in(world.query(last)).message, first);
    EXPECT_EQ(status_in(world.cancel(last)).state, message_state::cancelled);
    EXPECT_EQ(world.message(first).state, message_state::cancelled);
    EXPECT_TRUE(is_unknown(world.query({last.value + 1'000'000'000})));
}

TEST(EnginePieceName, ForgottenWithItsMessage) {
    naming_shop world{with_hot(1)};
    const auto [first, last] = world.scheduled(1);
    EXPECT_TRUE(world.engine->memory().operator_ids.find({}, facts::submission_key(last)).has_value());
    for (uint16_t reference = 2; reference < 8; ++reference)
        world.scheduled(reference);
    ASSERT_FALSE(world.engine->memory().find(first).has_value());
    EXPECT_FALSE(world.engine->memory().operator_ids.find({}, facts::submission_key(last)).has_value());
}

TEST(EnginePieceName, OutlivesARestart) {
    naming_shop world;
    const auto [first, last] = world.scheduled(1);
    const auto open = world.take(piece(1, 3, 7));
    const auto later = world.take(piece(2, 3, 7));
    world.restart();
    EXPECT_EQ(status_in(world.query(last)).message, first);
    EXPECT_EQ(status_in(world.query(later.message)).message, open.message);
    EXPECT_EQ(status_in(world.cancel(later.message)).state, message_state::cancelled);
}

TEST(EnginePieceName, AReaderWaitsForTheMessageItNames) {
    naming_shop world;
    const auto first = world.take(piece(1, 3, 7));
    const auto second = world.take(piece(2, 3, 7));
    EXPECT_GT(world.barrier(first.message), 0U);
    EXPECT_EQ(world.barrier(second.message), world.barrier(first.message));
}

// SMPP 3.4 §4.5: one id for all. It is the first message's, whichever is newer.
TEST(EnginePieceName, WhatASubmitMultiWasToldNamesItsFirstMessage) {
    naming_shop world;
    auto command = account_shop::submit();
    command.wants_alias = true;
    command.send_at_utc = world.now.utc_ms + DAY_MS;
    const auto leader = world.take(command);
    command.wants_alias = false;
    command.to = "+491512345679";
    command.submissions.front().id = leader.message;
    command.submissions.front().alias = leader.alias;
    world.take(command);
    world.tell(facts::query_message{.claim = {.client = SHOP, .alias = leader.alias}});
    EXPECT_EQ(status_in(world.take_answer().value).message, leader.message);
    EXPECT_EQ(status_in(world.query(leader.message)).message, leader.message);
}

}  // namespace kaskad::engine::test
