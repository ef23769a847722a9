#pragma once

#include "tests/store/entries.hpp"
#include "tests/store/journal_subject.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

// What every journal keeps to, whatever it lies on. Included by one file of each program that instantiates it.

namespace kaskad::store::testing {

class Journal : public ::testing::TestWithParam<journal_maker> {
  protected:
    std::unique_ptr<journal_subject> subject_ = GetParam().make();
    journal_subject& journal_ = *subject_;
};

TEST_P(Journal, IsEmptyWhenNew) {
    EXPECT_EQ(journal_->first_position(), 1);
    EXPECT_EQ(journal_->last_position(), 0);
    EXPECT_TRUE(replayed(*journal_, 1).empty());
}

TEST_P(Journal, ReplaysWhatWasAppendedInOrder) {
    ASSERT_TRUE(append(*journal_, 1, 3));
    ASSERT_TRUE(append(*journal_, 4, 4));
    EXPECT_EQ(journal_->last_position(), 4);
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 4));
    EXPECT_EQ(replayed(*journal_, 3), positions(3, 4));
    EXPECT_TRUE(replayed(*journal_, 5).empty());
}

TEST_P(Journal, KeepsEverythingOverARestart) {
    for (uint64_t position = 1; position <= 60; ++position)
        ASSERT_TRUE(append(*journal_, position, position));
    journal_.reopen();
    EXPECT_EQ(journal_->last_position(), 60);
    ASSERT_TRUE(append(*journal_, 61, 70));
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 70));
}

TEST_P(Journal, SpreadsOneAppendOverSegments) {
    ASSERT_TRUE(append(*journal_, 1, 200));
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 200));
    journal_.reopen();
    EXPECT_EQ(replayed(*journal_, 190), positions(190, 200));
}

TEST_P(Journal, TakesAGroupLargerThanASegment) {
    ASSERT_TRUE(append(*journal_, 1, 2));
    ASSERT_TRUE(append(*journal_, 3, 3, 100'000));
    ASSERT_TRUE(append(*journal_, 4, 4));
    journal_.reopen();
    EXPECT_EQ(journal_->last_position(), 4);
    EXPECT_EQ(replayed(*journal_, 3, 100'000).front(), 3);
    EXPECT_EQ(replayed(*journal_, 4), positions(4, 4));
}

TEST_P(Journal, CountsNothingOfAFailedAppend) {
    ASSERT_TRUE(append(*journal_, 1, 2));
    journal_.refuse_next();
    const auto failed = append(*journal_, 3, 5);
    ASSERT_FALSE(failed.has_value());
    EXPECT_TRUE(failed.error().retryable);
    EXPECT_FALSE(failed.error().text.empty());
    EXPECT_EQ(journal_->last_position(), 2);
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 2));
}

TEST_P(Journal, RepeatsAnAppendOfUnknownOutcomeAtTheSamePosition) {
    ASSERT_TRUE(append(*journal_, 1, 2));
    journal_.lose_next_answer();
    ASSERT_FALSE(append(*journal_, 3, 60));
    ASSERT_TRUE(append(*journal_, 3, 60));
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 60));
    journal_.reopen();
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 60));
}

TEST_P(Journal, FindsAfterARestartWhatWasWrittenButNeverConfirmed) {
    ASSERT_TRUE(append(*journal_, 1, 2));
    journal_.lose_next_answer();
    ASSERT_FALSE(append(*journal_, 3, 4));
    journal_.reopen();
    EXPECT_EQ(journal_->last_position(), 4);
    EXPECT_EQ(replayed(*journal_, 1), positions(1, 4));
}

TEST_P(Journal, TrimsNothingThatIsStillNeeded) {
    ASSERT_TRUE(append(*journal_, 1, 100));
    const auto before = journal_->bytes();
    ASSERT_TRUE(journal_->trim(50));
    EXPECT_GT(journal_->first_position(), 1);
    EXPECT_LE(journal_->first_position(), 51);
    EXPECT_LT(journal_->bytes(), before);
    EXPECT_EQ(replayed(*journal_, 51), positions(51, 100));
    EXPECT_FALSE(journal_->replay(1, [](const journal_entry&) {}).has_value());
}

TEST_P(Journal, KeepsItsLastPositionWhenAllIsTrimmed) {
    ASSERT_TRUE(append(*journal_, 1, 100));
    ASSERT_TRUE(journal_->trim(100));
    journal_.reopen();
    EXPECT_EQ(journal_->last_position(), 100);
    ASSERT_TRUE(append(*journal_, 101, 101));
    EXPECT_EQ(replayed(*journal_, 101), positions(101, 101));
}

TEST_P(Journal, TellsWhenADatabaseDoesNotBelongToIt) {
    ASSERT_TRUE(append(*journal_, 1, 100));
    EXPECT_TRUE(check_positions(*journal_, 0).has_value());
    EXPECT_TRUE(check_positions(*journal_, 100).has_value());
    EXPECT_FALSE(check_positions(*journal_, 101).has_value());
    ASSERT_TRUE(journal_->trim(100));
    const auto first = journal_->first_position();
    ASSERT_GT(first, 2);
    EXPECT_TRUE(check_positions(*journal_, first - 1).has_value());
    EXPECT_FALSE(check_positions(*journal_, first - 2).has_value());
}

}  // namespace kaskad::store::testing
