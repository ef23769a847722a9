#include "routing/number_check.hpp"

#include "routing/mobile_ranges.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kaskad::routing {

namespace {

number_fault fault_of(std::string_view digits) {
    return check_number(digits).fault;
}

}  // namespace

// Lengths from the numbering plans that the countries notify to the ITU (E.164, national number plans).
TEST(RoutingNumberCheck, JudgesByTheLengthsOfTheCallingCode) {
    using enum number_fault;
    struct {
        std::string_view digits;
        number_fault fault;
    } const table[] = {
        {"4915112345678", none},         // Germany: 015x and eight digits
        {"491701234567", none},          // 0170 and seven digits
        {"49170123456", too_short},      // one digit less than any
        {"49151123456789", too_long},    //
        {"12125550100", none},           // North America: ten digits always
        {"1212555010", too_short},       //
        {"121255501000", too_long},      //
        {"447400123456", none},          // Britain: 07 and nine digits
        {"3546401234", none},            // Iceland: 7 or 9 digits
        {"354640123", too_short},        //
        {"35464012345", wrong_length},   //
        {"3546401234567", too_long},     //
        {"2290161234567", none},         // Benin: ten digits since 2024 ...
        {"22961234567", none},           // ... and eight before
        {"35844", too_short},            // Finland has numbers of many lengths
        {"999123456789", unknown_code},  // spare code of the ITU
        {"80012345678", unknown_code},   // international freephone
        {"0", unknown_code},             //
        {"", unknown_code},              //
        {"49", too_short},               //
    };
    for (const auto& [digits, fault] : table)
        EXPECT_EQ(fault_of(digits), fault) << digits;
}

TEST(RoutingNumberCheck, SaysWhy) {
    const auto said = [](std::string_view digits) { return say_fault(check_number(digits), digits); };
    EXPECT_EQ(said("491511234"),
              "a mobile number of +49 has 12 or 13 digits with its calling code; this one has 9: it is too short");
    EXPECT_EQ(said("121255501000"),
              "a mobile number of +1 has 11 digits with its calling code; this one has 12: it is too long");
    EXPECT_EQ(said("35464012345"),
              "a mobile number of +354 has 10 or 12 digits with its calling code; this one has 11");
    EXPECT_EQ(said("999123456789"), "no mobile number begins with +999");
    EXPECT_EQ(said("4915112345678"), "");
}

// A landline of the right length passes: lists of ranges age, and a refusal would be for ever.
TEST(RoutingNumberCheck, TellsKnownRangesButDoesNotRefuseOthers) {
    EXPECT_TRUE(check_number("4915112345678").is_known_range);
    EXPECT_EQ(fault_of("493012345678"), number_fault::none);
    EXPECT_FALSE(check_number("493012345678").is_known_range);
    // 0150 to 0159 have eight digits behind them, never seven.
    EXPECT_EQ(fault_of("491511234567"), number_fault::none);
    EXPECT_FALSE(check_number("491511234567").is_known_range);
}

// find_range relies on it.
TEST(RoutingNumberCheck, TablesAreInOrderAndNoPrefixBeginsAnother) {
    for (const auto table : {mobile_codes(), mobile_ranges()}) {
        ASSERT_GT(table.size(), 100u);
        for (size_t next = 1; next < table.size(); ++next) {
            ASSERT_LT(table[next - 1].prefix, table[next].prefix);
            ASSERT_FALSE(table[next].prefix.starts_with(table[next - 1].prefix)) << table[next].prefix;
        }
        EXPECT_TRUE(std::ranges::all_of(table, [](const auto& row) { return row.lengths != 0; }));
    }
}

TEST(RoutingNumberCheck, EveryRangeLiesInACallingCode) {
    for (const auto& range : mobile_ranges()) {
        const auto inside = [&](const mobile_range& code) {
            return range.prefix.starts_with(code.prefix) && (range.lengths & ~code.lengths) == 0;
        };
        EXPECT_TRUE(std::ranges::any_of(mobile_codes(), inside)) << range.prefix;
    }
}

}  // namespace kaskad::routing
