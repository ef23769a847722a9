#include "billing/reconciliation/waterfall.hpp"

#include "tests/reconciliation/rows.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::billing::reconciliation {
namespace {

TEST(ReconciliationWaterfall, LeadsFromOurTotalToTheirs) {
    auto dearer = make_row("a2");
    dearer.amount = {12'500};
    const auto found = compare({make_row("a1"), make_row("a2"), make_row("a3")}, {make_row("a1"), dearer});
    ASSERT_TRUE(found.sums.check().has_value());
    const auto& made = found.sums.of(0);
    EXPECT_EQ(exact_sum(made.our_e6), "0.03");
    EXPECT_EQ(exact_sum(made.their_e6), "0.0225");
    EXPECT_EQ(exact_sum(made.at(category::price).delta_e6), "0.0025");
    EXPECT_EQ(exact_sum(made.at(category::ours_only).delta_e6), "-0.01");
    EXPECT_EQ(made.at(category::exact).findings, 1u);
    EXPECT_EQ(found.sums.their_rows(), 2u);
    EXPECT_EQ(found.sums.our_rows(), 3u);
}

TEST(ReconciliationWaterfall, SumsAreWrittenWhateverTheirSize) {
    EXPECT_EQ(exact_sum(0), "0");
    EXPECT_EQ(exact_sum(-1), "-0.000001");
    EXPECT_EQ(exact_sum(1'500'000), "1.5");
    EXPECT_EQ(exact_sum(static_cast<__int128>(9'000'000'000'000'000'000) * 10 + 1), "90000000000000.000001");
}

// A fault in the sums, of one millionth: nothing is told of such a run.
TEST(ReconciliationWaterfall, RefusesAMillionthThatIsMissing) {
    auto found = compare({make_row("a1")}, {make_row("a1")});
    ASSERT_TRUE(found.sums.check().has_value());
    auto wrong = found.all.front();
    wrong.is_further = true;
    wrong.delta = {1};
    found.sums.take(wrong);
    const auto refused = found.sums.check();
    ASSERT_FALSE(refused.has_value());
    EXPECT_TRUE(refused.error().contains("they sum to 0.000001, the totals differ by 0")) << refused.error();
}

// The money fits, and yet a row is told of twice, or not at all.
TEST(ReconciliationWaterfall, RefusesARowThatIsLostOrToldTwice) {
    auto lost = compare({make_row("a1")}, {make_row("a1")});
    auto free_row = make_row("a9");
    free_row.amount = {};
    lost.sums.expect_theirs(free_row);
    ASSERT_FALSE(lost.sums.check().has_value());
    EXPECT_TRUE(lost.sums.check().error().contains("1 of 2 rows of theirs are told of"));
    auto twice = compare({free_row}, {free_row});
    twice.sums.take(twice.all.front());
    EXPECT_FALSE(twice.sums.check().has_value());
}

TEST(ReconciliationWaterfall, SharesOfWorkersAddUp) {
    const auto left = compare({make_row("a1")}, {});
    const auto right = compare({}, {make_row("a2")});
    waterfall both{november()};
    both.add(left.sums);
    both.add(right.sums);
    EXPECT_TRUE(both.check().has_value());
    EXPECT_EQ(both.of(0).at(category::ours_only).findings, 1u);
    EXPECT_EQ(both.of(0).at(category::theirs_only).findings, 1u);
    EXPECT_EQ(both.their_rows() + both.our_rows(), 2u);
}

row random_row(std::mt19937& chance) {
    const auto pick = [&](uint32_t below) { return static_cast<uint32_t>(chance() % below); };
    auto made = make_row(pick(4) == 0 ? "" : std::to_string(pick(60)));
    made.recipient = pick(6) == 0 ? 0 : 4915100000000 + pick(5);
    made.time_ms = static_cast<uint64_t>(NOVEMBER_MS) - 7'200'000 + pick(4) * 864'000'000ULL + pick(400) * 1'000ULL;
    made.amount = {static_cast<int64_t>(pick(5)) * 10'000 + pick(3)};
    made.parts = pick(4);
    made.part = pick(3);
    made.state = pick(4);
    made.currency = pick(8) == 0 ? 1 : 0;
    made.network = 26200 + pick(3);
    made.place = chance();
    return made;
}

// Whatever is compared with whatever: every row is told of, and all adds up.
TEST(ReconciliationWaterfall, AddsUpInRandomWorlds) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 chance{seed};
    for (int world = 0; world < 300; ++world) {
        std::vector<row> ours(chance() % 80);
        std::vector<row> theirs(chance() % 80);
        for (auto& each : ours)
            each = random_row(chance);
        for (auto& each : theirs)
            each = chance() % 2 == 0 && !ours.empty() ? ours[chance() % ours.size()] : random_row(chance);
        const auto found = compare(ours, theirs, static_cast<id_form>(chance() % 3));
        const auto checked = found.sums.check();
        ASSERT_TRUE(checked.has_value()) << checked.error() << ", world " << world;
    }
}

}  // namespace
}  // namespace kaskad::billing::reconciliation
