#include "gateway/api/stats_view.hpp"
#include "gateway/client_statement.hpp"
#include "gateway/usage_export.hpp"
#include "tests/gateway/traded_days.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

// The three ways to tell what happened say the same: lines of usage, statistics, and the books. On a real engine's
// random traffic, for everybody who may look.

namespace kaskad::gateway::test {
namespace {

constexpr api::report_period MONTH{1'767'225'600'000, 1'769'904'000'000};  // 2026-01

using line = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts{{}};
    for (const char each : text) {
        if (each == at) {
            parts.emplace_back();
        } else if (each != '\r') {
            parts.back() += each;
        }
    }
    return parts;
}

// None of these fields needs quotes.
std::vector<line> parse_lines(const std::string& text) {
    auto rows = split(text, '\n');
    EXPECT_TRUE(rows.back().empty());
    rows.pop_back();
    const auto columns = split(rows.front(), ',');
    std::vector<line> lines;
    for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
        const auto fields = split(*row, ',');
        EXPECT_EQ(fields.size(), columns.size()) << *row;
        line made;
        for (size_t place = 0; place < columns.size(); ++place)
            made[columns[place]] = fields.at(place);
        lines.push_back(std::move(made));
    }
    return lines;
}

std::vector<line> usage_of(traded_days& world, core::client_id viewer, bool is_operator) {
    auto reader = world.reader();
    std::string text;
    const auto made = export_usage(
        reader, {MONTH, viewer, is_operator},
        [&](std::string_view more) {
            text += more;
            return true;
        },
        [](const auto&) { return true; });
    EXPECT_TRUE(made) << made.error();
    auto lines = parse_lines(text);
    EXPECT_EQ(lines.size(), made->lines);
    return lines;
}

api::traffic_stats stats_of(traded_days& world, core::client_id viewer, std::vector<api::stats_group> groups) {
    api::traffic_stats made{{.viewer = viewer, .groups = std::move(groups)}, 10'000};
    auto reader = world.reader();
    api::message_pages pages{{.period = MONTH, .has_postings = true, .messages_max = 7}};
    while (!pages.is_over()) {
        const auto page = pages.next(reader);
        EXPECT_TRUE(page);
        for (const auto& each : *page)
            EXPECT_TRUE(made.add(each));
    }
    return made;
}

core::amount sum_of(const std::vector<line>& lines, const std::string& column) {
    core::amount sum;
    for (const auto& each : lines)
        if (!each.at(column).empty()) sum = sum + *core::parse_amount(each.at(column));
    return sum;
}

size_t count_of(const std::vector<line>& lines, const std::string& column, const std::string& value) {
    return static_cast<size_t>(
        std::ranges::count_if(lines, [&](const line& each) { return each.at(column) == value; }));
}

core::amount in_euro(const api::money_sums& sums) {
    EXPECT_LE(sums.size(), 1U);
    return sums.empty() ? core::amount{} : sums.begin()->second;
}

void expect_same_counts(const api::stats_sums& total, const std::vector<line>& lines) {
    EXPECT_EQ(total.accepted, lines.size());
    EXPECT_EQ(total.delivered, count_of(lines, "status", "delivered"));
    uint64_t failed = 0;
    for (const auto& [reason, count] : total.failed) {
        EXPECT_EQ(count, count_of(lines, "error_code", std::string{core::to_string(reason)}));
        failed += count;
    }
    EXPECT_EQ(total.accepted, total.delivered + total.pending + failed);
    uint64_t parts = 0;
    for (const auto& each : lines)
        parts += std::stoul(each.at("parts"));
    EXPECT_EQ(total.parts, parts);
}

// Of the groups together, whatever they are by.
void expect_groups_make_the_total(const api::traffic_stats& stats) {
    api::stats_sums sum;
    for (const auto& [key, each] : stats.groups()) {
        sum.accepted += each.accepted;
        sum.delivered += each.delivered;
        sum.pending += each.pending;
        sum.parts += each.parts;
        for (const auto& [currency, amount] : each.charged)
            api::add(sum.charged, currency, amount);
        for (const auto& [currency, amount] : each.cost)
            api::add(sum.cost, currency, amount);
    }
    EXPECT_EQ(sum.accepted, stats.total().accepted);
    EXPECT_EQ(sum.delivered, stats.total().delivered);
    EXPECT_EQ(sum.pending, stats.total().pending);
    EXPECT_EQ(sum.parts, stats.total().parts);
    EXPECT_EQ(sum.charged, stats.total().charged);
    EXPECT_EQ(sum.cost, stats.total().cost);
}

class GatewayUsageAgreement : public ::testing::TestWithParam<uint64_t> {
  protected:
    traded_days world{GetParam(), 150};
};

TEST_P(GatewayUsageAgreement, LinesStatisticsAndBooksOfEachPayerAreTheSame) {
    for (const auto viewer : {SHOP, BANK, CHILD, GRANDCHILD}) {
        SCOPED_TRACE(viewer.value);
        const auto lines = usage_of(world, viewer, false);
        const auto stats = stats_of(world, viewer, {api::stats_group::sender, api::stats_group::network});
        EXPECT_GT(lines.size(), 10U);
        expect_same_counts(stats.total(), lines);
        expect_groups_make_the_total(stats);
        EXPECT_EQ(sum_of(lines, "sell_amount"), world.spent(viewer));
        EXPECT_EQ(in_euro(stats.total().charged), world.spent(viewer));
    }
}

TEST_P(GatewayUsageAgreement, TheOperatorsAreWhatCameToUsAndWhatWeOwe) {
    const auto lines = usage_of(world, {}, true);
    const auto stats = stats_of(world, {}, {api::stats_group::client, api::stats_group::hour});
    expect_same_counts(stats.total(), lines);
    expect_groups_make_the_total(stats);
    const auto earned = world.posted(billing::account_kind::revenue, 0);
    EXPECT_GT(earned.e6, 0);
    EXPECT_EQ(sum_of(lines, "sell_amount"), earned);
    EXPECT_EQ(in_euro(stats.total().charged), earned);
    EXPECT_GT(world.owed().e6, 0);
    EXPECT_EQ(sum_of(lines, "cost_amount"), world.owed());
    EXPECT_EQ(in_euro(stats.total().cost), world.owed());
}

// What a reseller paid stands in its statement, also for messages that are its clients'.
TEST_P(GatewayUsageAgreement, AStatementHasThePartsThatItsClientPaidFor) {
    for (const auto viewer : {SHOP, CHILD, GRANDCHILD}) {
        SCOPED_TRACE(viewer.value);
        auto reader = world.reader();
        const statement_request asked{viewer, world.euro, {MONTH.from_utc_ms, MONTH.to_utc_ms}, {}};
        const auto made = make_statement(reader, asked, [](uint64_t) { return true; });
        ASSERT_TRUE(made) << made.error();
        billing::usage sum;
        for (const auto& [key, each] : made->usage) {
            sum.units += each.units;
            sum.amount = sum.amount + each.amount;
        }
        EXPECT_EQ(sum.amount, world.spent(viewer));
        uint64_t units = 0;
        for (const auto& each : usage_of(world, viewer, false))
            if (each.at("sell_amount") != "0") units += std::stoul(each.at("parts"));
        EXPECT_EQ(sum.units, units);
    }
}

// Nothing of a link or a cost, and nobody above, for a client's eyes.
TEST_P(GatewayUsageAgreement, AClientSeesWhatItPaysForAndNoMore) {
    const auto lines = usage_of(world, CHILD, false);
    for (const auto& each : lines) {
        for (const auto* column : {"link", "supplier_msg_id", "attempts", "cost_amount", "cost_price", "ledger_ids"})
            EXPECT_FALSE(each.contains(column)) << column;
        EXPECT_TRUE(each.at("client") == "child" || each.at("client") == "grandchild");
        EXPECT_EQ(each.at("reseller_path"), "");
        EXPECT_EQ(each.at("charge_policy"), "on_delivered");
    }
    EXPECT_GT(count_of(lines, "client", "grandchild"), 0U);
    for (const auto& each : usage_of(world, GRANDCHILD, false))
        EXPECT_EQ(each.at("client"), "grandchild");
    const auto all = usage_of(world, {}, true);
    const auto own = std::ranges::find_if(all, [](const line& each) { return each.at("client") == "grandchild"; });
    ASSERT_NE(own, all.end());
    EXPECT_EQ(own->at("reseller_path"), "shop/child");
    const auto shops = usage_of(world, SHOP, false);
    const auto same =
        std::ranges::find_if(shops, [&](const line& each) { return each.at("msg_id") == own->at("msg_id"); });
    ASSERT_NE(same, shops.end());
    EXPECT_EQ(same->at("reseller_path"), "child");
}

INSTANTIATE_TEST_SUITE_P(Seeds, GatewayUsageAgreement, ::testing::Values(1U, 2U, 3U));

TEST(GatewayUsageExport, EndsWhenItIsToldOrCannotWrite) {
    traded_days world{4, 5};
    auto reader = world.reader();
    const auto take = [](std::string_view) { return true; };
    const auto stopped = export_usage(reader, {MONTH, {}, false}, take, [](const auto&) { return false; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error(), "stopped before the end");
    const auto full = export_usage(
        reader, {MONTH, {}, false}, [](std::string_view) { return false; }, [](const auto&) { return true; });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error(), "the export cannot be written");
}

TEST(GatewayUsageExport, HoldsNothingOutsideItsPeriod) {
    traded_days world{5, 20};
    auto reader = world.reader();
    std::string text;
    const auto made = export_usage(
        reader, {{MONTH.to_utc_ms, MONTH.to_utc_ms + 1}, {}, false},
        [&](std::string_view more) {
            text += more;
            return true;
        },
        [](const auto&) { return true; });
    ASSERT_TRUE(made);
    EXPECT_EQ(made->lines, 0U);
    EXPECT_TRUE(text.starts_with("msg_id,client_msg_id,client,")) << "the header is there all the same";
    EXPECT_EQ(std::ranges::count(text, '\n'), 1);
}

}  // namespace
}  // namespace kaskad::gateway::test
