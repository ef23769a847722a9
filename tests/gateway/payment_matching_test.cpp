#include "gateway/payment_matching.hpp"

#include "gateway/payment_report.hpp"
#include "tests/gateway/payment_files.hpp"

#include <gtest/gtest.h>

// Which invoice a payment is for, a line a payment.

namespace kaskad::gateway {
namespace {

core::currency currency(std::string_view text) {
    return core::parse_currency(text).value();
}

open_invoice invoice(uint64_t number, std::string_view open, const std::string& tax_number = "") {
    return {.seller = "main",
            .number = number,
            .prefix = "RE-",
            .printed_number = "RE-000" + std::to_string(number),
            .client = "kiosk",
            .currency = currency("EUR"),
            .open = amount(open),
            .issued = "2026-11-0" + std::to_string(number),
            .buyer_tax_number = tax_number};
}

bank_payment payment(std::string_view sum, const std::string& purpose, const std::string& tax_number = "") {
    return {.amount = amount(sum), .currency = currency("EUR"), .payer_tax_number = tax_number, .purpose = purpose};
}

struct line {
    bank_payment paid;
    std::string expected;
};

void expect_lines(std::vector<open_invoice> open, const std::vector<line>& lines) {
    payment_matcher matcher{std::move(open)};
    for (const auto& [paid, expected] : lines)
        EXPECT_EQ(describe_match(matcher.match(paid)), expected) << paid.purpose;
}

TEST(GatewayPaymentMatching, GoesByTheNumberWhoeverPays) {
    expect_lines({invoice(1, "119"), invoice(2, "50", "DE1")}, {{payment("119", "RE-0001", "DE1"), "RE-0001 of kiosk"},
                                                                {payment("50", "re - 2"), "RE-0002 of kiosk"}});
}

TEST(GatewayPaymentMatching, SaysWhatIsOverAndWhatStaysOpen) {
    expect_lines({invoice(1, "119"), invoice(2, "50")},
                 {{payment("100", "RE-1"), "RE-0001 of kiosk; 19 EUR stays open"},
                  {payment("19.01", "RE-1"), "RE-0001 of kiosk; 0.01 EUR more than was open stays on its balance"},
                  // The two before have paid it.
                  {payment("119", "RE-1"), "it names RE-0001, which is not open"}});
}

TEST(GatewayPaymentMatching, FillsSeveralOnlyWhereTheSumFits) {
    expect_lines(
        {invoice(3, "30"), invoice(1, "119"), invoice(2, "50")},
        {{payment("168", "RE-1, RE-2"), "it names 2 invoices, of which 169 is open together"},
         {payment("170", "RE-1, RE-2"), "it names 2 invoices, of which 169 is open together"},
         // The oldest first, whatever the order of the words.
         {payment("199", "RE-3 RE-2 RE-1"), "RE-0001 of kiosk (119), RE-0002 of kiosk (50), RE-0003 of kiosk (30)"},
         {payment("50", "RE-2"), "it names RE-0002, which is not open"}});
}

TEST(GatewayPaymentMatching, TakesNothingWhereOneOfSeveralIsNotOpen) {
    expect_lines({invoice(1, "119")}, {{payment("119", "RE-1 RE-7"), "it names RE-0007, which is not open"},
                                       {payment("119", "RE-1"), "RE-0001 of kiosk"}});
}

TEST(GatewayPaymentMatching, NeedsTheInvoicesCurrency) {
    auto dollars = payment("119", "RE-1", "DE1");
    dollars.currency = currency("USD");
    auto nameless = dollars;
    nameless.purpose = "";
    expect_lines({invoice(1, "119", "DE1")},
                 {{dollars, "it is in USD, RE-0001 in EUR"},
                  {nameless, "it names no open invoice, and its amount fits none of its payer"}});
}

// Two sellers may number alike: then a person says whose it is.
TEST(GatewayPaymentMatching, TakesNoneOfTwoOfOneNumber) {
    auto other = invoice(1, "119");
    other.seller = "other";
    expect_lines({invoice(1, "119"), other}, {{payment("119", "RE-1"), "there are two invoices RE-0001"}});
}

TEST(GatewayPaymentMatching, GoesByThePayersTaxNumberAndAnAmountThatFitsOne) {
    expect_lines(
        {invoice(1, "119", "DE 123"), invoice(2, "50", "DE 123"), invoice(3, "119", "DE9")},
        {{payment("119", "Rechnung", "de123"), "RE-0001 of kiosk"},
         // A word that is no number of an invoice does no harm.
         {payment("50", "RE-x", "DE123"), "RE-0002 of kiosk"},
         {payment("119", "", "DE123"), "it names no open invoice, and none is open for its payer's tax number"}});
}

TEST(GatewayPaymentMatching, LeavesWhatIsNotSureToAPerson) {
    expect_lines({invoice(1, "119", "DE1"), invoice(2, "119", "DE1"), invoice(3, "7")},
                 {{payment("119", "", "DE1"), "it names no open invoice, and its amount fits 2 of its payer"},
                  {payment("118", "", "DE1"), "it names no open invoice, and its amount fits none of its payer"},
                  {payment("119", "", "DE2"), "it names no open invoice, and none is open for its payer's tax number"},
                  // Neither side says a tax number: that is no agreement.
                  {payment("7", ""), "it names no open invoice, and its payer has no tax number"},
                  // What it names is paid: another one of the payer's is not it.
                  {payment("7", "RE-9", "DE1"), "it names RE-0009, which is not open"}});
}

// An import was broken off behind the first of two orders: the other one is still due.
TEST(GatewayPaymentMatching, GoesOnWhereItWasBrokenOff) {
    payment_matcher matcher{{invoice(2, "50")}};
    const auto match =
        matcher.match(payment("169", "RE-1 RE-2"), {.amount = amount("119"), .printed_numbers = {"RE-0001"}});
    EXPECT_EQ(describe_match(match), "RE-0002 of kiosk");
    ASSERT_EQ(match.shares.size(), 1U);
    EXPECT_EQ(match.shares[0].amount, amount("50"));
}

}  // namespace
}  // namespace kaskad::gateway
