#include "gateway/api/traffic_stats.hpp"
#include "gateway/receipts_reading.hpp"
#include "gateway/receipts_text.hpp"
#include "tests/gateway/traded_days.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// Receipts by link and day count what statistics and the books count, where all three count the same. On a real
// engine's random traffic.

namespace kaskad::gateway::test {
namespace {

constexpr uint32_t JANUARY = 20'454;  // 2026-01-01, since 1970
constexpr uint32_t FEBRUARY = JANUARY + 31;

api::receipts_question question(core::link_id link = {}) {
    return api::question_of({.from = JANUARY, .to = FEBRUARY}, {}, link);
}

bool goes_on(uint64_t, core::message_id) {
    return true;
}

api::receipt_tally tally_of(traded_days& world, core::link_id link = {}) {
    auto reader = world.reader();
    auto made = tally_receipts(reader, question(link), api::BACK_DAYS, goes_on);
    EXPECT_TRUE(made) << made.error();
    return *std::move(made);
}

api::stats_sums stats_of(traded_days& world) {
    api::traffic_stats made{{.viewer = {}, .groups = {}}, 1};
    auto reader = world.reader();
    api::message_pages pages{{.period = api::pages_for(question(), 0), .has_postings = true}};
    while (!pages.is_over()) {
        const auto page = pages.next(reader);
        EXPECT_TRUE(page);
        for (const auto& each : *page)
            EXPECT_TRUE(made.add(each));
    }
    return made.total();
}

core::amount in_euro(const api::money_sums& sums) {
    EXPECT_LE(sums.size(), 1U);
    return sums.empty() ? core::amount{} : sums.begin()->second;
}

void expect_parts_add_up(const api::receipt_sums& sums) {
    EXPECT_EQ(sums.submitted, sums.refused + sums.unanswered + sums.accepted);
    EXPECT_EQ(sums.accepted,
              sums.missing + sums.unconfirmed + sums.delivered + sums.undelivered + sums.expired + sums.rejected);
}

class GatewayReceiptsAgreement : public ::testing::TestWithParam<uint64_t> {
  protected:
    traded_days world{GetParam(), 150};
};

TEST_P(GatewayReceiptsAgreement, OweWhatStatisticsAndBooksSay) {
    const auto tally = tally_of(world);
    EXPECT_GT(world.owed().e6, 0);
    EXPECT_EQ(in_euro(tally.total().owed), world.owed());
    EXPECT_EQ(in_euro(tally.total().owed), in_euro(stats_of(world).cost));
    core::amount links;
    for (const auto link : {engine::test::CHEAP, engine::test::DEAR})
        links = links + in_euro(tally_of(world, link).total().owed);
    EXPECT_EQ(links, world.owed());
}

TEST_P(GatewayReceiptsAgreement, CountTheMessagesWithoutAReceiptAsStatisticsDo) {
    const auto told = stats_of(world);
    const auto total = tally_of(world).total();
    const auto silent = told.failed.find(core::reason::no_receipt);
    EXPECT_EQ(total.closed.messages, silent == told.failed.end() ? 0 : silent->second);
    EXPECT_GT(total.closed.messages, 0U);
    EXPECT_LE(total.waiting.messages, told.pending);
    EXPECT_GT(total.missing, 0U);
    EXPECT_LT(in_euro(total.owed_missing), in_euro(total.owed));
}

TEST_P(GatewayReceiptsAgreement, RowsMakeTheTotal) {
    const auto tally = tally_of(world);
    api::receipt_sums sum;
    for (const auto& [key, each] : tally.rows()) {
        expect_parts_add_up(each);
        for (const auto& [name, member] : api::RECEIPT_COUNTS)
            sum.*member += each.*member;
        for (const auto& [currency, amount] : each.owed_missing)
            api::add(sum.owed_missing, currency, amount);
    }
    expect_parts_add_up(tally.total());
    for (const auto& [name, member] : api::RECEIPT_COUNTS)
        EXPECT_EQ(sum.*member, tally.total().*member) << name;
    EXPECT_EQ(sum.owed_missing, tally.total().owed_missing);
    EXPECT_GT(tally.rows().size(), 2U);
}

TEST_P(GatewayReceiptsAgreement, TheListHasThePartsThatAreCounted) {
    const auto total = tally_of(world).total();
    auto reader = world.reader();
    for (const auto& [name, member] : api::RECEIPT_SHARES) {
        uint64_t listed = 0;
        const auto filter = api::parse_receipt_filter(name);
        ASSERT_TRUE(filter) << name;
        const auto sink = [&](const api::seen_part&) { return ++listed > 0; };
        ASSERT_TRUE(list_parts(reader, question(), api::BACK_DAYS, *filter, sink, goes_on));
        EXPECT_EQ(listed, total.*member) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, GatewayReceiptsAgreement, ::testing::Values(1U, 2U, 3U));

TEST(GatewayReceiptsReading, EndsWhenItIsTold) {
    traded_days world{4, 5};
    auto reader = world.reader();
    const auto stop = [](uint64_t, core::message_id) { return false; };
    const auto made = tally_receipts(reader, question(), api::BACK_DAYS, stop);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error(), "stopped before the end");
}

TEST(GatewayReceiptsText, WritesALineForEachRowAndTheTotal) {
    traded_days world{5, 40};
    const auto tally = tally_of(world);
    const auto csv = receipts_csv(tally, {});
    EXPECT_TRUE(csv.starts_with("day,link,submitted,refused,unanswered,accepted,delivered,")) << csv;
    EXPECT_EQ(static_cast<size_t>(std::ranges::count(csv, '\n')), tally.rows().size() + 2);
    EXPECT_TRUE(receipts_table(tally, {}).contains("total"));
}

}  // namespace
}  // namespace kaskad::gateway::test
