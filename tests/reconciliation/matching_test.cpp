#include "billing/reconciliation/matching.hpp"

#include "tests/reconciliation/rows.hpp"

#include <gtest/gtest.h>

// Which rows are found to be one, and what they differ in. Amounts are in millionths.

namespace kaskad::billing::reconciliation {
namespace {

// What one change to a good row of theirs is found to be.
template <typename Change>
std::string found_after(Change change) {
    auto theirs = make_row("a1");
    change(theirs);
    const auto found = compare({make_row("a1")}, {theirs});
    EXPECT_TRUE(found.sums.check().has_value());
    return found.text();
}

TEST(ReconciliationMatching, RowsThatDifferInNothingAreExact) {
    EXPECT_EQ(found_after([](row&) {}), "");
    EXPECT_EQ(compare({make_row("a1")}, {make_row("a1")}).all.size(), 1u);
}

TEST(ReconciliationMatching, EachDifferenceIsOfItsCategory) {
    EXPECT_EQ(found_after([](row& theirs) { theirs.amount = {12'000}; }), "price 2000");
    EXPECT_EQ(found_after([](row& theirs) { theirs.amount = {10'001}; }), "rounding 1");
    EXPECT_EQ(found_after([](row& theirs) { theirs.amount = {10'002}; }), "price 2");
    EXPECT_EQ(found_after([](row& theirs) { theirs.parts = 3, theirs.amount = {30'000}; }), "parts 20000");
    EXPECT_EQ(found_after([](row& theirs) { theirs.network = 26202, theirs.amount = {11'000}; }), "network 1000");
    EXPECT_EQ(found_after([](row& theirs) { theirs.network = 26202; }), "network 0");
    EXPECT_EQ(found_after([](row& theirs) { theirs.state = 3, theirs.amount = {}; }), "status -10000");
    EXPECT_EQ(found_after([](row& theirs) { theirs.time_ms += 86'400'001; }), "late 0");
    EXPECT_EQ(found_after([](row& theirs) { theirs.time_ms += 86'400'000; }), "");
    EXPECT_EQ(found_after([](row& theirs) { theirs.currency = 1; }), "currency -10000, currency 10000");
}

// Twice the parts (10,000 more at our price), and each of them dearer by 2,000.
TEST(ReconciliationMatching, AMixtureIsTakenApart) {
    EXPECT_EQ(found_after([](row& theirs) { theirs.parts = 2, theirs.amount = {24'000}; }), "parts 10000, price 4000");
    EXPECT_EQ(found_after([](row& theirs) { theirs.parts = 2, theirs.amount = {20'001}; }), "parts 10000, rounding 1");
    EXPECT_EQ(found_after([](row& theirs) { theirs.parts = 2, theirs.network = 26203, theirs.amount = {20'500}; }),
              "parts 10000, network 500");
}

TEST(ReconciliationMatching, WhatOneSideLacksIsTold) {
    EXPECT_EQ(compare({make_row("a1")}, {}).text(), "ours_only -10000");
    EXPECT_EQ(compare({}, {make_row("a1")}).text(), "theirs_only 10000");
    EXPECT_EQ(compare({make_row("a1")}, {make_row("a1"), make_row("A1")}).text(), "duplicate_theirs 10000");
    EXPECT_EQ(compare({}, {make_row("a1"), make_row("a1")}).text(), "theirs_only 10000, duplicate_theirs 10000");
}

TEST(ReconciliationMatching, ThePeriodsEdgesExplainWhatIsMissingThere) {
    const auto before = make_row("a1", NOVEMBER_MS - 1);
    EXPECT_EQ(compare({before}, {before}).text(), "period_cut_off 10000");
    EXPECT_EQ(compare({before}, {}).text(), "");
    EXPECT_EQ(compare({}, {make_row("a1", DECEMBER_MS)}).text(), "period_cut_off 10000");
    EXPECT_EQ(compare({make_row("a1", NOVEMBER_MS + 3'599'999)}, {}).text(), "period_cut_off -10000");
    EXPECT_EQ(compare({make_row("a1", NOVEMBER_MS + 3'600'000)}, {}).text(), "ours_only -10000");
    EXPECT_EQ(compare({make_row("a1", DECEMBER_MS - 1)}, {make_row("a1", DECEMBER_MS + 9)}).text(), "");
}

TEST(ReconciliationMatching, AnIdThatIsUsedAgainGoesToTheNearest) {
    auto later = make_row("7", NOON_MS + 3 * 86'400'000);
    later.amount = {50'000};
    auto theirs = later;
    theirs.time_ms += 1'000;
    const auto found = compare({make_row("7"), later}, {theirs});
    EXPECT_EQ(found.text(), "ours_only -10000");
}

TEST(ReconciliationMatching, OneIdWithTwoNumbersIsNoPair) {
    auto theirs = make_row("7");
    theirs.recipient = 4915100000000;
    EXPECT_EQ(compare({make_row("7")}, {theirs}).text(), "ours_only -10000, theirs_only 10000");
}

TEST(ReconciliationMatching, WithoutAnIdNumberSenderAndTimeDecide) {
    const auto ours = make_row("a1");
    auto theirs = make_row("");
    theirs.time_ms = static_cast<uint64_t>(NOON_MS + 120'000);
    EXPECT_EQ(compare({ours}, {theirs}).text(), "");
    theirs.time_ms = static_cast<uint64_t>(NOON_MS + 120'001);
    EXPECT_EQ(compare({ours}, {theirs}).text(), "ours_only -10000, theirs_only 10000");
    theirs.time_ms = static_cast<uint64_t>(NOON_MS - 120'000);
    EXPECT_EQ(compare({ours}, {theirs}).text(), "");
    theirs.sender = sender_digest("Bank");
    EXPECT_EQ(compare({ours}, {theirs}).text(), "ours_only -10000, theirs_only 10000");
    theirs.sender = sender_digest("SHOP");
    EXPECT_EQ(compare({ours}, {theirs}).text(), "");
}

TEST(ReconciliationMatching, WithoutAnIdTheSameRowAgainIsADuplicate) {
    EXPECT_EQ(compare({make_row("a1")}, {make_row(""), make_row("")}).text(), "duplicate_theirs 10000");
    EXPECT_EQ(compare({}, {make_row(""), make_row("")}).text(), "theirs_only 10000, duplicate_theirs 10000");
}

// The nearer of two is taken, though the other comes first.
TEST(ReconciliationMatching, TheNearestPairsAreMadeFirst) {
    auto dear = make_row("", NOON_MS + 60'000);
    dear.amount = {90'000};
    auto theirs = make_row("", NOON_MS + 59'000);
    theirs.amount = {90'000};
    EXPECT_EQ(compare({make_row("", NOON_MS), dear}, {theirs}).text(), "ours_only -10000");
}

TEST(ReconciliationMatching, AThousandTimesTheSameRowIsPairedThroughout) {
    const std::vector<row> same(1'000, make_row(""));
    EXPECT_EQ(compare(same, same).text(), "");
    const std::vector<row> one_id(1'000, make_row("0"));
    EXPECT_EQ(compare(one_id, one_id).text(), "");
}

TEST(ReconciliationMatching, PartsOfOneMessageAreNotMixed) {
    auto first = make_row("");
    first.part = 1;
    auto second = make_row("");
    second.part = 2;
    second.amount = {20'000};
    EXPECT_EQ(compare({first, second}, {second, first}).text(), "");
}

TEST(ReconciliationMatching, SharesKeepWhatBelongsTogether) {
    const auto row_of = [](std::string_view id, side whose, id_form form) {
        auto made = make_row(id);
        settle_id(made, whose, form);
        return id_share(made, 64);
    };
    EXPECT_EQ(row_of("0e999f21", side::ours, id_form::same), row_of("E999F21", side::theirs, id_form::same));
    EXPECT_EQ(row_of("ff", side::ours, id_form::theirs_decimal), row_of("255", side::theirs, id_form::theirs_decimal));
}

}  // namespace
}  // namespace kaskad::billing::reconciliation
