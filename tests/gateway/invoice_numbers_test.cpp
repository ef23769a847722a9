#include "gateway/invoice_numbers.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

// Numbers of invoices in payers' words, and what only looks like one.

namespace kaskad::gateway {
namespace {

std::string found(const std::vector<std::string>& prefixes, std::string_view text) {
    std::string all;
    for (const auto& [prefix, number] : invoice_numbers{prefixes}.find(text))
        all += fmt::format("{}{}{}", all.empty() ? "" : " ", prefix, number);
    return all;
}

TEST(GatewayInvoiceNumbers, AreFoundInWords) {
    const std::vector<std::pair<std::string_view, std::string_view>> cases{
        {"RE-2026-0012", "RE-2026-12"},
        {"Rechnung RE-2026-0012 vom 1.11.2026", "RE-2026-12"},
        {"re-2026-0012", "RE-2026-12"},
        {"RE-2026-12", "RE-2026-12"},
        {"RE-2026-00012", "RE-2026-12"},
        {"RE - 2026 - 0012", "RE-2026-12"},
        {"RE-2026- 0012.", "RE-2026-12"},
        {"(RE-2026-0012)", "RE-2026-12"},
        {"Nr.RE-2026-0012,danke", "RE-2026-12"},
        {"KD 7/RE-2026-0012/RE-2026-0013", "RE-2026-12 RE-2026-13"},
        {"RE-2026-0013 und RE-2026-0012, RE-2026-0013", "RE-2026-13 RE-2026-12"},
        {"«№RE-2026-0012»", "RE-2026-12"},
        {"RE-2026-0012 - Danke", "RE-2026-12"},
        {"RE-2026-123456789", "RE-2026-123456789"},
    };
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(found({"RE-2026-"}, text), expected) << text;
}

TEST(GatewayInvoiceNumbers, AreWordsOfTheirOwn) {
    for (const std::string_view text :
         {"0012", "2026-0012", "CRE-2026-0012", "ÄRE-2026-0012", "X-RE-2026-0012", "X_RE-2026-0012", "RE-2026-0012a",
          "RE-2026-0012-1", "RE-2026-0012 -1", "RE-2026-0012_1", "RE-2026-0012ж", "RE-2026-", "RE-2026-0000", "RE-2026",
          "RE-2027-0012", "RE-2026-x12", "RE-2026-1234567890123456789", ""})
        EXPECT_EQ(found({"RE-2026-"}, text), "") << text;
}

// Space within the digits is none of the number: what stands behind it may be a day.
TEST(GatewayInvoiceNumbers, EndWhereTheirDigitsEnd) {
    EXPECT_EQ(found({"RE-2026-"}, "RE-2026-12 15.11.2026"), "RE-2026-12");
    EXPECT_EQ(found({"RE-2026-"}, "RE-2026-00 12"), "");
}

// Whose it is cannot be said: whoever asks finds two, and leaves it to a person.
TEST(GatewayInvoiceNumbers, AreAllThatTheyMayBe) {
    EXPECT_EQ(found({"R", "R0"}, "R0025"), "R25 R025");
}

TEST(GatewayInvoiceNumbers, BelongToTheirWholePrefix) {
    EXPECT_EQ(found({"RE-", "RE-2026-"}, "RE-2026-0012 RE-0005"), "RE-2026-12 RE-5");
    // Of "RE-2026-" no invoice is known: 2026 is no number of "RE-".
    EXPECT_EQ(found({"RE-"}, "RE-2026-0012"), "");
    EXPECT_EQ(found({"RE-"}, "RE-2026 -0012"), "");
    EXPECT_EQ(found({"0012", "B-"}, "A-B-0012"), "");
}

TEST(GatewayInvoiceNumbers, IgnoreTheCaseOfCyrillicToo) {
    EXPECT_EQ(found({"СЧ-"}, "по счету №сч-0007 от 1.11"), "СЧ-7");
    EXPECT_EQ(found({"СЧ-"}, "ПСЧ-0007"), "");
}

// "Invoice 2026" of a seller without a prefix stands in every second payment.
TEST(GatewayInvoiceNumbers, NeedAPrefixWithALetter) {
    EXPECT_EQ(found({"", "2026-", "#"}, "2026 2026-0012 #0012 0012"), "");
    EXPECT_EQ(found({"R"}, "R0012"), "R12");
    EXPECT_EQ(found({"R:"}, "R:12"), "R:12");
}

}  // namespace
}  // namespace kaskad::gateway
