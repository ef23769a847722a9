#include "billing/invoice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

// Lines out of a statement, rounded once each to the currency's coins, and sums that are exact from there on.

namespace kaskad::billing {

namespace {

using ::testing::ElementsAre;

core::currency currency(std::string_view code) {
    return *core::parse_currency(code);
}

core::amount amount(std::string_view text) {
    return *core::parse_amount(text);
}

std::string rounded(std::string_view text, std::string_view code) {
    return core::to_string(rounded_to_coins(amount(text), currency(code)));
}

invoice invoice_of(std::string_view code, uint32_t tax_ppm, const std::vector<std::string>& exacts) {
    invoice made;
    made.currency = currency(code);
    made.tax_ppm = tax_ppm;
    for (const auto& each : exacts) {
        const auto exact = amount(each);
        made.lines.push_back({.exact = exact, .net = rounded_to_coins(exact, made.currency)});
    }
    return made;
}

struct sums {
    std::string net;
    std::string tax;
    std::string gross;

    friend bool operator==(const sums&, const sums&) = default;
};

sums added_up(invoice value) {
    if (!add_up(value)) return {};
    return {core::to_string(value.net), core::to_string(value.tax), core::to_string(value.gross)};
}

invoice_line line(line_kind kind, std::string country, std::string network, uint64_t items, uint64_t units,
                  std::string_view exact, std::string_view net) {
    return {kind, "", std::move(country), std::move(network), items, units, amount(exact), amount(net)};
}

}  // namespace

TEST(BillingInvoice, KnowsTheCoinsOfCurrencies) {
    for (const auto* code : {"EUR", "USD", "RUB", "CHF", "XYZ"})
        EXPECT_EQ(coin_decimals(currency(code)), 2) << code;
    for (const auto* code : {"JPY", "KRW", "CLP", "ISK", "VND", "XOF"})
        EXPECT_EQ(coin_decimals(currency(code)), 0) << code;
    for (const auto* code : {"KWD", "BHD", "TND", "OMR"})
        EXPECT_EQ(coin_decimals(currency(code)), 3) << code;
    EXPECT_EQ(coin_decimals(currency("CLF")), 4);
}

TEST(BillingInvoice, RoundsToCoinsHalfToEven) {
    struct row {
        const char* currency;
        const char* exact;
        const char* coins;
    };
    constexpr row ROWS[]{
        {"EUR", "1.005", "1"},         {"EUR", "1.015", "1.02"},   {"EUR", "1.005001", "1.01"},
        {"EUR", "0.004999", "0"},      {"EUR", "-1.005", "-1"},    {"EUR", "-1.015", "-1.02"},
        {"EUR", "-1.005001", "-1.01"}, {"USD", "2.345", "2.34"},   {"RUB", "0.995", "1"},
        {"JPY", "0.5", "0"},           {"JPY", "1.5", "2"},        {"JPY", "2.5", "2"},
        {"JPY", "-0.500001", "-1"},    {"KRW", "1234.5", "1234"},  {"KRW", "1234.500001", "1235"},
        {"KWD", "0.0005", "0"},        {"KWD", "0.0015", "0.002"}, {"BHD", "1.2345", "1.234"},
        {"TND", "-0.0025", "-0.002"},  {"CLF", "0.00005", "0"},    {"CLF", "0.00015", "0.0002"},
    };
    for (const auto& [code, exact, coins] : ROWS)
        EXPECT_EQ(rounded(exact, code), coins) << code << " " << exact;
}

// A draft comes from outside and may ask for any sum: the last cent of 64 bits cannot be rounded up.
TEST(BillingInvoice, CutsWhatCannotBeRoundedUp) {
    constexpr int64_t MOST = std::numeric_limits<int64_t>::max();
    EXPECT_EQ(rounded_to_coins({MOST}, currency("EUR")), amount("9223372036854.77"));
    EXPECT_EQ(rounded_to_coins({-MOST}, currency("EUR")), amount("-9223372036854.77"));
}

TEST(BillingInvoice, HasALineForEachKindAndNetworkOverAllDays) {
    statement usage;
    usage.usage = {
        {{20'758, usage_kind::message, "DE", "26201"}, {2, 3, amount("0.1035")}},
        {{20'758, usage_kind::message, "FR", ""}, {1, 1, amount("0.055")}},
        {{20'759, usage_kind::message, "DE", "26201"}, {1, 1, amount("0.0345")}},
        {{20'759, usage_kind::message, "DE", "26202"}, {4, 8, amount("0.28")}},
        {{20'759, usage_kind::late_message, "DE", "26201"}, {1, 2, amount("0.069")}},
        {{20'758, usage_kind::lookup, "", ""}, {5, 5, amount("0.01")}},
        {{20'787, usage_kind::lookup, "", ""}, {1, 1, amount("0.005")}},
        {{20'787, usage_kind::message, "RU", "25001"}, {3, 3, {}}},
    };
    // 0.138 -> 0.14; 0.055 lies between 5 and 6 cents, 6 is even; 0.015 between 1 and 2, 2 is even.
    EXPECT_THAT(make_lines(usage, {}, currency("EUR")),
                ElementsAre(line(line_kind::messages, "DE", "26201", 3, 4, "0.138", "0.14"),
                            line(line_kind::messages, "DE", "26202", 4, 8, "0.28", "0.28"),
                            line(line_kind::messages, "FR", "", 1, 1, "0.055", "0.06"),
                            line(line_kind::messages, "RU", "25001", 3, 3, "0", "0"),
                            line(line_kind::late_messages, "DE", "26201", 1, 2, "0.069", "0.07"),
                            line(line_kind::lookups, "", "", 6, 6, "0.015", "0.02")));
}

// What was booked is told as it did to the balance; on an invoice what the client pays is above 0.
TEST(BillingInvoice, TellsWhatWasBookedBehindTheUsage) {
    statement usage;
    usage.usage = {{{20'758, usage_kind::message, "DE", "26201"}, {1, 1, amount("1")}}};
    const std::vector<booked_line> booked{
        {line_kind::fee, "sender Shop", amount("-10")},
        {line_kind::fee, "number 8811", amount("-0.333333")},
        {line_kind::volume_credit, "100,000 parts", amount("2.5")},
    };
    const auto lines = make_lines(usage, booked, currency("JPY"));
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[0].kind, line_kind::messages);
    EXPECT_EQ(lines[1], (invoice_line{line_kind::fee, "sender Shop", "", "", 0, 0, amount("10"), amount("10")}));
    EXPECT_EQ(lines[2].exact, amount("0.333333"));
    EXPECT_EQ(lines[2].net, amount("0"));
    EXPECT_EQ(lines[3].exact, amount("-2.5"));
    EXPECT_EQ(lines[3].net, amount("-2"));
}

TEST(BillingInvoice, TaxIsRoundedOnceOverAll) {
    EXPECT_EQ(added_up(invoice_of("EUR", 190'000, {"10", "5.25"})), (sums{"15.25", "2.9", "18.15"})) << "2.8975";
    EXPECT_EQ(added_up(invoice_of("EUR", 50'000, {"0.5", "0.5"})), (sums{"1", "0.05", "1.05"}))
        << "of each line alone it would be 2 cents";
    // 0.105 three times: 0.10 each, where the books have 0.315.
    EXPECT_EQ(added_up(invoice_of("EUR", 200'000, {"0.105", "0.105", "0.105"})), (sums{"0.3", "0.06", "0.36"}));
    EXPECT_EQ(added_up(invoice_of("EUR", 50'000, {"0.5"})), (sums{"0.5", "0.02", "0.52"})) << "2.5 cents";
    EXPECT_EQ(added_up(invoice_of("EUR", 50'000, {"1.5"})), (sums{"1.5", "0.08", "1.58"})) << "7.5 cents";
    EXPECT_EQ(added_up(invoice_of("EUR", 50'000, {"-1.5"})), (sums{"-1.5", "-0.08", "-1.58"}));
    EXPECT_EQ(added_up(invoice_of("JPY", 100'000, {"105"})), (sums{"105", "10", "115"}));
    EXPECT_EQ(added_up(invoice_of("KWD", 55'000, {"0.1"})), (sums{"0.1", "0.006", "0.106"})) << "5.5 fils";
    EXPECT_EQ(added_up(invoice_of("EUR", 0, {"7"})), (sums{"7", "0", "7"}));
    EXPECT_EQ(added_up(invoice_of("EUR", 190'000, {})), (sums{"0", "0", "0"}));
}

TEST(BillingInvoice, AddsUpInMoreThan64Bits) {
    EXPECT_EQ(added_up(invoice_of("EUR", 1'000'000, {"4000000000000"})),
              (sums{"4000000000000", "4000000000000", "8000000000000"}));
    EXPECT_EQ(added_up(invoice_of("EUR", 0, {"9000000000000", "9000000000000", "-9000000000000"})),
              (sums{"9000000000000", "0", "9000000000000"}));
}

TEST(BillingInvoice, RefusesSumsThatNoAccountHolds) {
    for (auto value : {invoice_of("EUR", 0, {"9000000000000", "9000000000000"}),
                       invoice_of("EUR", 190'000, {"9000000000000"}), invoice_of("EUR", 190'000, {"-9000000000000"})}) {
        const auto before = value;
        EXPECT_FALSE(add_up(value));
        EXPECT_EQ(value, before);
    }
}

TEST(BillingInvoice, RoundingIsWhatTheLinesHaveBesideTheBooks) {
    EXPECT_EQ(rounding_of(invoice_of("EUR", 190'000, {"0.138", "0.055", "0.015"})), amount("0.012"));
    EXPECT_EQ(rounding_of(invoice_of("EUR", 190'000, {"0.004", "0.004"})), amount("-0.008"));
    EXPECT_EQ(rounding_of(invoice_of("EUR", 190'000, {"3.5"})), amount("0"));
    EXPECT_EQ(rounding_of(invoice_of("JPY", 0, {"-0.6"})), amount("-0.4"));
}

TEST(BillingInvoice, ACreditNoteIsTheOpposite) {
    auto value = invoice_of("EUR", 190'000, {"0.055", "-0.015", "12.345"});
    value.seller = "main";
    value.number = 12;
    value.client = {7};
    value.from_day = 20'758;
    value.to_day = 20'788;
    value.issued_day = value.due_day = 20'790;
    value.issued_utc = 1'796'256'000'000;
    value.by = "anna";
    value.posting = 99;
    value.from.name = "Kaskad GmbH";
    value.to.name = "Shop Ltd";
    value.lines[0].units = 4;
    ASSERT_TRUE(add_up(value));
    value.paid = value.gross;

    const auto note = make_credit_note(value);
    EXPECT_EQ(note.kind, invoice_kind::credit_note);
    EXPECT_EQ(note.cites, 12U);
    EXPECT_EQ(note.number + note.taken_back + note.posting + note.issued_day + note.due_day, 0U);
    EXPECT_EQ(note.issued_utc, 0);
    EXPECT_EQ(note.by, "");
    EXPECT_EQ(note.paid, amount("0"));
    EXPECT_EQ(note.seller, "main");
    EXPECT_EQ(note.client, core::client_id{7});
    EXPECT_EQ(note.from, value.from);
    EXPECT_EQ(note.to, value.to);
    EXPECT_EQ(note.from_day, value.from_day);
    EXPECT_EQ(note.to_day, value.to_day);
    EXPECT_EQ(note.lines[0].units, 4U);
    EXPECT_EQ(note.net, -value.net);
    EXPECT_EQ(note.tax, -value.tax);
    EXPECT_EQ(note.gross, -value.gross);
    EXPECT_EQ(rounding_of(note), -rounding_of(value));
    for (size_t index = 0; index < note.lines.size(); ++index) {
        EXPECT_EQ(note.lines[index].exact, -value.lines[index].exact);
        EXPECT_EQ(note.lines[index].net, -value.lines[index].net);
    }
    auto again = note;
    ASSERT_TRUE(add_up(again));
    EXPECT_EQ(again, note);
}

TEST(BillingInvoice, ANumberIsPrintedWithFourDigitsAtLeast) {
    invoice value;
    value.prefix = "RE-2026-";
    value.number = 12;
    EXPECT_EQ(printed_number(value), "RE-2026-0012");
    value.number = 12'345;
    EXPECT_EQ(printed_number(value), "RE-2026-12345");
    value.prefix.clear();
    value.number = 1;
    EXPECT_EQ(printed_number(value), "0001");
}

TEST(BillingInvoice, KindsHaveWords) {
    EXPECT_EQ(to_string(invoice_kind::invoice), "invoice");
    EXPECT_EQ(to_string(invoice_kind::credit_note), "credit_note");
    constexpr std::string_view WORDS[]{"messages",      "late_messages", "lookups", "fee",
                                       "volume_credit", "commitment",    "credit",  "correction"};
    for (uint8_t kind = 0; kind <= static_cast<uint8_t>(line_kind::correction); ++kind)
        EXPECT_EQ(to_string(static_cast<line_kind>(kind)), WORDS[kind]);
}

}  // namespace kaskad::billing
