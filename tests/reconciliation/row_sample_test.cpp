#include "billing/reconciliation/row_sample.hpp"

#include "tests/reconciliation/rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace kaskad::billing::reconciliation {
namespace {

std::set<uint64_t> recipients_of(const row_sample& sample) {
    std::set<uint64_t> made;
    for (const auto& each : sample.rows())
        made.insert(each.recipient);
    return made;
}

// Twice as many as it holds on one side, five times on the other, in any order: what both keep is the same.
TEST(ReconciliationRowSample, ChoosesTheSameOnBothSidesAndNoMoreThanItMay) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::vector<row> rows(5 * SAMPLE_ROWS_MAX, make_row("a1"));
    for (size_t index = 0; index < rows.size(); ++index)
        rows[index].recipient = 4915100000000 + index;
    row_sample ours{true};
    row_sample theirs{true};
    for (size_t index = 0; index < 2 * SAMPLE_ROWS_MAX; ++index)
        ours.add(rows[index]);
    std::ranges::shuffle(rows, std::mt19937{seed});
    for (const auto& each : rows)
        theirs.add(each);
    EXPECT_LE(ours.rows().size(), SAMPLE_ROWS_MAX);
    EXPECT_LE(theirs.rows().size(), SAMPLE_ROWS_MAX);
    EXPECT_GT(theirs.rows().size(), SAMPLE_ROWS_MAX / 4);
    ours.narrow_to(theirs);
    const auto kept = recipients_of(ours);
    EXPECT_GT(kept.size(), 100u);
    EXPECT_TRUE(std::ranges::includes(recipients_of(theirs), kept));
}

TEST(ReconciliationRowSample, ChoosesByTheTimeInAQuarterWhereThereAreNoNumbers) {
    row_sample ours{false};
    row_sample theirs{false};
    for (uint64_t second = 0; second < 900; ++second) {
        for (size_t count = 0; count < 60; ++count)
            ours.add(make_row("a1", NOON_MS + static_cast<int64_t>(second) * 1'000));
        theirs.add(make_row("a1", NOON_MS + 5 * 900'000 + static_cast<int64_t>(second) * 1'000));
    }
    theirs.narrow_to(ours);
    EXPECT_LE(ours.rows().size(), SAMPLE_ROWS_MAX);
    EXPECT_EQ(ours.rows().size(), theirs.rows().size() * 60);
}

TEST(ReconciliationRowSample, RowsWithoutAnIdTellNothing) {
    row_sample sample{true};
    sample.add(make_row(""));
    EXPECT_TRUE(sample.rows().empty());
}

}  // namespace
}  // namespace kaskad::billing::reconciliation
