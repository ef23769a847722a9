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

// The plan that ships with the program is right in form and knows the demo's numbers.
TEST(RoutingNumberPlanText, TheShippedPlanIsValid) {
    std::ifstream file{KASKAD_SOURCE_DIR "/config/number_plan.csv"};
    ASSERT_TRUE(file.is_open());
    std::stringstream text;
    text << file.rdbuf();
    const auto rows = parse_number_plan(text.view());
    ASSERT_TRUE(rows.has_value()) << rows.error().row << ": " << rows.error().why;
    const auto plan = number_plan::build(1, *rows);
    ASSERT_TRUE(plan.has_value()) << plan.error().row << ": " << plan.error().why;
    struct {
        std::string_view digits;
        std::string_view mccmnc;
        std::string_view country;
    } const table[] = {
        {"4915123456789", "26201", "DE"}, {"4917212345678", "26202", "DE"}, {"4917612345678", "26203", "DE"},
        {"4930123456", "", "DE"},         {"34609123456", "21407", "ES"},   {"306971234567", "20201", "GR"},
        {"447701123456", "23410", "GB"},  {"79161234567", "25001", "RU"},   {"79261234567", "25002", "RU"},
        {"77011234567", "40102", "KZ"},   {"48601123456", "26001", "PL"},   {"33607123456", "20801", "FR"},
        {"12125550100", "", "US"},        {"14165550100", "", "CA"},        {"18765550100", "", "JM"},
    };
    for (const auto& [digits, mccmnc, country] : table) {
        const auto match = plan->find(digits);
        ASSERT_TRUE(match.has_value()) << digits;
        EXPECT_EQ(match->network->mccmnc, mccmnc) << digits;
        EXPECT_EQ(match->network->country, country) << digits;
    }
}

}  // namespace kaskad::routing
