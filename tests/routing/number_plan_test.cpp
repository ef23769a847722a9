#include "routing/number_plan.hpp"

#include "tests/routing/plans.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

namespace kaskad::routing {

namespace {

std::string prefix_of(const number_plan& plan, std::string_view digits) {
    const auto match = plan.find(digits);
    return match ? std::string{match->prefix} : "none";
}

std::vector<number_plan_row> rows_of(std::initializer_list<std::string_view> prefixes) {
    std::vector<number_plan_row> rows;
    for (const auto prefix : prefixes)
        rows.push_back({std::string{prefix}, GERMANY});
    return rows;
}

row_error error_of(std::vector<number_plan_row> rows) {
    const auto plan = number_plan::build(1, rows);
    return plan ? row_error{} : plan.error();
}

}  // namespace

TEST(RoutingNumberPlan, LongestPrefixDecides) {
    const auto plan = small_plan();
    struct {
        std::string_view digits;
        std::string_view prefix;
        const network* expected;
    } const table[] = {
        {"4915112345678", "4915", &TELEKOM}, {"4915212345678", "49152", &VODAFONE}, {"4930123456", "49", &GERMANY},
        {"4916912345678", "49", &GERMANY},   {"34600123456", "346", &MOVISTAR},     {"4917612345678", "4917", &TELEKOM},
    };
    for (const auto& [digits, prefix, expected] : table) {
        const auto match = plan.find(digits);
        ASSERT_TRUE(match.has_value()) << digits;
        EXPECT_EQ(match->prefix, prefix) << digits;
        EXPECT_EQ(*match->network, *expected) << digits;
    }
}

TEST(RoutingNumberPlan, CoversOnlyWhatARuleNames) {
    const auto plan = small_plan();
    for (const auto digits :
         {"34700123456", "33612345678", "50123456789", "48123456789", "12345678", "4", "", "99999999"}) {
        EXPECT_EQ(prefix_of(plan, digits), "none") << digits;
    }
    EXPECT_EQ(prefix_of(number_plan{}, "4915112345678"), "none");
}

// A rule longer than the number does not fit it, even if the missing digits would be zeros.
TEST(RoutingNumberPlan, APrefixLongerThanTheNumberDoesNotMatch) {
    const auto plan = *number_plan::build(1, rows_of({"49", "491510000", "491510000000000"}));
    EXPECT_EQ(prefix_of(plan, "49151000"), "49");
    EXPECT_EQ(prefix_of(plan, "491510000"), "491510000");
    EXPECT_EQ(prefix_of(plan, "49151000000000"), "491510000");
    EXPECT_EQ(prefix_of(plan, "491510000000000"), "491510000000000");
}

// Whoever asks has looked before; but no text whatever may stop the process.
TEST(RoutingNumberPlan, OtherCharactersThanDigitsAreNoNumber) {
    const auto plan = small_plan();
    for (const std::string text :
         {"x", "zzzzzzz", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "49151234567zzzz", "zzzzzzzzzzzzzzzzzzz"})
        prefix_of(plan, text);
    EXPECT_EQ(prefix_of(plan, "zzzzzzzzzzzzzzz"), "none");
}

TEST(RoutingNumberPlan, SiblingsAndEdgesOfDigitRanges) {
    const auto plan = *number_plan::build(1, rows_of({"1", "19", "190", "199", "2", "9", "99"}));
    EXPECT_EQ(prefix_of(plan, "18999999"), "1");
    EXPECT_EQ(prefix_of(plan, "19099999"), "190");
    EXPECT_EQ(prefix_of(plan, "19199999"), "19");
    EXPECT_EQ(prefix_of(plan, "19999999"), "199");
    EXPECT_EQ(prefix_of(plan, "20000000"), "2");
    EXPECT_EQ(prefix_of(plan, "30000000"), "none");
    EXPECT_EQ(prefix_of(plan, "999999999999999"), "99");
}

TEST(RoutingNumberPlan, AgreesWithTryingEveryPrefix) {
    const char* given = std::getenv("KASKAD_SEED");
    const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "KASKAD_SEED=" << seed << "\n";
    std::mt19937_64 random{seed};
    // Few different digits, so that prefixes nest and numbers meet them.
    const auto digits = [&](size_t count) {
        std::string text;
        while (text.size() < count)
            text += "129"[random() % 3];
        return text;
    };
    std::map<std::string, size_t> known;
    std::vector<number_plan_row> rows;
    for (int count = 0; count < 2000; ++count) {
        const auto prefix = digits(1 + random() % PREFIX_DIGITS_MAX);
        if (known.try_emplace(prefix, rows.size()).second) rows.push_back({prefix, {"", "DE", "n" + prefix}});
    }
    const auto plan = number_plan::build(1, rows);
    ASSERT_TRUE(plan.has_value());
    for (int count = 0; count < 20000; ++count) {
        const auto number = digits(8 + random() % 8);
        std::string expected = "none";
        for (size_t length = 1; length <= number.size(); ++length) {
            if (known.contains(number.substr(0, length))) expected = number.substr(0, length);
        }
        ASSERT_EQ(prefix_of(*plan, number), expected) << number;
        if (expected != "none") ASSERT_EQ(plan->find(number)->network->name, "n" + expected);
    }
}

TEST(RoutingNumberPlan, RefusesBadRowsByTheirPlace) {
    EXPECT_EQ(error_of({{"49", GERMANY}, {"", GERMANY}}).row, 2u);
    EXPECT_EQ(error_of({{"49", GERMANY}, {"4a", GERMANY}}).why, "the prefix '4a' is not 1 to 15 digits");
    EXPECT_EQ(error_of({{"+49", GERMANY}}).row, 1u);
    EXPECT_EQ(error_of({{"1234567890123456", GERMANY}}).row, 1u);
    EXPECT_EQ(error_of({{"123456789012345", GERMANY}}), row_error{});
    EXPECT_EQ(error_of({{"0", GERMANY}}).why, "the prefix '0' begins with 0; no country code does");
    EXPECT_EQ(error_of({{"49", {"", "de", "x"}}}).row, 1u);
    EXPECT_EQ(error_of({{"49", {"", "DEU", "x"}}}).row, 1u);
    EXPECT_EQ(error_of({{"49", {"2620", "DE", "x"}}}).row, 1u);
    EXPECT_EQ(error_of({{"49", {"2620112", "DE", "x"}}}).row, 1u);
    EXPECT_EQ(error_of({{"49", {"262-1", "DE", "x"}}}).row, 1u);
    EXPECT_EQ(error_of({{"49", {"26201", "DE", ""}}}).why, "the operator has no name");
}

// A national register gives numbers out by the thousand, not by the digit.
TEST(RoutingNumberPlan, RangesDecideAsPrefixesDo) {
    const std::vector<number_plan_row> rows{{"49", GERMANY},
                                            {"4915", TELEKOM},
                                            {"4915140", VODAFONE, 0, "4915162"},
                                            {"49151500", MOVISTAR, 0, "49151509"},
                                            {"491515005", TELEKOM}};
    const auto plan = *number_plan::build(1, rows);
    struct {
        std::string_view digits;
        std::string_view rule;
    } const table[] = {
        {"4915139999999", "4915"},
        {"4915140000000", "4915140-4915162"},
        {"4915162999999", "4915140-4915162"},
        {"4915163000000", "4915"},
        {"4915150000000", "49151500-49151509"},
        {"4915150900000", "49151500-49151509"},
        {"4915151000000", "4915140-4915162"},
        {"4915150050000", "491515005"},
        {"491514", "4915"},  // shorter than the range's ends: no number of it
        {"4915", "4915"},
        {"491", "49"},
    };
    for (const auto& [digits, rule] : table)
        EXPECT_EQ(prefix_of(plan, digits), rule) << digits;
    EXPECT_EQ(*plan.find("4915162999999")->network, VODAFONE);
    EXPECT_TRUE(plan.find("4915162999999")->is_range);
    EXPECT_FALSE(plan.find("4915150050000")->is_range);
}

TEST(RoutingNumberPlan, RefusesRangesWithoutSense) {
    const auto why = [](std::string_view from, std::string_view to) {
        return error_of({{std::string{from}, GERMANY, 0, std::string{to}}}).why;
    };
    EXPECT_EQ(why("4915", "4916"), "");
    EXPECT_EQ(why("4915", "49160"), "the range '4915' to '49160' has ends of different lengths");
    EXPECT_EQ(why("4915", "4914"), "the range '4915' to '4914' ends before it begins");
    EXPECT_EQ(why("4915", "4915"), "the range '4915' to '4915' ends before it begins");
    EXPECT_EQ(why("4915", "49x6"), "the range '4915' to '49x6' does not end with 1 to 15 digits");
}

TEST(RoutingNumberPlan, RefusesRulesThatNoneOfCouldDecide) {
    EXPECT_EQ(error_of({{"4910", GERMANY, 0, "4912"}, {"49", GERMANY}, {"4911", TELEKOM, 0, "4913"}}),
              (row_error{3,
                         "'4911-4913' and '4910-4912' in row 1 share numbers and neither is narrower, so none of "
                         "them could decide"}));
    EXPECT_EQ(error_of({{"491", GERMANY}, {"4910", TELEKOM, 0, "4919"}}).row, 2u);
    EXPECT_EQ(error_of({{"4910", GERMANY, 0, "4912"}, {"4910", TELEKOM, 0, "4912"}}),
              (row_error{2, "the range '4910-4912' is already given in row 1"}));
    // A wider one may overlap a narrower one in part.
    EXPECT_EQ(error_of({{"4910", GERMANY, 0, "4912"}, {"4911", TELEKOM, 0, "4914"}}), row_error{});
}

TEST(RoutingNumberPlan, OverOneNumberRulesAreBounded) {
    std::vector<number_plan_row> rows;
    for (int from = 0; from < 65; ++from)
        rows.push_back({std::to_string(49'000 + from), GERMANY, 0, "49999"});
    EXPECT_EQ(error_of(rows), (row_error{65, "more than 64 rules cover one number"}));
    rows.pop_back();
    EXPECT_EQ(error_of(rows), row_error{});
}

TEST(RoutingNumberPlan, TellsZoneAndGroupOfTheRule) {
    const network grouped{"26202", "DE", "Vodafone", "DE/vodafone"};
    const std::vector<number_plan_row> rows{
        {"49", GERMANY, 0, "", "Europe/Berlin"}, {"49152", grouped, 0, "", "Europe/Berlin"}, {"34", MOVISTAR}};
    const auto plan = *number_plan::build(1, rows);
    EXPECT_EQ(plan.find("4915212345678")->network->group, "DE/vodafone");
    EXPECT_EQ(plan.find("4915212345678")->zone, "Europe/Berlin");
    EXPECT_EQ(plan.find("4930123456")->network->group, "");
    EXPECT_EQ(plan.find("34609123456")->zone, "");
}

TEST(RoutingNumberPlan, RefusesAPrefixGivenTwice) {
    EXPECT_EQ(error_of(rows_of({"49", "34", "49"})), (row_error{3, "the prefix '49' is already given in row 1"}));
}

TEST(RoutingNumberPlan, ErrorsNameTheLineWhereThereIsOne) {
    EXPECT_EQ(error_of({{"49", GERMANY, 10}, {"x", GERMANY, 12}}).row, 12u);
    EXPECT_EQ(error_of({{"49", GERMANY, 10}, {"49", GERMANY, 12}}),
              (row_error{12, "the prefix '49' is already given in row 10"}));
}

TEST(RoutingNumberPlan, IsBounded) {
    std::vector<number_plan_row> rows(NUMBER_PLAN_ROWS_MAX + 1, {"49", GERMANY});
    EXPECT_EQ(error_of(std::move(rows)).row, NUMBER_PLAN_ROWS_MAX + 1);
}

TEST(RoutingNumberPlan, FingerprintIsOfTheRowsNotTheirOrder) {
    std::vector<number_plan_row> rows{{"49", GERMANY}, {"4915", TELEKOM}, {"346", MOVISTAR}};
    const auto plan = *number_plan::build(1, rows);
    EXPECT_EQ(plan.version(), 1u);
    EXPECT_EQ(plan.size(), 3u);
    std::ranges::reverse(rows);
    rows[0].line = 7;
    EXPECT_EQ(number_plan::build(2, rows)->fingerprint(), plan.fingerprint());
    auto other = rows;
    other[0].network.name = "Telefonica";
    EXPECT_NE(number_plan::build(1, other)->fingerprint(), plan.fingerprint());
    for (auto* changed : {&other[0].to, &other[0].zone, &other[0].network.group}) {
        other = rows;
        *changed = "347";
        EXPECT_NE(number_plan::build(1, other)->fingerprint(), plan.fingerprint());
    }
    other = rows;
    other.pop_back();
    EXPECT_NE(number_plan::build(1, other)->fingerprint(), plan.fingerprint());
}

// A match points into the plan; a copy must hold its own.
TEST(RoutingNumberPlan, ACopyStandsAlone) {
    number_plan copy;
    {
        const auto original = small_plan();
        copy = original;
    }
    EXPECT_EQ(copy.find("4915212345678")->network->name, "Vodafone");
    EXPECT_EQ(copy.find("4915212345678")->prefix, "49152");
}

}  // namespace kaskad::routing
