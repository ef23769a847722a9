#include "routing/number_plan_text.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace kaskad::routing {

TEST(RoutingNumberPlanText, ReadsRulesAndTheirLines) {
    const auto rows = parse_number_plan(
        "# comment\n"
        "prefix,country,mccmnc,operator\n"
        "\n"
        "49,DE,,Germany\r\n"
        " 49151 , DE , 26201 , Deutsche Telekom \n"
        "346,ES,21407,Movistar");
    ASSERT_TRUE(rows.has_value());
    const std::vector<number_plan_row> expected{
        {"49", GERMANY, 4}, {"49151", {"26201", "DE", "Deutsche Telekom"}, 5}, {"346", MOVISTAR, 6}};
    EXPECT_EQ(*rows, expected);
}

TEST(RoutingNumberPlanText, AHeadingNamesTheColumns) {
    const auto rows = parse_number_plan(
        "# comment\n"
        "prefix,to,country,mccmnc,operator,group,zone\n"
        "49,,DE,,Germany,,Europe/Berlin\n"
        "4915100,4915199,DE,26201,Telekom,DE/telekom,\n");
    ASSERT_TRUE(rows.has_value()) << rows.error().why;
    const std::vector<number_plan_row> expected{
        {"49", GERMANY, 3, "", "Europe/Berlin"},
        {"4915100", {"26201", "DE", "Telekom", "DE/telekom"}, 4, "4915199", ""}};
    EXPECT_EQ(*rows, expected);
    EXPECT_EQ(parse_number_plan("prefix,operator,country\n49,Germany,DE\n")->front().network, GERMANY);
}

TEST(RoutingNumberPlanText, RefusesHeadingsItDoesNotKnow) {
    const auto why = [](std::string_view text) { return parse_number_plan(text).error(); };
    EXPECT_EQ(
        why("\nprefix,country,operator,price\n"),
        (row_error{2, "there is no column 'price'; there are prefix, to, country, mccmnc, operator, group, zone"}));
    EXPECT_EQ(why("prefix,country,operator,country\n"), (row_error{1, "the column 'country' comes twice"}));
    EXPECT_EQ(why("prefix,country,mccmnc\n"), (row_error{1, "the column 'operator' is missing"}));
    EXPECT_EQ(why("prefix,operator,country\n49,DE,,Germany\n"),
              (row_error{2, "a rule is written prefix,operator,country"}));
}

TEST(RoutingNumberPlanText, EmptyTextIsAnEmptyPlan) {
    EXPECT_TRUE(parse_number_plan("")->empty());
    EXPECT_TRUE(parse_number_plan("\n\n# nothing\n")->empty());
}

TEST(RoutingNumberPlanText, RefusesLinesOfAnotherForm) {
    for (const std::string_view line :
         {"49", "49,DE", "49,DE,26201", "49,DE,26201,Telekom,more", "49;DE;26201;Telekom"}) {
        const auto rows = parse_number_plan("49,DE,,Germany\n\n" + std::string{line} + "\n");
        ASSERT_FALSE(rows.has_value()) << line;
        EXPECT_EQ(rows.error(), (row_error{3, "a rule is written prefix,country,mccmnc,operator"}));
    }
}

// Only the first line may name the columns; later such a line is a bad rule.
TEST(RoutingNumberPlanText, AHeadingInTheMiddleIsNoHeading) {
    const auto rows = parse_number_plan("49,DE,,Germany\nprefix,country,mccmnc,operator\n");
    ASSERT_TRUE(rows.has_value());
    const auto plan = number_plan::build(1, *rows);
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().row, 2u);
}

TEST(RoutingNumberPlanText, BuildErrorsNameTheTextsLine) {
    const auto rows = parse_number_plan("# first\n49,DE,,Germany\n\n49,DE,,Germany again\n");
    ASSERT_TRUE(rows.has_value());
    EXPECT_EQ(number_plan::build(1, *rows).error(), (row_error{4, "the prefix '49' is already given in row 2"}));
}

namespace {

number_plan read_plan(const std::string& path) {
    std::ifstream file{path};
    EXPECT_TRUE(file.is_open()) << path;
    std::stringstream text;
    text << file.rdbuf();
    const auto rows = parse_number_plan(text.view());
    EXPECT_TRUE(rows.has_value()) << path << ":" << rows.error().row << ": " << rows.error().why;
    auto plan = number_plan::build(1, *rows);
    EXPECT_TRUE(plan.has_value()) << path << ":" << plan.error().row << ": " << plan.error().why;
    return std::move(*plan);
}

}  // namespace

// The plan written by hand and the one that is made when building are right in form, and know the demo's numbers alike.
TEST(RoutingNumberPlanText, TheShippedPlansAreValid) {
    const auto small = read_plan(KASKAD_SOURCE_DIR "/config/number_plan.csv");
    const auto made = read_plan(KASKAD_BINARY_DIR "/share/number_plan.csv");
    EXPECT_GT(made.size(), 30'000u);
    struct {
        std::string_view digits;
        std::string_view mccmnc;
        std::string_view country;
    } const table[] = {
        {"4915123456789", "26201", "DE"}, {"4917212345678", "26202", "DE"}, {"4917612345678", "26203", "DE"},
        {"4930123456", "", "DE"},         {"34609123456", "21407", "ES"},   {"306971234567", "20201", "GR"},
        {"447701123456", "23410", "GB"},  {"48601123456", "26001", "PL"},   {"33607123456", "20801", "FR"},
        {"12125550100", "", "US"},        {"14165550100", "", "CA"},        {"18765550100", "", "JM"},
    };
    for (const auto& [digits, mccmnc, country] : table) {
        for (const auto* plan : {&small, &made}) {
            const auto match = plan->find(digits);
            ASSERT_TRUE(match.has_value()) << digits;
            EXPECT_EQ(match->network->mccmnc, mccmnc) << digits;
            EXPECT_EQ(match->network->country, country) << digits;
        }
    }
    EXPECT_EQ(made.find("4915123456789")->network->group, "DE/telekom");
    EXPECT_EQ(made.find("4915123456789")->zone, "Europe/Berlin");
}

}  // namespace kaskad::routing
