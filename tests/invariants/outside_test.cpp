#include "tests/invariants/acknowledgements.hpp"
#include "tests/invariants/copies.hpp"
#include "tests/invariants/endings.hpp"
#include "tests/invariants/floors.hpp"
#include "tests/invariants/pace.hpp"
#include "tests/invariants/receipts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// The invariants about what clients and operators see: each is content with what is right, and notices what it is for.

namespace kaskad::invariants {
namespace {

using facts::fact_kind;
using facts::message_state;
using facts::part_state;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr core::message_id MESSAGE{7};
constexpr core::link_id LINK{1};

facts::fact about(fact_kind kind) {
    return {.kind = kind, .message = MESSAGE, .note = {}, .changes = {}};
}

facts::message with_part(part_state state, message_state whole = message_state::in_progress) {
    facts::message value;
    value.id = MESSAGE;
    value.state = whole;
    facts::attempt attempt;
    attempt.number = 1;
    attempt.link = LINK;
    attempt.parts.push_back({.number = 1, .state = state, .operator_id = "id-1"});
    value.attempts.push_back(attempt);
    return value;
}

}  // namespace

TEST(AcknowledgementsInvariant, NoticesWhatIsNotDurableAndASecondMessageOfAKey) {
    acknowledgements checks;
    complaints broken;
    checks.acknowledge("key", MESSAGE, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("not durable")));
    broken.clear();
    checks.take(about(fact_kind::message_accepted));
    checks.acknowledge("key", MESSAGE, broken);
    EXPECT_THAT(broken, IsEmpty());
    auto other = about(fact_kind::message_accepted);
    other.message = {8};
    checks.take(other);
    checks.acknowledge("key", {8}, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("key key names")));
}

TEST(PaceInvariant, NoticesAWindowAndARateThatAreExceeded) {
    pace checks;
    complaints broken;
    const link_terms terms{.window = 2, .rate = 10, .burst = 1};
    checks.take(LINK, terms, 1, 1'000, broken);
    checks.take(LINK, terms, 2, 1'100, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.take(LINK, terms, 3, 1'200, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("its window is 2")));
    broken.clear();
    checks.take(LINK, terms, 1, 1'250, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("its rate is 10")));
}

TEST(ReceiptsInvariant, NoticesALostReceiptAndAnInventedOne) {
    receipts checks;
    complaints broken;
    checks.send(LINK, "id-1", part_state::delivered);
    checks.acknowledge(LINK, "id-1", part_state::delivered);
    checks.end(with_part(part_state::accepted), broken);
    EXPECT_THAT(broken, Contains(HasSubstr("says delivered")));
    broken.clear();
    checks.take(with_part(part_state::delivered), broken);
    checks.end(with_part(part_state::delivered), broken);
    EXPECT_THAT(broken, IsEmpty());
    receipts nothing_sent;
    nothing_sent.take(with_part(part_state::delivered), broken);
    EXPECT_THAT(broken, Contains(HasSubstr("which no receipt said")));
}

// Two parts know one id, the one by a guess: whose receipt it was nobody can tell.
TEST(ReceiptsInvariant, AsksNothingOfAnIdThatWasGuessedWrong) {
    receipts checked;
    complaints broken;
    const auto known_as = [](core::message_id id, facts::matched_by matched) {
        facts::message message{.id = id};
        message.attempts.push_back({.number = 1, .link = {1}});
        message.attempts[0].parts.push_back(
            {.number = 1, .state = facts::part_state::sent, .operator_id = "a", .matched = matched});
        return message;
    };
    const auto guessed = known_as({5}, facts::matched_by::address);
    checked.send({1}, "a", facts::part_state::delivered);
    checked.take(guessed, broken);
    checked.acknowledge({1}, "a", facts::part_state::delivered);
    checked.end(guessed, broken);
    EXPECT_EQ(broken.size(), 1u);  // as long as no response says whose it is
    checked.take(known_as({6}, facts::matched_by::nothing), broken);
    checked.end(guessed, broken);
    EXPECT_EQ(broken.size(), 1u);
}

TEST(ReceiptsInvariant, NoticesAStateThatFallsBack) {
    receipts checks;
    complaints broken;
    checks.send(LINK, "id-1", part_state::delivered);
    checks.take(with_part(part_state::delivered, message_state::delivered), broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.take(with_part(part_state::undelivered, message_state::failed), broken);
    EXPECT_THAT(broken, Contains(HasSubstr("falls back")));
    EXPECT_THAT(broken, Contains(HasSubstr("is not any more")));
}

TEST(EndingsInvariant, NoticesWhoNeverEndsAndWhoNeverHears) {
    endings checks;
    complaints broken;
    checks.end(with_part(part_state::accepted), false, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("never ends")));
    broken.clear();
    const auto ended = with_part(part_state::delivered, message_state::delivered);
    checks.end(ended, true, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("never heard")));
    broken.clear();
    facts::event event;
    event.endpoint = {1};
    event.sequence = 1;
    event.message = MESSAGE;
    event.state = message_state::delivered;
    checks.call(event, "body", false, broken);
    checks.call(event, "body", true, broken);
    checks.end(ended, true, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.call(event, "another body", true, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("two bodies")));
}

TEST(CopiesInvariant, NoticesWhatWasCarriedOnceTooOftenOrUnmarked) {
    copies checks;
    complaints broken;
    checks.take(about(fact_kind::message_accepted));
    checks.carry(MESSAGE, 1, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.carry(MESSAGE, 1, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("carried 2 times")));
    broken.clear();
    auto marked = with_part(part_state::accepted);
    checks.end(marked, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("does not say so")));
    broken.clear();
    marked.possible_duplicate = true;
    checks.end(marked, broken);
    EXPECT_THAT(broken, IsEmpty());
}

TEST(CopiesInvariant, WhatAReceiptSaidHadFailedMayGoAgainUnmarked) {
    copies checks;
    complaints broken;
    checks.take(about(fact_kind::message_accepted));
    checks.take(about(fact_kind::attempt_failed));
    checks.carry(MESSAGE, 1, broken);
    checks.carry(MESSAGE, 1, broken);
    auto failed = with_part(part_state::undelivered);
    failed.attempts[0].state = facts::attempt_state::undelivered;
    checks.end(failed, broken);
    EXPECT_THAT(broken, IsEmpty());
    failed.attempts[0].state = facts::attempt_state::delivered;
    checks.end(failed, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("does not say so")));
}

TEST(CopiesInvariant, AllowsOneMoreForEachDoubt) {
    copies checks;
    complaints broken;
    checks.take(about(fact_kind::message_accepted));
    checks.take(about(fact_kind::part_in_doubt));
    checks.carry(MESSAGE, 1, broken);
    checks.carry(MESSAGE, 1, broken);
    EXPECT_THAT(broken, IsEmpty());
}

TEST(FloorsInvariant, NoticesAClassThatWaitsTooLong) {
    floors checks;
    complaints broken;
    floors::turn turn{.link = LINK, .floor_percent = 5, .waits = true, .own_segments = 0, .other_segments = 100};
    checks.take(turn, broken);
    turn.own_segments = 1;
    checks.take(turn, broken);
    turn.own_segments = 0;
    checks.take(turn, broken);
    EXPECT_THAT(broken, IsEmpty());
    checks.take(turn, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("pass over class 3")));
}

}  // namespace kaskad::invariants
