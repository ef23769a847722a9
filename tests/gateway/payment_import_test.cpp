#include "gateway/known_payments.hpp"
#include "gateway/open_invoices.hpp"
#include "gateway/payment_booking.hpp"
#include "gateway/payment_list.hpp"
#include "gateway/payment_report.hpp"
#include "tests/gateway/payment_files.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

// From files to orders: what stands twice, what is known, what is asked of the gateway and what is told of it.

namespace kaskad::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace json = boost::json;

constexpr core::currency EUR{{'E', 'U', 'R'}};

bank_payment payment(const std::string& reference, std::string_view sum, uint32_t day = 20'784) {
    return {.line = 7,
            .reference = reference,
            .day = day,  // 2026-11-27
            .amount = amount(sum),
            .currency = EUR,
            .payer = "Kiosk, \"the\" GmbH",
            .purpose = "RE-1"};
}

open_invoice invoice(uint64_t number, std::string_view open) {
    return {.seller = "main",
            .number = number,
            .prefix = "RE-",
            .printed_number = "RE-000" + std::to_string(number),
            .client = "kiosk",
            .currency = EUR,
            .open = amount(open),
            .issued = "2026-11-01",
            .buyer_tax_number = "DE1"};
}

// --- the list ----------------------------------------------------------------------------------------------------

TEST(GatewayPaymentList, CountsWhatStandsTwiceOnceAndSortsByDay) {
    auto again = payment("a", "1");
    again.line = 99;
    const std::vector<statement_file> files{
        {"new", {.payments = {payment("b", "2", 20'785), payment("a", "1")}, .reversals = {}, .not_booked = 1}},
        {"old", {.payments = {again, payment("c", "3", 20'783)}, .reversals = {payment("r", "9")}, .not_booked = 2}}};
    const auto list = make_payment_list(files).value();
    std::vector<std::string> places;
    for (const auto& [one, place] : list.payments)
        places.push_back(one.reference + " " + place);
    EXPECT_THAT(places, ElementsAre("c old:7", "a new:7", "b new:7"));
    EXPECT_EQ(list.repeated, 1U);
    EXPECT_EQ(list.not_booked, 3U);
    EXPECT_EQ(list.reversals.size(), 1U);
}

TEST(GatewayPaymentList, RefusesOneReferenceOfTwoPayments) {
    const std::vector<statement_file> files{{"x", {.payments = {payment("a", "1"), payment("a", "2")}}}};
    EXPECT_EQ(
        make_payment_list(files).error(),
        "x:7 and x:7 are two payments with one reference (a): which is which could not be told later. Ask the bank");
}

// Nothing says that they are one.
TEST(GatewayPaymentList, KeepsPaymentsWithoutReferenceApart) {
    const std::vector<statement_file> files{{"x", {.payments = {payment("", "1"), payment("", "1")}}}};
    EXPECT_EQ(make_payment_list(files).value().payments.size(), 2U);
}

// --- what the gateway knows --------------------------------------------------------------------------------------

json::object order(const std::string& reference, const std::string& sum) {
    return {{"reference", reference}, {"amount", sum}};
}

TEST(GatewayKnownPayments, FindsAWholePaymentAndItsParts) {
    known_payments known;
    EXPECT_TRUE(known.add(order("bank/a", "119")));
    EXPECT_TRUE(known.add(order("bank/b/RE-0001", "100")));
    EXPECT_TRUE(known.add(order("bank/b/RE-0002", "50")));
    EXPECT_TRUE(known.add(order("bank/bb", "1")));
    EXPECT_TRUE(known.add(order("ticket-12", "not even read")));
    EXPECT_FALSE(known.add(order("bank/c", "much")));
    EXPECT_EQ(known.find(payment("a", "119"))->amount, amount("119"));
    const auto parts = known.find(payment("b", "200"));
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->amount, amount("150"));
    EXPECT_THAT(parts->printed_numbers, ElementsAre("RE-0001", "RE-0002"));
    EXPECT_FALSE(known.find(payment("c", "1")));
    EXPECT_FALSE(known.find(payment("ticket-12", "1")));
}

json::object told_invoice() {
    return {{"seller", "main"},  {"number", 12},           {"printed_number", "RE-0012"},
            {"kind", "invoice"}, {"client", "kiosk"},      {"currency", "EUR"},
            {"taken_back", 0},   {"issued", "2026-11-30"}, {"prefix", "RE-"},
            {"gross", "119"},    {"paid", "19"},           {"to", {{"tax_number", "DE1"}}}};
}

std::expected<std::vector<open_invoice>, std::string> read_one(json::object one) {
    return read_open_invoices({{"invoices", json::array{std::move(one)}}, {"has_more", false}});
}

TEST(GatewayOpenInvoices, SayWhatIsOpen) {
    const open_invoice expected{"main", 12, "RE-", "RE-0012", "kiosk", EUR, amount("100"), "2026-11-30", "DE1"};
    EXPECT_EQ(read_one(told_invoice()).value(), std::vector{expected});
}

TEST(GatewayOpenInvoices, LeaveOutWhatNobodyPays) {
    const std::vector<std::pair<std::string, json::value>> cases{
        {"kind", "credit_note"}, {"taken_back", 13}, {"paid", "119"}, {"paid", "120"}};
    for (const auto& [name, value] : cases) {
        auto one = told_invoice();
        one[name] = value;
        EXPECT_EQ(read_one(one).value().size(), 0U) << name;
    }
}

TEST(GatewayOpenInvoices, RefuseWhatCannotBeRead) {
    for (const std::string name : {"gross", "paid", "currency", "number", "to"}) {
        auto one = told_invoice();
        one.erase(name);
        EXPECT_THAT(read_one(one).error(), HasSubstr("RE-0012")) << name;
    }
    EXPECT_FALSE(read_open_invoices({}));
    EXPECT_FALSE(read_open_invoices({{"invoices", json::array{1}}}));
}

// --- orders ------------------------------------------------------------------------------------------------------

struct scripted_gateway {
    std::deque<std::expected<json::object, std::string>> answers;
    std::vector<json::object> asked{};

    order_call call() {
        return [this](const std::string& body) {
            asked.push_back(json::parse(body).as_object());
            auto answer = answers.front();
            answers.pop_front();
            return answer;
        };
    }
};

const json::object BOOKED{{"state", "booked"}, {"repeated", false}};
const json::object WAITING{{"state", "waiting"}, {"repeated", false}, {"id", 14}};
const json::object KNOWN{{"state", "booked"}, {"repeated", true}};

payment_match two_shares() {
    return {
        .shares = {{invoice(1, "119"), amount("119")}, {invoice(2, "50"), amount("50")}}, .why_not = {}, .rest = {}};
}

TEST(GatewayPaymentBooking, OrdersWhatWasMatchedOnce) {
    scripted_gateway gateway{.answers = {BOOKED}};
    const payment_match match{.shares = {{invoice(1, "100"), amount("119")}}, .why_not = {}, .rest = amount("19")};
    const auto row = book_payment({payment("DE1/2026-11-27/A", "119"), "x:7"}, match, false, gateway.call());
    EXPECT_EQ(row.fate, payment_fate::booked);
    EXPECT_EQ(row.said, "RE-0001 of kiosk; 19 EUR more than was open stays on its balance");
    EXPECT_THAT(gateway.asked, ElementsAre(json::object{{"client", "kiosk"},
                                                        {"kind", "payment"},
                                                        {"amount", "119"},
                                                        {"currency", "EUR"},
                                                        {"reason", "payment of RE-0001"},
                                                        {"reference", "bank/DE1/2026-11-27/A"},
                                                        {"for_day", "2026-11-27"},
                                                        {"invoice", {{"seller", "main"}, {"number", 1}}}}));
}

TEST(GatewayPaymentBooking, GivesEachOfSeveralAReferenceOfItsOwn) {
    scripted_gateway gateway{.answers = {BOOKED, BOOKED}};
    const auto row = book_payment({payment("A", "169"), "x:7"}, two_shares(), true, gateway.call());
    EXPECT_EQ(row.fate, payment_fate::booked);
    ASSERT_EQ(gateway.asked.size(), 2U);
    EXPECT_EQ(gateway.asked[0].at("reference"), json::value("bank/A/RE-0001"));
    EXPECT_EQ(gateway.asked[1].at("reference"), json::value("bank/A/RE-0002"));
    EXPECT_EQ(gateway.asked[1].at("amount"), json::value("50"));
}

TEST(GatewayPaymentBooking, StopsAtTheFirstThatIsRefused) {
    scripted_gateway gateway{.answers = {std::unexpected("409 period_closed")}};
    const auto row = book_payment({payment("A", "169"), "x:7"}, two_shares(), true, gateway.call());
    EXPECT_EQ(row.fate, payment_fate::failed);
    EXPECT_EQ(row.said, "RE-0001: 409 period_closed");
    EXPECT_EQ(gateway.asked.size(), 1U);
}

TEST(GatewayPaymentBooking, SaysWhatBecameOfSeveralTogether) {
    const auto fate = [](json::object first, json::object second) {
        scripted_gateway gateway{.answers = {first, second}};
        return book_payment({payment("A", "169"), "x:7"}, two_shares(), true, gateway.call()).fate;
    };
    EXPECT_EQ(fate(KNOWN, KNOWN), payment_fate::known);
    EXPECT_EQ(fate(KNOWN, BOOKED), payment_fate::booked);
    EXPECT_EQ(fate(BOOKED, KNOWN), payment_fate::booked);
    EXPECT_EQ(fate(BOOKED, WAITING), payment_fate::waiting);
    EXPECT_EQ(fate(WAITING, BOOKED), payment_fate::waiting);
}

TEST(GatewayPaymentBooking, NamesTheOrderThatWaits) {
    scripted_gateway gateway{.answers = {WAITING}};
    const payment_match match{.shares = {{invoice(1, "119"), amount("119")}}, .why_not = {}, .rest = {}};
    EXPECT_EQ(book_payment({payment("A", "119"), "x:7"}, match, false, gateway.call()).said,
              "RE-0001 of kiosk; order 14");
}

// --- the report --------------------------------------------------------------------------------------------------

TEST(GatewayPaymentReport, CountsAndListsWhatAPersonMustLookAt) {
    payment_report report;
    for (const auto fate : {payment_fate::booked, payment_fate::known, payment_fate::waiting, payment_fate::booked})
        report.add({{payment("A", "1"), "x:7"}, fate, "fine"});
    EXPECT_TRUE(report.is_all_done());
    EXPECT_EQ(report.open_csv(), "file,day,amount,currency,payer,tax_number,purpose,reference,state,reason\r\n");
    report.add({{payment("A", "1.5"), "x:7"}, payment_fate::unmatched, "nobody knows"});
    EXPECT_FALSE(report.is_all_done());
    EXPECT_THAT(report.open_csv(), HasSubstr("\r\nx:7,2026-11-27,1.5,EUR,\"Kiosk, \"\"the\"\" GmbH\",,RE-1,A,unmatched,"
                                             "nobody knows\r\n"));
    EXPECT_EQ(report.summary(false), "5 payments: 2 booked, 1 waiting, 1 known, 1 unmatched\n");
    EXPECT_EQ(payment_report{}.summary(true), "0 payments; nothing was booked, this is what would be\n");
}

TEST(GatewayPaymentReport, ReversalsAndRefusalsAreLeftToAPerson) {
    EXPECT_TRUE(is_open(payment_fate::reversed));
    EXPECT_TRUE(is_open(payment_fate::failed));
    EXPECT_TRUE(is_open(payment_fate::unmatched));
}

TEST(GatewayPaymentReport, HasALineForEach) {
    EXPECT_EQ(payment_line({{payment("A", "119"), "x:7"}, payment_fate::booked, "RE-0001 of kiosk"}),
              "2026-11-27            119 EUR Kiosk, \"the\" GmbH              booked    RE-0001 of kiosk\n");
}

}  // namespace
}  // namespace kaskad::gateway
