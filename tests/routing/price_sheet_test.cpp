#include "routing/price_sheet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>

namespace kaskad::routing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr std::string_view HEAD = "MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective\n";
constexpr int64_t FEBRUARY_2026 = 1'769'904'000'000;  // date -ud 2026-02-01 +%s

price_sheet read(std::string_view rows, const price_sheet_form& form = {}) {
    return read_price_sheet(std::string{HEAD} + std::string{rows}, form);
}

}  // namespace

TEST(RoutingPriceSheet, ReadsNetworksAndTheThreeKindsOfDefault) {
    const auto sheet = read(
        "26201,0.01,0.0345,EUR,2026-02-01\n[DEFAULT 262],0.02,,EUR,\nFR,3,0,EUR,\n"
        "[DEFAULT],0,0.5,EUR,01.02.2026");
    EXPECT_THAT(sheet.faults, IsEmpty());
    EXPECT_THAT(sheet.rows, ElementsAre(sheet_price{"26201", "", "", {1'000'000}, {3'450'000}, EUR, FEBRUARY_2026, 2},
                                        sheet_price{"", "262", "", {2'000'000}, {}, EUR, 0, 3},
                                        sheet_price{"", "", "FR", {300'000'000}, {}, EUR, 0, 4},
                                        sheet_price{"", "", "", {}, {50'000'000}, EUR, FEBRUARY_2026, 5}));
}

TEST(RoutingPriceSheet, ReadsOtherSeparatorsColumnsAndADecimalComma) {
    const price_sheet_form form{.network = "Netz", .submit = "Preis", .currency = "Waehrung", .decimal_comma = true};
    for (const std::string sign : {";", "\t"}) {
        const auto sheet =
            read_price_sheet("\xEF\xBB\xBFName" + sign + "PREIS" + sign + "Netz" + sign + "Waehrung\r\nTelekom" + sign +
                                 "0,0345" + sign + "26201" + sign + "EUR\r\n",
                             form);
        EXPECT_THAT(sheet.faults, IsEmpty());
        EXPECT_THAT(sheet.rows, ElementsAre(sheet_price{"26201", "", "", {3'450'000}, {}, EUR, 0, 2}));
    }
}

// RFC 4180, 2.5 to 2.7.
TEST(RoutingPriceSheet, AQuotedFieldHoldsSeparatorsQuotesAndLineEnds) {
    const auto sheet = read_price_sheet(
        "Note,MCCMNC,PriceSubmit,Currency\n\"a \"\"b\"\", c\nd\",\"26201\",\"1\",EUR\nx,26202,2,EUR\n", {});
    EXPECT_THAT(sheet.faults, IsEmpty());
    ASSERT_EQ(sheet.rows.size(), 2u);
    EXPECT_EQ(sheet.rows[0].line, 2u);
    EXPECT_EQ(sheet.rows[1].line, 4u);
}

TEST(RoutingPriceSheet, ListsEveryFaultByLineAndColumn) {
    const auto sheet = read(
        "2620,1,,EUR,\n26201,\"1,234.5\",,EUR,\n26201,1e3,-1,EUR,\n26201,1,,euro,30.02.2026\n"
        "26201,1\n26202,1,,EUR,");
    std::vector<std::pair<size_t, std::string>> places;
    for (const auto& fault : sheet.faults)
        places.emplace_back(fault.line, fault.column);
    EXPECT_THAT(places, ElementsAre(std::pair{2, "MCCMNC"}, std::pair{3, "PriceSubmit"}, std::pair{4, "PriceSubmit"},
                                    std::pair{4, "PriceDelivered"}, std::pair{5, "Currency"}, std::pair{5, "Effective"},
                                    std::pair{6, ""}));
    EXPECT_EQ(sheet.fault_count, 7u);
}

TEST(RoutingPriceSheet, ASignOfThousandsIsRefusedAndNotGuessed) {
    EXPECT_EQ(read("26201,\"1,234\",,EUR,").fault_count, 1u);
    EXPECT_EQ(read("26201,1.234.567,,EUR,").fault_count, 1u);
    EXPECT_EQ(read("26201,1.234,,EUR,", {.decimal_comma = true}).fault_count, 1u);
    EXPECT_EQ(read("26201,1 234,,EUR,").fault_count, 1u);
}

TEST(RoutingPriceSheet, TwoPricesFromTheSameDayAreAFault) {
    const auto twice = read("26201,0.01,0,EUR,2026-02-01\n26201,0.01,0,EUR,\n26201,0.02,0,EUR,01.02.2026");
    EXPECT_EQ(twice.fault_count, 1U);
    ASSERT_EQ(twice.faults.size(), 1U);
    EXPECT_EQ(twice.faults[0].line, 4U);
    EXPECT_THAT(twice.faults[0].why, ::testing::HasSubstr("line 2"));
}

TEST(RoutingPriceSheet, SaysWhatIsMissingOfTheWhole) {
    EXPECT_THAT(read_price_sheet("", {}).faults, ElementsAre(sheet_fault{0, "", "the file is empty"}));
    EXPECT_THAT(read_price_sheet("MCCMNC,PriceSubmit\n26201,1\n", {}).faults,
                ElementsAre(sheet_fault{1, "Currency", "the first line names no such column"}));
    EXPECT_THAT(read("26201,1,,EUR,\"2026").faults.back().why, "a quote is never closed");
}

TEST(RoutingPriceSheet, AHundredThousandRowsTakeLessThanASecond) {
    std::string rows;
    for (int number = 0; number < 100'000; ++number)
        rows += std::to_string(100'000 + number) + ",0.0123,0.0345,EUR,2026-02-01\n";
    const auto began = std::clock();  // of this process: others may be busy
    const auto sheet = read(rows);
    EXPECT_LT(std::clock() - began, CLOCKS_PER_SEC);
    EXPECT_EQ(sheet.rows.size(), 100'000u);
}

}  // namespace kaskad::routing
