#include "tests/invariants/sendings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>

namespace kaskad::invariants {
namespace {

using enum facts::fact_kind;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Histories of the only part of a message's first attempt, unless said otherwise.
struct SendingsInvariant : testing::Test {
    facts::message message{.id = {5}};
    complaints broken;
    std::vector<facts::history_entry> history;

    SendingsInvariant& then(facts::fact_kind kind, uint8_t attempt = 1) {
        history.push_back({.position = history.size() + 1, .kind = kind, .attempt = attempt, .part = 1});
        return *this;
    }

    sending_counts read(std::initializer_list<facts::fact_kind> kinds) {
        for (const auto kind : kinds)
            then(kind);
        return check_sendings(message, history, broken);
    }
};

TEST_F(SendingsInvariant, IsContentWithAPlainDelivery) {
    const auto counts = read({part_submitting, part_accepted, receipt_matched, message_ended});
    EXPECT_THAT(broken, IsEmpty());
    EXPECT_THAT(counts.doubts, IsEmpty());
    EXPECT_EQ(counts.repeats, 0u);
}

TEST_F(SendingsInvariant, CountsWhatWasInDoubtAndSentAgain) {
    message.possible_duplicate = true;
    const auto counts = read({part_submitting, part_in_doubt, part_submitting, part_accepted});
    EXPECT_THAT(broken, IsEmpty());
    EXPECT_THAT(counts.doubts, ElementsAre(2));
    EXPECT_EQ(counts.repeats, 1u);
}

TEST_F(SendingsInvariant, LetsARefusedPartAndOneThatNeverLeftGoAgain) {
    const auto counts = read(
        {part_submitting, part_refused, part_submitting, part_in_doubt, part_not_sent, part_submitting, part_accepted});
    EXPECT_THAT(broken, IsEmpty());
    EXPECT_THAT(counts.doubts, IsEmpty());
    EXPECT_EQ(counts.repeats, 0u);
}

TEST_F(SendingsInvariant, TakesBackTheDoubtThatNeverLeftAndNoOther) {
    message.possible_duplicate = true;
    const auto counts = read({part_submitting, part_in_doubt, part_submitting, part_in_doubt, part_not_sent});
    EXPECT_THAT(counts.doubts, ElementsAre(2));
}

TEST_F(SendingsInvariant, NoticesARepeatThatIsNotMarked) {
    read({part_submitting, part_in_doubt, part_submitting});
    EXPECT_THAT(broken, Contains(HasSubstr("possible_duplicate")));
}

TEST_F(SendingsInvariant, NoticesAnUnmarkedRepeatOverAnotherLink) {
    then(part_submitting).then(part_in_doubt).then(part_submitting, 2);
    const auto counts = check_sendings(message, history, broken);
    EXPECT_EQ(counts.repeats, 1u);
    EXPECT_THAT(broken, Contains(HasSubstr("possible_duplicate")));
}

// A receipt found by address ended the doubt, and said that it failed: what goes over another link is no repeat.
TEST_F(SendingsInvariant, LetsWhatIsKnownToHaveFailedGoElsewhere) {
    then(part_submitting).then(part_in_doubt).then(part_accepted).then(attempt_failed).then(part_submitting, 2);
    EXPECT_EQ(check_sendings(message, history, broken).repeats, 0u);
    EXPECT_THAT(broken, IsEmpty());
}

TEST_F(SendingsInvariant, NoticesARepeatOfWhatWasOnTheWire) {
    read({part_submitting, part_submitting});
    EXPECT_THAT(broken, Contains(HasSubstr("again while it is on the wire")));
}

TEST_F(SendingsInvariant, NoticesARepeatOfWhatWasAccepted) {
    read({part_submitting, part_accepted, part_submitting});
    EXPECT_THAT(broken, Contains(HasSubstr("again while it is accepted")));
}

// A lost response whose receipt came: the doubt is over.
TEST_F(SendingsInvariant, NoticesARepeatAfterTheReceipt) {
    message.possible_duplicate = true;
    read({part_submitting, part_in_doubt, receipt_matched, part_submitting});
    EXPECT_THAT(broken, Contains(HasSubstr("again while it is received")));
}

}  // namespace
}  // namespace kaskad::invariants
