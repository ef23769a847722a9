#include "gateway/bill_run.hpp"

#include "gateway/bill_request.hpp"
#include "tests/gateway/bill_fixture.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

// A month carried out against a gateway that answers as it is told.

namespace kaskad::gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace json = boost::json;

// Books every order, unless its reference is said to be in another state, and numbers every invoice 7.
class fake_gateway {
  public:
    post_request port() {
        return [this](const std::string& path, std::string body) { return take(path, json::parse(body).as_object()); };
    }

    std::map<std::string, std::string> states;
    std::string trouble_with;        // a reference, or "invoice"
    std::vector<std::string> asked;  // paths, and references of orders
    std::vector<json::object> drafts;

  private:
    std::expected<std::string, std::string> take(const std::string& path, json::object body) {
        const bool is_order = path.contains("orders");
        const auto name = is_order ? std::string{body.at("reference").as_string()} : "invoice";
        asked.push_back(is_order ? name : path);
        if (name == trouble_with) return std::unexpected("409 outdated");
        if (is_order) return R"({"state":")" + (states.contains(name) ? states.at(name) : "booked") + R"("})";
        drafts.push_back(std::move(body));
        return R"({"number":7,"printed_number":"RE-0007","net":"14.2","tax":"2.7","gross":"16.9"})";
    }
};

// 4.2 of messages, and a fee of 10.
bill_subject make_month() {
    auto subject = make_subject();
    subject.contract.tariff.fees = {make_fee("bind", 10'000'000)};
    use(subject, billing::usage_kind::message, 12, 4'200'000);
    return subject;
}

billing::invoice make_issued() {
    const file held;
    auto invoice = *make_draft(make_month(), held.terms());
    invoice.number = 12;
    return invoice;
}

std::expected<billed, std::string> bill_with(fake_gateway& gateway, bill_subject subject, bool is_dry_run = false) {
    const file held;
    return bill(std::move(subject), held.terms(), gateway.port(), is_dry_run);
}

}  // namespace

TEST(BillRun, OrdersFirstThenTheInvoiceThatTheyStandOn) {
    fake_gateway gateway;
    const auto told = bill_with(gateway, make_month());
    ASSERT_TRUE(told) << told.error();
    EXPECT_THAT(gateway.asked, ElementsAre("bill/shop/2026-11/fee/bind", "/v1/admin/invoices"));
    const auto& lines = gateway.drafts.at(0).at("lines").as_array();
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(json::serialize(lines[1]),
              R"({"kind":"fee","text":"bind, 2026-11","country":"","network":"","items":0,"units":0,"exact":"10"})");
    EXPECT_EQ(told->row.number, "RE-0007");
    EXPECT_EQ(told->row.usage.e6, 4'200'000);
    EXPECT_EQ(told->row.fees.e6, 10'000'000);
    EXPECT_EQ(told->row.gross.e6, 16'900'000) << "as the gateway says";
    EXPECT_EQ(told->remark, "");
}

TEST(BillRun, WhatIsOrderedAlreadyIsOnlyInvoiced) {
    auto subject = make_month();
    subject.orders = {make_order(facts::money_order_kind::fee, -10'000'000, NOVEMBER_1, "bill/shop/2026-11/fee/bind")};
    fake_gateway gateway;
    ASSERT_TRUE(bill_with(gateway, subject));
    EXPECT_THAT(gateway.asked, ElementsAre("/v1/admin/invoices"));
    EXPECT_EQ(gateway.drafts.at(0).at("lines").as_array().size(), 2u);
}

// Its lines would have other networks, parts and roundings than those the client was told of.
TEST(BillRun, OfDroppedMessagesNoInvoiceIsMade) {
    auto subject = make_month();
    subject.dropped = 3;
    fake_gateway gateway;
    for (const bool is_dry_run : {true, false}) {
        const auto refused = bill_with(gateway, subject, is_dry_run);
        ASSERT_FALSE(refused);
        EXPECT_THAT(refused.error(), HasSubstr("3 of its messages were dropped"));
    }
    EXPECT_THAT(gateway.asked, IsEmpty());
    subject.invoice = make_issued();
    const auto told = bill_with(gateway, subject);
    ASSERT_TRUE(told) << told.error();
    EXPECT_EQ(told->row.number, "RE-0012") << "the invoice that there is keeps all that it prints";
}

TEST(BillRun, AnInvoicedMonthIsToldAndLeftAlone) {
    auto subject = make_month();
    subject.orders = {make_order(facts::money_order_kind::fee, -10'000'000, NOVEMBER_1, "bill/shop/2026-11/fee/bind")};
    subject.invoice = make_issued();
    fake_gateway gateway;
    auto told = bill_with(gateway, subject);
    ASSERT_TRUE(told) << told.error();
    EXPECT_THAT(gateway.asked, IsEmpty());
    EXPECT_EQ(told->row.number, "RE-0012");
    EXPECT_EQ(told->row.usage.e6, 4'200'000);
    EXPECT_EQ(told->remark, "");
    subject.contract.tariff.fees.push_back(make_fee("new", 1'000'000));
    told = bill_with(gateway, subject);
    EXPECT_THAT(gateway.asked, IsEmpty()) << "it would stand on no invoice";
    EXPECT_THAT(told->remark, HasSubstr("bill/shop/2026-11/fee/new"));
    subject.invoice->to_day -= 1;
    const auto refused = bill_with(gateway, subject);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error(), HasSubstr("RE-0012 is for some of these days"));
    EXPECT_THAT(gateway.asked, IsEmpty());
}

TEST(BillRun, AnOrderThatWaitsHoldsUpTheInvoiceAndNoOtherOrder) {
    auto subject = make_month();
    subject.contract.tariff.fees.push_back(make_fee("sender", 5'000'000));
    fake_gateway gateway;
    gateway.states["bill/shop/2026-11/fee/bind"] = "waiting";
    const auto told = bill_with(gateway, subject);
    ASSERT_FALSE(told);
    EXPECT_THAT(told.error(), HasSubstr("waits for a second person (bill/shop/2026-11/fee/bind)"));
    EXPECT_THAT(gateway.asked, ElementsAre("bill/shop/2026-11/fee/bind", "bill/shop/2026-11/fee/sender"));
}

TEST(BillRun, OneThatWaitsFromBeforeHoldsUpEverything) {
    auto subject = make_month();
    subject.orders = {make_order(facts::money_order_kind::credit_note, 1, NOVEMBER_1, "ticket-12")};
    subject.orders[0].state = facts::money_order_state::waiting;
    fake_gateway gateway;
    const auto told = bill_with(gateway, subject);
    ASSERT_FALSE(told);
    EXPECT_THAT(told.error(), HasSubstr("ticket-12"));
    EXPECT_THAT(gateway.asked, IsEmpty());
}

// Somebody refused the same order a moment ago: the invoice is made without it.
TEST(BillRun, AnOrderThatWasRefusedStandsOnNoInvoice) {
    fake_gateway gateway;
    gateway.states["bill/shop/2026-11/fee/bind"] = "refused";
    ASSERT_TRUE(bill_with(gateway, make_month()));
    EXPECT_EQ(gateway.drafts.at(0).at("lines").as_array().size(), 1u);
}

TEST(BillRun, WhatTheFileLacksIsSaidBeforeAnythingIsBooked) {
    auto subject = make_month();
    subject.contract.tax_code = "ch";
    fake_gateway gateway;
    const auto told = bill_with(gateway, subject);
    ASSERT_FALSE(told);
    EXPECT_THAT(told.error(), HasSubstr("[[tax]] 'ch'"));
    EXPECT_THAT(gateway.asked, IsEmpty());
}

TEST(BillRun, ADryRunBooksNothing) {
    fake_gateway gateway;
    const auto told = bill_with(gateway, make_month(), true);
    ASSERT_TRUE(told) << told.error();
    EXPECT_THAT(gateway.asked, IsEmpty()) << "its fee is not in the gateway's books";
    // 19 % of 14.2 is 2.698.
    EXPECT_EQ(told->row.net.e6, 14'200'000);
    EXPECT_EQ(told->row.gross.e6, 16'900'000);
    EXPECT_EQ(told->row.number, "not yet");
    auto subject = make_month();
    subject.contract.tariff.fees.clear();
    ASSERT_TRUE(bill_with(gateway, subject, true));
    EXPECT_THAT(gateway.asked, ElementsAre("/v1/admin/invoices?dry_run=true"));
}

TEST(BillRun, WhatTheGatewayRefusesIsSaid) {
    fake_gateway gateway;
    gateway.trouble_with = "bill/shop/2026-11/fee/bind";
    EXPECT_EQ(bill_with(gateway, make_month()).error(), "order bill/shop/2026-11/fee/bind: 409 outdated");
    EXPECT_THAT(gateway.drafts, IsEmpty());
    gateway.trouble_with = "invoice";
    EXPECT_EQ(bill_with(gateway, make_month()).error(), "its invoice: 409 outdated");
}

TEST(BillRun, AMonthOfNothingHasNoInvoice) {
    fake_gateway gateway;
    const auto told = bill_with(gateway, make_subject());
    ASSERT_TRUE(told) << told.error();
    EXPECT_THAT(gateway.asked, IsEmpty());
    EXPECT_EQ(told->row.number, "nothing to invoice");
}

TEST(BillRequest, AnOrderIsWhatTheGatewayReads) {
    billing::due_fee due{.name = "bind/2026-11", .text = "bind, 2026-11", .day = NOVEMBER_1, .amount = {10'500'000}};
    EXPECT_EQ(render_order(make_fee_order("shop", due)),
              R"({"client":"shop","kind":"fee","amount":"-10.5","reason":"bind, 2026-11",)"
              R"("reference":"bill/shop/2026-11/fee/bind","for_day":"2026-11-01"})");
}

TEST(BillRequest, ADraftIsWhatTheGatewayReads) {
    const file held;
    auto subject = make_month();
    subject.contract.buyer = {"Shop GmbH", {"Main Street 1", "Berlin"}, "DE1", {"Bank"}};
    const auto draft = json::parse(render_draft(*make_draft(subject, held.terms()), "shop")).as_object();
    EXPECT_EQ(json::serialize(draft.at("to")),
              R"({"name":"Shop GmbH","address":["Main Street 1","Berlin"],"tax_number":"DE1","bank":["Bank"]})");
    EXPECT_EQ(draft.at("client"), "shop");
    EXPECT_EQ(draft.at("from_day"), "2026-11-01");
    EXPECT_EQ(draft.at("to_day"), "2026-12-01");
    EXPECT_EQ(draft.at("issued"), "2026-12-03");
    EXPECT_EQ(draft.at("due"), "2026-12-17");
    EXPECT_EQ(draft.at("tax_percent"), "19");
    EXPECT_EQ(json::serialize(draft.at("lines").as_array().at(0)),
              R"({"kind":"messages","text":"","country":"DE","network":"26201","items":1,"units":12,"exact":"4.2"})");
}

TEST(BillRequest, AnAnswerThatIsNoInvoiceIsSaid) {
    EXPECT_FALSE(read_issued(json::parse(R"({"net":"1","tax":"0","gross":"1"})").as_object(), {}));
    EXPECT_FALSE(read_issued(json::parse(R"({"number":1,"net":"x","tax":"0","gross":"1"})").as_object(), {}));
    EXPECT_EQ(read_issued(json::parse(R"({"number":1,"net":"1","tax":"0","gross":"1"})").as_object(), {})->net.e6,
              1'000'000);
}

// The gateway is ahead of the database by what the projector has still to write.
TEST(BillRun, IsNotMadeFromADatabaseThatEndsBeforeTheMonth) {
    constexpr int64_t END = 1'000;
    EXPECT_EQ(find_lag(END, END, "\nkaskad_projector_lag_groups 7\n"), std::nullopt);
    EXPECT_EQ(find_lag(END - 1, END, "\nkaskad_projector_lag_groups 0\n"), std::nullopt);  // nothing happened since
    EXPECT_TRUE(find_lag(END - 1, END, "\nkaskad_projector_lag_groups 7\n").has_value());
    EXPECT_TRUE(find_lag(END - 1, END, "").has_value());
}

}  // namespace kaskad::gateway::test
