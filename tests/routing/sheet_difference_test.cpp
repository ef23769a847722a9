#include "routing/sheet_difference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kaskad::routing {
namespace {

using ::testing::ElementsAre;

constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr core::currency USD{{'U', 'S', 'D'}};

sheet_price row(std::string mccmnc, int64_t submit, int64_t delivered = 0, int64_t from = 0) {
    return {.mccmnc = std::move(mccmnc),
            .submit = {submit},
            .delivered = {delivered},
            .currency = EUR,
            .from_local_ms = from};
}

std::vector<std::string> kinds_of(const sheet_difference& found) {
    std::vector<std::string> kinds;
    for (const auto& change : found.changes)
        kinds.push_back(change.before.mccmnc + change.after.mccmnc + " " + std::string{to_string(change.kind)});
    return kinds;
}

}  // namespace

TEST(RoutingSheetDifference, NamesUpDownNewMissingAndOtherCurrency) {
    const std::vector before{row("1", 10), row("2", 10), row("3", 10), row("4", 10), row("5", 10)};
    std::vector after{row("6", 1), row("5", 10), row("4", 10), row("2", 9), row("1", 11)};
    after[1].currency = USD;
    const auto found = compare_sheets(before, after, 0, 10);
    EXPECT_THAT(kinds_of(found), ElementsAre("11 up", "22 down", "3 missing", "55 other_currency", "6 new"));
    EXPECT_THAT(found.counts, ElementsAre(1, 1, 1, 1, 1));
    EXPECT_EQ(found.same, 1u);
    EXPECT_EQ(found.large, 0u);
}

TEST(RoutingSheetDifference, LargeIsMoreThanTheBoundAndAnyRiseFromNothing) {
    const std::vector before{row("1", 100), row("2", 100), row("3", 100), row("4", 0)};
    const std::vector after{row("1", 110), row("2", 111), row("3", 89), row("4", 1)};
    const auto found = compare_sheets(before, after, 0, 10);
    EXPECT_EQ(found.large, 3u);
    EXPECT_FALSE(found.changes[0].is_large);
}

// Both components together are what a delivered part costs.
TEST(RoutingSheetDifference, MovingMoneyBetweenTheComponentsIsNoChangeOfPrice) {
    EXPECT_EQ(compare_sheets(std::vector{row("1", 3, 7)}, std::vector{row("1", 10)}, 0, 0).same, 1u);
}

TEST(RoutingSheetDifference, TheRowThatBeganLastCountsAtTheMomentAskedFor) {
    const std::vector before{row("1", 10)};
    const std::vector after{row("1", 30, 0, 2'000), row("1", 20, 0, 1'000), row("1", 10)};
    EXPECT_EQ(compare_sheets(before, after, 999, 0).same, 1u);
    EXPECT_EQ(compare_sheets(before, after, 1'999, 0).changes.at(0).after.submit.e8, 20);
    EXPECT_EQ(compare_sheets(before, after, 2'000, 0).changes.at(0).after.submit.e8, 30);
}

}  // namespace kaskad::routing
