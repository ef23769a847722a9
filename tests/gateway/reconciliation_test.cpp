#include "gateway/reconciliation.hpp"

#include "core/calendar.hpp"
#include "tests/gateway/supplier_files.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

// Files in which every kind of difference was planted, in five shapes and six zones: what was planted is found, and
// nothing else.

namespace kaskad::gateway::testing {
namespace {

using ::testing::HasSubstr;

constexpr size_t MESSAGES = 260;
// From the third of November to the twenty-eighth: no zone moves any of them over the month's end.
constexpr int64_t BEGIN_MS = NOVEMBER_MS + 2 * DAY_MS;
constexpr int64_t SPAN_MS = 25 * DAY_MS;

// 2026-11-03 00:07 and on, in irregular steps; each to a number of its own, with ids that count on in hexadecimal.
std::vector<billed_part> make_traffic(std::mt19937_64& chance) {
    std::vector<billed_part> sent(MESSAGES);
    for (size_t index = 0; index < MESSAGES; ++index) {
        auto& each = sent[index];
        each.utc_ms = BEGIN_MS + static_cast<int64_t>(chance() % SPAN_MS) / 1'000 * 1'000;
        each.message = message_at(each.utc_ms, static_cast<uint32_t>(index)).value;
        each.id = fmt::format("a{:07x}", index * 7919 + 11);
        each.recipient = std::to_string(4915100000000 + index * 13);
    }
    return sent;
}

reconciled run_on(supplier_world& world, const reconciliation_request& asked) {
    auto run = world.run(asked, [](const auto&) { return true; });
    EXPECT_TRUE(run.has_value()) << (run ? "" : run.error().why);
    EXPECT_TRUE(!run || run->matched.sums.check().has_value());
    return std::move(*run);
}

// What a run is refused for.
std::string refusal_of(supplier_world& world, const reconciliation_request& asked) {
    const auto run = world.run(asked, [](const auto&) { return true; });
    EXPECT_FALSE(run.has_value());
    return run ? std::string{} : run.error().why;
}

// Two of each category, and two that mix parts and price. The sums are of amounts of 0.01 a message.
std::vector<billed_part> plant(std::vector<billed_part> rows, int64_t before_period_ms) {
    size_t next = 0;
    const auto twice = [&](auto change) {
        for (int count = 0; count < 2; ++count)
            change(rows[next++]);
    };
    std::vector<billed_part> more;
    twice([](billed_part& it) { it.status = "gone"; });
    twice([&](billed_part& it) {
        auto unknown = it;
        unknown.id = "ee" + it.id.substr(2);
        unknown.recipient = "33" + it.recipient.substr(2);
        more.push_back(unknown);
    });
    twice([&](billed_part& it) { more.push_back(it); });
    twice([](billed_part& it) { it.status = "UNDELIV", it.amount_e6 = 0; });
    twice([](billed_part& it) { it.parts = 3, it.amount_e6 = 30'000; });
    twice([](billed_part& it) { it.price_e8 = 1'200'000, it.amount_e6 = 12'000; });
    twice([](billed_part& it) { it.network = "26202", it.price_e8 = 1'100'000, it.amount_e6 = 11'000; });
    twice([](billed_part& it) { it.utc_ms += 25 * 3'600'000, it.amount_e6 = 10'500; });
    twice([](billed_part& it) { it.currency = "USD"; });
    twice([](billed_part& it) { it.amount_e6 = 10'001; });
    twice([](billed_part& it) { it.parts = 2, it.price_e8 = 1'200'000, it.amount_e6 = 24'000; });
    // Found by number, sender and time.
    twice([](billed_part& it) { it.id.clear(); });
    std::erase_if(rows, [](const billed_part& it) { return it.status == "gone"; });
    rows.insert(rows.end(), more.begin(), more.end());
    rows.push_back({.id = "afffffff", .recipient = "4915199999999", .utc_ms = before_period_ms});
    return rows;
}

constexpr auto* PLANTED =
    "ours_only 2 of -0.02, theirs_only 2 of 0.02, duplicate_theirs 2 of 0.02, status 2 of -0.02, parts 4 of 0.06, "
    "price 4 of 0.012, network 2 of 0.002, period_cut_off 1 of 0.01, late 2 of 0.001, currency 4 of 0, "
    "rounding 2 of 0.000002";

struct file_zone {
    const char* said;  // in the mapping; empty = to be found out
    int32_t minutes;
};

class GatewayReconciliation : public ::testing::Test {
  protected:
    GatewayReconciliation() { RecordProperty("seed", std::to_string(seed_)); }

    // Sends it all, and one message just before the period begins at home with the supplier.
    std::vector<billed_part> trade(supplier_world& world, int32_t minutes) {
        const auto sent = make_traffic(chance_);
        for (const auto& each : sent)
            world.send(each);
        const auto before = NOVEMBER_MS - minutes * 60'000 - 5'000;
        world.send({.message = message_at(before, 4'000).value,
                    .id = "afffffff",
                    .recipient = "4915199999999",
                    .utc_ms = before});
        return sent;
    }

    uint64_t seed_ = std::random_device{}();
    std::mt19937_64 chance_{seed_};
};

TEST_F(GatewayReconciliation, FindsWhatWasPlantedAndNothingElse) {
    SCOPED_TRACE("seed " + std::to_string(seed_));
    for (const auto& shape : all_shapes()) {
        for (const auto& zone : {file_zone{"UTC", 0}, file_zone{"Europe/Berlin", 60}, file_zone{"", 180},
                                 file_zone{"", -300}, file_zone{"", 345}, file_zone{"", 840}}) {
            SCOPED_TRACE(shape.name + ", " + std::to_string(zone.minutes) + " minutes");
            supplier_world world;
            const auto sent = trade(world, zone.minutes);
            auto rows = plant(sent, NOVEMBER_MS - zone.minutes * 60'000 - 5'000);
            std::ranges::shuffle(rows, chance_);
            const auto file = world.write(shape.write(rows, zone.minutes));
            const auto run = run_on(world, world.request(file, shape.mapping(zone.said, zone.minutes)));
            ASSERT_EQ(told_sums(run), PLANTED);
            EXPECT_EQ(run.file.fault_count, 0u);
            const auto place = std::ranges::find(run.currencies.all(), EUR) - run.currencies.all().begin();
            const auto& euro = run.matched.sums.of(static_cast<uint8_t>(place));
            EXPECT_EQ(billing::reconciliation::exact_sum(euro.our_e6), "2.6");
        }
    }
}

TEST_F(GatewayReconciliation, OfFilesThatDifferInNothingNothingIsFound) {
    SCOPED_TRACE("seed " + std::to_string(seed_));
    for (const auto& shape : all_shapes()) {
        supplier_world world;
        const auto sent = trade(world, 0);
        const auto run = run_on(world, world.request(world.write(shape.write(sent, 0)), shape.mapping("", 0)));
        EXPECT_EQ(told_sums(run), "") << shape.name;
        EXPECT_EQ(run.matched.sums.of(0).at(billing::reconciliation::category::exact).findings, MESSAGES);
    }
}

TEST_F(GatewayReconciliation, AFileThatIsCutIsRefusedAndItsLineSaid) {
    supplier_world world;
    const auto sent = trade(world, 0);
    const auto& shape = all_shapes().front();
    const auto whole = shape.write(sent, 0);
    const auto half = whole.substr(0, whole.find('\n', whole.size() / 2) + 12);
    const auto why = refusal_of(world, world.request(world.write(half), shape.mapping("UTC", 0)));
    EXPECT_THAT(why, HasSubstr("it ends in the middle of line " + std::to_string(std::ranges::count(half, '\n') + 1)));
}

// Cut between two rows it cannot be told from a whole one, but by what lacks.
TEST_F(GatewayReconciliation, AFileThatEndsEarlyIsSaid) {
    supplier_world world;
    auto sent = trade(world, 0);
    std::ranges::sort(sent, {}, &billed_part::utc_ms);
    sent.resize(MESSAGES / 2);
    const auto& shape = all_shapes().front();
    const auto run = run_on(world, world.request(world.write(shape.write(sent, 0)), shape.mapping("UTC", 0)));
    EXPECT_THAT(run.warnings, ::testing::Contains(HasSubstr("the file's last row is of 2026-11-1")));
    EXPECT_EQ(told_sums(run), "ours_only 130 of -1.3");
}

TEST_F(GatewayReconciliation, AFileThatIsDoubledIsSaidAndItsFirstRepeat) {
    supplier_world world;
    const auto sent = trade(world, 0);
    auto rows = sent;
    rows.insert(rows.end(), sent.begin(), sent.end());
    const auto& shape = all_shapes().front();
    const auto run = run_on(world, world.request(world.write(shape.write(rows, 0)), shape.mapping("UTC", 0)));
    EXPECT_EQ(told_sums(run), "duplicate_theirs 260 of 2.6");
    EXPECT_THAT(run.warnings,
                ::testing::Contains(HasSubstr("260 rows of the file stand there before, the first on line 262")));
    EXPECT_THAT(run.warnings, ::testing::Contains(HasSubstr("was the file joined to itself?")));
}

TEST_F(GatewayReconciliation, AFileOfAnotherMonthIsRefused) {
    supplier_world world;
    auto rows = trade(world, 0);
    for (auto& each : rows)
        each.utc_ms -= 31 * DAY_MS;
    const auto& shape = all_shapes().front();
    const auto why = refusal_of(world, world.request(world.write(shape.write(rows, 0)), shape.mapping("UTC", 0)));
    EXPECT_THAT(why, HasSubstr("rows lie outside the period; the file's are of 2026-10-"));
    EXPECT_THAT(why, HasSubstr("is it another month's?"));
}

// Every row of the second half in another encoding, where a sender is written in Cyrillic.
TEST_F(GatewayReconciliation, MixedEncodingsAreListedByLine) {
    supplier_world world;
    auto rows = trade(world, 0);
    rows[5].sender = "\xCC\xE0\xE3";  // "Маг" in windows-1251
    const auto& shape = all_shapes().front();
    const auto run = run_on(world, world.request(world.write(shape.write(rows, 0)), shape.mapping("UTC", 0)));
    EXPECT_EQ(run.file.fault_count, 1u);
    EXPECT_THAT(run.warnings, ::testing::Contains(HasSubstr("line 7: octet 1 of a value is no UTF-8")));
    EXPECT_EQ(told_sums(run), "ours_only 1 of -0.01");
    for (size_t index = 100; index < 110; ++index)
        rows[index].sender = rows[5].sender;
    const auto why = refusal_of(world, world.request(world.write(shape.write(rows, 0)), shape.mapping("UTC", 0)));
    EXPECT_THAT(why, HasSubstr("11 of 260 rows cannot be read, more than 1 in a hundred"));
}

TEST_F(GatewayReconciliation, RowsThatGiveMoneyBackAreTold) {
    supplier_world world;
    auto rows = trade(world, 0);
    const auto& shape = all_shapes().front();
    const auto warned = [&] {
        return run_on(world, world.request(world.write(shape.write(rows, 0)), shape.mapping("UTC", 0))).warnings;
    };
    EXPECT_THAT(warned(), ::testing::Not(::testing::Contains(HasSubstr("below 0"))));
    rows[3].amount_e6 = -10'000;
    EXPECT_THAT(warned(), ::testing::Contains(HasSubstr("1 rows are below 0: a credit note")));
}

TEST_F(GatewayReconciliation, AFileWithATenthOfRubbishIsRefused) {
    supplier_world world;
    const auto sent = trade(world, 0);
    const auto& shape = all_shapes().front();
    auto text = shape.write(sent, 0);
    for (int row = 0; row < 29; ++row)
        text += "%%%," + std::to_string(row) + "\n";
    const auto why = refusal_of(world, world.request(world.write(text), shape.mapping("UTC", 0)));
    EXPECT_THAT(why, HasSubstr("29 of 289 rows cannot be read"));
    EXPECT_THAT(why, HasSubstr("line 262: it has 2 fields, the first row 11"));
    EXPECT_THAT(why, HasSubstr("and 9 more"));
}

// Each side counts its currencies by itself, in the order in which they come.
TEST_F(GatewayReconciliation, CurrenciesAreTheSameWhicheverComesFirst) {
    supplier_world world;
    auto rows = trade(world, 0);
    rows.insert(rows.begin(), {.id = "ffff", .utc_ms = BEGIN_MS, .amount_e6 = 7'000, .currency = "USD"});
    const auto& shape = all_shapes().front();
    const auto run = run_on(world, world.request(world.write(shape.write(rows, 0)), shape.mapping("UTC", 0)));
    EXPECT_EQ(told_sums(run), "theirs_only 1 of 0.007");
    EXPECT_EQ(run.currencies.all().front(), (core::currency{{'U', 'S', 'D'}}));
}

// Of two sides that are read at once, what is wrong with the file is told, not that the other side was stopped.
TEST_F(GatewayReconciliation, TheFileIsRefusedWhileOurSideIsRead) {
    supplier_world world;
    trade(world, 0);
    const auto& shape = all_shapes().front();
    const auto asked = world.request(world.write("nothing of a header\n"), shape.mapping("UTC", 0));
    const auto run = world.run(asked, [](const auto&) { return true; });
    ASSERT_FALSE(run.has_value());
    EXPECT_EQ(run.error().cause, refusal_cause::file);
    EXPECT_THAT(run.error().why, HasSubstr("supplier.csv: line 1 names no column"));
}

TEST_F(GatewayReconciliation, WhatStopsARunLeavesNothing) {
    supplier_world world;
    const auto sent = trade(world, 0);
    const auto& shape = all_shapes().front();
    const auto asked = world.request(world.write(shape.write(sent, 0)), shape.mapping("UTC", 0));
    const auto run = world.run(asked, [](const auto& what) { return !what.starts_with("matching"); });
    ASSERT_FALSE(run.has_value());
    EXPECT_THAT(run.error().why, HasSubstr("interrupted"));
    EXPECT_EQ(run.error().cause, refusal_cause::stopped);
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{world.folder()})
        files += entry.is_regular_file() ? 1 : 0;
    EXPECT_EQ(files, 1u) << "the supplier's own";
}

TEST_F(GatewayReconciliation, AZoneThatCannotBeFoundIsAskedFor) {
    supplier_world world;
    auto rows = trade(world, 0);
    for (auto& each : rows)
        each.utc_ms = NOVEMBER_MS + 5 * DAY_MS;
    const auto& shape = all_shapes().front();
    const auto why = refusal_of(world, world.request(world.write(shape.write(rows, 0)), shape.mapping("", 0)));
    EXPECT_THAT(why, HasSubstr("Say it in the mapping, as zone = \"Europe/Berlin\""));
}

TEST_F(GatewayReconciliation, AWrongZoneInTheMappingIsSaid) {
    supplier_world world;
    const auto sent = trade(world, 0);
    const auto& shape = all_shapes().front();
    const auto run = run_on(world, world.request(world.write(shape.write(sent, 0)), shape.mapping("Europe/Berlin", 0)));
    EXPECT_THAT(run.warnings, ::testing::Contains(HasSubstr("run 60 minutes behind ours")));
}

// By day, network and price, as an invoice's appendix has them.
TEST_F(GatewayReconciliation, TotalsAreComparedWithoutRows) {
    supplier_world world;
    for (uint32_t index = 0; index < 10; ++index)
        world.send(
            {.message = message_at(BEGIN_MS, index).value, .id = "a" + std::to_string(index), .utc_ms = BEGIN_MS});
    const std::string mapping =
        "rows = \"totals\"\ncurrency = \"EUR\"\ndate_format = \"%d.%m.%Y\"\n"
        "[columns]\ntime = \"day\"\nnetwork = \"net\"\nunits = \"n\"\nprice = \"rate\"\namount = \"sum\"\n";
    const auto file = world.write("day,net,n,rate,sum\n03.11.2026,26201,12,0.01,0.12\n04.11.2026,26201,1,0.01,0.01\n");
    const auto run = run_on(world, world.request(file, mapping));
    EXPECT_EQ(told_sums(run), "theirs_only 2 of 0.03");
    EXPECT_EQ(billing::reconciliation::exact_sum(run.matched.sums.of(0).our_e6), "0.1");
}

TEST(GatewayReconciliationPeriod, IsAMonthOrDays) {
    EXPECT_EQ(parse_span("2026-11")->begin_ms, NOVEMBER_MS);
    EXPECT_EQ(parse_span("2026-11")->end_ms, NOVEMBER_MS + 30 * DAY_MS);
    EXPECT_EQ(parse_span("2026-11-02/2026-11-03")->begin_ms, NOVEMBER_MS + DAY_MS);
    EXPECT_FALSE(parse_span("2026-11-02/2026-11-02"));
    EXPECT_FALSE(parse_span("November"));
}

}  // namespace
}  // namespace kaskad::gateway::testing
