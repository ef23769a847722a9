#include "tests/engine/cascade_shop.hpp"

// What a person says, and a newer message, end cascades that wait in the database as well as those in memory.

namespace kaskad::engine::test {

namespace {

using core::channel;
using core::reason;
using facts::attempt_state;
using facts::message_state;

constexpr int64_t SECOND = 1'000;
constexpr uint32_t HOUR_S = 3'600;
constexpr auto PERSON = "491512345678";

// Viber for two hours, then SMS: the end of the step lies far beyond what memory holds.
facts::submit_message patient(std::string supersede_key = {}) {
    auto command = cascade_shop::by({step(channel::viber, 2 * HOUR_S), step(channel::sms)});
    command.supersede_key = std::move(supersede_key);
    return command;
}

facts::channel_heard said(std::string text) {
    facts::channel_heard told;
    told.account = VIBER;
    told.recipient = PERSON;
    told.text = std::move(text);
    return told;
}

// One that waits, and is in the database alone.
core::message_id wait_in_database(cascade_shop& world, const facts::submit_message& command, std::string provider_id) {
    const auto id = world.send(command);
    world.accepts(world.take_sending(), std::move(provider_id));
    world.restart();
    world.sms = world.bind(CHEAP);
    world.viber = world.bind(VIBER);
    EXPECT_FALSE(world.engine->memory().find(id).has_value()) << "it is cold";
    return id;
}

}  // namespace

// An answer reached only what was in memory: who answered after a quarter of an hour got the SMS nevertheless.
TEST(EnginePersonAnswers, EndWhatWaitsInTheDatabase) {
    cascade_shop world;
    const auto id = wait_in_database(world, patient(), "v1");
    world.tell(said("thanks"));
    EXPECT_EQ(world.message(id).stopped_by, reason::answered_by_recipient);
    world.pass(2 * HOUR_S * SECOND);
    EXPECT_TRUE(world.submits.empty());
}

TEST(EnginePersonAnswers, AskTheDatabaseOnlyForPeopleWithCascades) {
    cascade_shop world;
    wait_in_database(world, patient(), "v1");
    const auto before = world.engine->counters().fetches;
    auto other = said("thanks");
    other.recipient = "491512345679";
    world.tell(other);
    EXPECT_EQ(world.engine->counters().fetches, before);
    world.tell(said("thanks"));
    EXPECT_EQ(world.engine->counters().fetches, before + 1);
}

TEST(EnginePersonAnswers, WaitForADatabaseThatIsAway) {
    cascade_shop world;
    const auto id = wait_in_database(world, patient(), "v1");
    world.answers.clear();
    world.fetches_fail = true;
    world.tell(said("thanks"));
    EXPECT_TRUE(world.answers.empty()) << "the provider is not told that it is done";
    world.fetches_fail = false;
    world.run();
    EXPECT_EQ(world.message(id).stopped_by, reason::answered_by_recipient);
    EXPECT_TRUE(std::holds_alternative<facts::done>(world.take_answer().value));
}

TEST(EnginePersonAnswers, ANewerMessageTakesThePlaceOfOneInTheDatabase) {
    cascade_shop world;
    const auto older = wait_in_database(world, patient("order 7"), "v1");
    world.send(patient("order 8"));
    EXPECT_FALSE(world.message(older).is_stopped) << "that is about something else";
    auto newer = patient("order 7");
    newer.text = "Order 7 is at the door";
    world.send(newer);
    EXPECT_EQ(world.message(older).stopped_by, reason::superseded);
}

// Both are looked up; the key last, for what was read of it holds only while nothing else is waited for.
TEST(EnginePersonAnswers, ANewerMessageWithAKeyIsLookedUpForBoth) {
    cascade_shop world;
    auto command = patient("order 7");
    command.idempotency_key = "k";
    command.body_hash = "one";
    command.item = 1;
    const auto older = wait_in_database(world, command, "v1");
    // Item 0 of the key may be in the database, as item 1 is; it is not.
    command.item = 2;
    const auto newer = world.send(command);
    EXPECT_NE(newer, older);
    EXPECT_EQ(world.message(older).stopped_by, reason::superseded);
}

TEST(EnginePersonAnswers, AnSmsBackEndsItForTheNumbersOwner) {
    auto declared = with_channels();
    facts::client_number number;
    number.address = "8811";
    declared.clients[0].value.numbers.push_back(number);
    declared.clients[0].value.digest = "2";
    cascade_shop world{declared};
    const auto mine = world.send(cascade_shop::by({step(channel::sms, 2 * HOUR_S), step(channel::viber)}));
    const auto others = world.send(cascade_shop::by({step(channel::sms, 2 * HOUR_S), step(channel::viber)}, BANK));
    world.answer(world.take_submit(), 0, "one");
    world.answer(world.take_submit(), 0, "two");
    facts::inbound_received command;
    command.bind = world.sms;
    command.source = {1, 1, PERSON};
    command.destination = {0, 1, "8811"};
    command.piece.octets = "Thanks, I have it";
    world.tell(command);
    EXPECT_EQ(world.message(mine).stopped_by, reason::answered_by_recipient);
    EXPECT_FALSE(world.message(others).is_stopped);
}

}  // namespace kaskad::engine::test
