#include "gateway/rates_command.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <string>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::string_view HEAD = "MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective\n";

std::string sheet(std::string_view rows) {
    return std::string{HEAD} + std::string{rows};
}

json::object line_of(const rates_report& report, size_t index) {
    return json::parse(report.lines.at(index)).as_object();
}

}  // namespace

TEST(RatesCommand, CountsTheRowsOfASoundSheet) {
    const auto report = describe_rates(sheet("26201,0.01,,EUR,\nFR,0.02,,EUR,\n"), {}, {});
    EXPECT_TRUE(report.is_sound);
    ASSERT_EQ(report.lines.size(), 1U);
    EXPECT_EQ(line_of(report, 0), (json::object{{"sheet", "new"}, {"rows", 2}, {"faults", 0}}));
}

TEST(RatesCommand, NamesLineColumnAndReasonOfABadRow) {
    const auto report = describe_rates(sheet("26201,0.01,,EUR,\n26202,cheap,,EUR,\n"), {}, {});
    EXPECT_FALSE(report.is_sound);
    ASSERT_EQ(report.lines.size(), 2U);
    const auto fault = line_of(report, 0);
    EXPECT_EQ(fault.at("line"), json::value(3));
    EXPECT_EQ(fault.at("column"), json::value("PriceSubmit"));
    EXPECT_FALSE(fault.at("error").as_string().empty());
    EXPECT_EQ(line_of(report, 1).at("faults"), json::value(1));
}

// 0.010 + 0.020 against 0.033: ten per cent more, which is not over ten; 0.0331 is.
TEST(RatesCommand, SaysWhatBecomesDearerNewAndMissing) {
    const auto report =
        describe_rates(sheet("26201,0.033,,EUR,2026-12-01\n26203,0.0331,,EUR,\n[DEFAULT 208],1,,EUR,\n"),
                       sheet("26201,0.01,0.02,EUR,\n26203,0.03,,EUR,\nFR,2,,EUR,\n"), {});
    EXPECT_TRUE(report.is_sound);
    ASSERT_EQ(report.lines.size(), 5U);
    json::object changes;
    for (size_t index = 0; index < 4; ++index) {
        const auto change = line_of(report, index);
        changes[change.at("network").as_string()] = json::array{change.at("change"), change.at("large")};
    }
    EXPECT_EQ(changes, (json::object{{"26201", {"up", false}},
                                     {"26203", {"up", true}},
                                     {"[DEFAULT 208]", {"new", false}},
                                     {"FR", {"missing", false}}}));
    EXPECT_EQ(line_of(report, 4), (json::object{{"at", "2026-12-01"},
                                                {"up", 2},
                                                {"down", 0},
                                                {"new", 1},
                                                {"missing", 1},
                                                {"other_currency", 0},
                                                {"large", 1},
                                                {"same", 0}}));
}

TEST(RatesCommand, ComparesAsOfTheDayAskedFor) {
    const auto after = sheet("26201,0.02,,EUR,\n26201,0.05,,EUR,2026-12-01\n");
    const auto november = describe_rates(after, sheet("26201,0.02,,EUR,\n"), {.at_local_ms = 1'793'491'200'000});
    ASSERT_EQ(november.lines.size(), 1U);
    EXPECT_EQ(line_of(november, 0).at("same"), json::value(1));
    const auto later = describe_rates(after, sheet("26201,0.02,,EUR,\n"), {});
    ASSERT_EQ(later.lines.size(), 2U);
    EXPECT_EQ(line_of(later, 0).at("after").as_object().at("submit"), json::value("0.05"));
}

TEST(RatesCommand, ComparesNothingWhereEitherSheetIsAtFault) {
    const auto good = sheet("26201,0.01,,EUR,\n");
    const auto bad = sheet("26201,-1,,EUR,\n");
    for (const auto& report : {describe_rates(good, bad, {}), describe_rates(bad, good, {})}) {
        EXPECT_FALSE(report.is_sound);
        ASSERT_EQ(report.lines.size(), 2U);
        EXPECT_TRUE(line_of(report, 0).contains("error"));
    }
}

}  // namespace kaskad::gateway
