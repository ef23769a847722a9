#include "gateway/bill_plan.hpp"

#include "tests/gateway/bill_fixture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace kaskad::gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using enum facts::money_order_kind;

// A zone that is hours east of UTC, whatever its name says beside "UTC".
class east_calendar final : public billing::calendar {
  public:
    billing::local_period day(std::string_view zone, int64_t utc_ms) const override {
        return shifted(zone, utc_.day({}, utc_ms + ahead(zone)));
    }
    billing::local_period month(std::string_view zone, int64_t utc_ms) const override {
        return shifted(zone, utc_.month({}, utc_ms + ahead(zone)));
    }

  private:
    static int64_t ahead(std::string_view zone) { return zone.empty() ? 0 : 10 * 3'600'000; }
    static billing::local_period shifted(std::string_view zone, billing::local_period period) {
        period.begin_utc_ms -= ahead(zone);
        period.end_utc_ms -= ahead(zone);
        return period;
    }

    billing::utc_calendar utc_;
};

struct told_order {
    std::string reference;
    facts::money_order_kind kind;
    int64_t e6;
    uint32_t day;

    friend bool operator==(const told_order&, const told_order&) = default;
};

std::vector<told_order> due_of(const bill_subject& subject) {
    std::vector<told_order> told;
    for (const auto& each : find_orders_due(subject)) {
        EXPECT_EQ(each.client, "shop");
        EXPECT_EQ(each.currency, "EUR");
        EXPECT_FALSE(each.reason.empty()) << "the engine refuses it without";
        told.push_back({each.reference, each.kind, each.amount.e6, each.for_day});
    }
    return told;
}

std::vector<std::string> names_of(const bill_selection& selected) {
    std::vector<std::string> names;
    for (const auto& each : selected.subjects)
        names.push_back(each.client.name);
    return names;
}

std::map<std::string, std::string> faults_of(const bill_selection& selected) {
    std::map<std::string, std::string> faults;
    for (const auto& each : selected.faults)
        faults[each.client] = each.why;
    return faults;
}

constexpr int64_t AFTERWARDS = (DECEMBER_1 + 2) * DAY;

bill_selection select(const billing_records& records, const std::string& client = {}, int64_t now = AFTERWARDS) {
    return select_subjects(records, {NOVEMBER_1, client, now}, east_calendar{});
}

billing_records some_records() {
    billing_records records;
    records.clients = {make_client(1, "shop"), make_client(2, "bank"), make_client(3, "kiosk"), make_client(4, "free"),
                       make_client(5, "owner")};
    records.clients[2].parent = {1};
    records.contracts = {make_contract(1), make_contract(2), make_contract(3), make_contract(4, "")};
    return records;
}

}  // namespace

TEST(BillPlan, TakesWhoIsInvoicedByUs) {
    const auto records = some_records();
    const auto all = select(records);
    EXPECT_THAT(names_of(all), ElementsAre("bank", "shop"));
    EXPECT_THAT(all.faults, IsEmpty()) << "others are not asked for";
    EXPECT_THAT(names_of(select(records, "shop")), ElementsAre("shop"));
    EXPECT_THAT(faults_of(select(records, "kiosk"))["kiosk"], HasSubstr("reseller"));
    EXPECT_THAT(faults_of(select(records, "free"))["free"], HasSubstr("names no seller"));
    EXPECT_THAT(faults_of(select(records, "owner"))["owner"], HasSubstr("no contract"));
    EXPECT_THAT(faults_of(select(records, "nobody"))["nobody"], HasSubstr("no such client"));
}

TEST(BillPlan, AMonthIsOverWhereTheClientIsBilled) {
    auto records = some_records();
    records.clients[0].zone = "Ten hours east";
    constexpr int64_t SHOP_END = DECEMBER_1 * DAY - 10 * 3'600'000;
    EXPECT_THAT(names_of(select(records, "", SHOP_END - 1)), IsEmpty());
    const auto between = select(records, "", SHOP_END);
    EXPECT_THAT(names_of(between), ElementsAre("shop"));
    EXPECT_THAT(faults_of(between)["bank"], HasSubstr("2026-11 is not over"));
    EXPECT_EQ(between.subjects[0].period.from_utc_ms, NOVEMBER_1 * DAY - 10 * 3'600'000);
    EXPECT_EQ(between.subjects[0].period.to_utc_ms, SHOP_END);
    EXPECT_EQ(between.subjects[0].month, (billing::day_span{NOVEMBER_1, DECEMBER_1}));
    EXPECT_THAT(names_of(select(records, "", DECEMBER_1 * DAY)), ElementsAre("bank", "shop"));
}

TEST(BillPlan, EachHasItsOwnOrdersAndItsInvoice) {
    auto records = some_records();
    records.orders = {make_order(fee, -1, NOVEMBER_1, "of the shop")};
    billing::invoice invoice;
    invoice.client = {1};
    invoice.number = 7;
    invoice.from_day = NOVEMBER_1;
    invoice.to_day = DECEMBER_1;
    records.invoices = {invoice};
    const auto shop = [&] { return select(records, "shop").subjects.at(0); };
    EXPECT_EQ(shop().orders.size(), 1u);
    EXPECT_EQ(shop().invoice->number, 7u);
    EXPECT_THAT(select(records, "bank").subjects.at(0).orders, IsEmpty());
    EXPECT_FALSE(select(records, "bank").subjects.at(0).invoice);
    records.invoices[0].taken_back = 8;
    EXPECT_FALSE(shop().invoice);
    records.invoices[0].taken_back = 0;
    records.invoices[0].kind = billing::invoice_kind::credit_note;
    EXPECT_FALSE(shop().invoice);
    records.invoices[0].kind = billing::invoice_kind::invoice;
    records.invoices[0].from_day = DECEMBER_1;
    EXPECT_FALSE(shop().invoice);
}

TEST(BillPlan, OrdersTheFeesThatAreDue) {
    auto subject = make_subject();
    auto setup = make_fee("setup", 50'000'000, NOVEMBER_1 + 4);
    setup.cycle = billing::fee_cycle::once;
    auto sender = make_fee("sender", 3'000'000, NOVEMBER_1 + 15);
    sender.is_pro_rata = true;
    subject.contract.tariff.fees = {make_fee("bind", 10'000'000), setup, sender, make_fee("later", 1, DECEMBER_1)};
    EXPECT_THAT(due_of(subject),
                ElementsAre(told_order{"bill/shop/2026-11/fee/bind", fee, -10'000'000, NOVEMBER_1},
                            told_order{"bill/shop/once/fee/setup", fee, -50'000'000, NOVEMBER_1 + 4},
                            told_order{"bill/shop/2026-11/fee/sender", fee, -1'500'000, NOVEMBER_1 + 15}));
}

TEST(BillPlan, WhatIsOrderedIsNotOrderedAgainWhateverBecameOfIt) {
    for (const auto state :
         {facts::money_order_state::booked, facts::money_order_state::waiting, facts::money_order_state::refused}) {
        auto subject = make_subject();
        subject.contract.tariff = {.rule = billing::step_rule::whole_volume,
                                   .steps = {{0, 100'000}},
                                   .commitment = {100'000'000},
                                   .fees = {make_fee("bind", 10'000'000)}};
        use(subject, billing::usage_kind::message, 10, 50'000'000);
        EXPECT_EQ(find_orders_due(subject).size(), 3u);
        subject.orders = {make_order(fee, -1, NOVEMBER_1, "bill/shop/2026-11/fee/bind"),
                          make_order(volume_credit, 1, DECEMBER_1 - 1, "bill/shop/2026-11/steps"),
                          make_order(commitment, -1, DECEMBER_1 - 1, "bill/shop/2026-11/commitment")};
        for (auto& each : subject.orders)
            each.state = state;
        EXPECT_THAT(due_of(subject), IsEmpty());
    }
}

// 900 + 100 units reach the step of 10 %; look-ups count for nothing. 10 % of 40 + 5 is 4.5, so that 40.5 are left of
// the 100 that were agreed.
TEST(BillPlan, AMonthsStepsAndCommitmentAreOrderedForItsLastDay) {
    auto subject = make_subject();
    subject.contract.tariff = {.rule = billing::step_rule::whole_volume,
                               .steps = {{500, 50'000}, {1'000, 100'000}},
                               .commitment = {100'000'000},
                               .fees = {}};
    use(subject, billing::usage_kind::message, 900, 40'000'000);
    use(subject, billing::usage_kind::late_message, 100, 5'000'000);
    use(subject, billing::usage_kind::lookup, 5'000, 7'000'000);
    EXPECT_THAT(due_of(subject),
                ElementsAre(told_order{"bill/shop/2026-11/steps", volume_credit, 4'500'000, DECEMBER_1 - 1},
                            told_order{"bill/shop/2026-11/commitment", commitment, -59'500'000, DECEMBER_1 - 1}));
    EXPECT_EQ(find_orders_due(subject)[0].reason, "2026-11: 1000 units came to 45 EUR");
    EXPECT_EQ(find_orders_due(subject)[1].reason, "2026-11: 100 EUR agreed, messages came to 40.5");
    subject.contract.language = "ru";
    EXPECT_EQ(find_orders_due(subject)[1].reason, "2026-11: согласовано 100 EUR, сообщений на сумму 40.5");
    subject.contract.tariff.commitment = {40'500'000};
    EXPECT_EQ(due_of(subject).size(), 1u) << "nothing is missing";
    subject.contract.tariff.rule = billing::step_rule::progressive;
    EXPECT_THAT(due_of(subject), IsEmpty());
}

// 15 of 30 days: half of the commitment, of which 20 were used, and half of a fee that is pro rata.
TEST(BillPlan, AContractThatBeginsWithinTheMonthAsksItsShare) {
    auto subject = make_subject();
    auto sender = make_fee("sender", 3'000'000);
    sender.is_pro_rata = true;
    subject.contract.tariff = {.steps = {}, .commitment = {100'000'000}, .fees = {sender}};
    subject.contract.from_day = NOVEMBER_1 + 15;
    use(subject, billing::usage_kind::message, 10, 20'000'000);
    EXPECT_THAT(due_of(subject),
                ElementsAre(told_order{"bill/shop/2026-11/fee/sender", fee, -1'500'000, NOVEMBER_1 + 15},
                            told_order{"bill/shop/2026-11/commitment", commitment, -30'000'000, DECEMBER_1 - 1}));
    subject.contract.from_day = DECEMBER_1;
    EXPECT_THAT(due_of(subject), IsEmpty());
}

// What was given back already is what is missing less; what somebody refused to give back was not given.
TEST(BillPlan, TheCommitmentGoesByTheCreditThatIsInTheBooks) {
    auto subject = make_subject();
    subject.contract.tariff = {
        .rule = billing::step_rule::whole_volume, .steps = {{0, 100'000}}, .commitment = {100'000'000}, .fees = {}};
    use(subject, billing::usage_kind::message, 10, 90'000'000);
    subject.orders = {make_order(volume_credit, 20'000'000, DECEMBER_1 - 1, "bill/shop/2026-11/steps")};
    EXPECT_EQ(due_of(subject).at(0).e6, -30'000'000);
    subject.orders[0].state = facts::money_order_state::refused;
    EXPECT_EQ(due_of(subject).at(0).e6, -10'000'000);
}

constexpr core::currency USD{{'U', 'S', 'D'}};

// 90 EUR were 100 USD at 0.9, 19 EUR 20 USD at 0.95; at 1 they are 120 EUR: 11 more.
bill_subject make_exchanged() {
    auto subject = make_subject();
    subject.contract.priced_in = USD;
    subject.contract.rate_rule = facts::exchange_rule::invoice_day;
    use(subject, billing::usage_kind::message, 10, 109'000'000);
    subject.usage.exchanged = {{{90'000'000, NOVEMBER_1}, {90'000'000}}, {{95'000'000, NOVEMBER_1 + 1}, {19'000'000}}};
    subject.rate = billing::exchange{100'000'000, DECEMBER_1 + 2};
    return subject;
}

TEST(BillPlan, WhatIsInvoicedAtTheRateOfItsDayIsCorrectedOnce) {
    auto subject = make_exchanged();
    const told_order difference{"bill/shop/2026-11/rate", rate_difference, -11'000'000, DECEMBER_1 - 1};
    EXPECT_THAT(due_of(subject), ElementsAre(difference));
    EXPECT_EQ(find_orders_due(subject)[0].reason, "2026-11: 1 USD = 1 EUR, rate of 2026-12-03");
    // What the month came to by it is what the commitment goes by: 120 of 150.
    subject.contract.tariff.commitment = {150'000'000};
    EXPECT_EQ(due_of(subject).at(1).e6, -30'000'000);
    subject.rate = billing::exchange{50'000'000, DECEMBER_1 + 3};  // another day, another rate, and it was ordered
    subject.orders = {make_order(rate_difference, -11'000'000, DECEMBER_1 - 1, difference.reference)};
    EXPECT_EQ(due_of(subject).size(), 1U);
    EXPECT_EQ(due_of(subject).at(0).e6, -30'000'000);
    const auto draft = make_draft(subject, file{}.terms());
    ASSERT_TRUE(draft);
    EXPECT_EQ(draft->lines.back().kind, billing::line_kind::correction);
    EXPECT_EQ(draft->net, core::amount{120'000'000});
}

TEST(BillPlan, ARateOfTheInvoicesDayIsNeededThen) {
    auto subject = make_exchanged();
    billing_records records;
    const auto known = [&](const char* base, const char* quote, uint32_t day) {
        records.rates = {{.base = base, .quote = quote, .day = day, .rate_e8 = 90'000'000, .source = {}, .by = {}}};
        return find_invoice_rate(make_exchange_table(records.rates), subject, DECEMBER_1 + 5, 3 * DAY);
    };
    EXPECT_EQ(known("USD", "EUR", DECEMBER_1 + 1), (billing::exchange{90'000'000, DECEMBER_1 + 1}));
    EXPECT_EQ(known("EUR", "USD", DECEMBER_1 + 5), (billing::exchange{90'000'000, DECEMBER_1 + 5, true}));
    EXPECT_EQ(known("USD", "EUR", DECEMBER_1), std::nullopt) << "its day has been over for four days";
    EXPECT_EQ(known("USD", "EUR", DECEMBER_1 + 6), std::nullopt) << "to come yet";
    EXPECT_EQ(rate_obstacle(subject), "");
    subject.rate.reset();
    EXPECT_THAT(rate_obstacle(subject), HasSubstr("today's rate of USD in EUR"));
    EXPECT_THAT(due_of(subject), IsEmpty());
    subject.orders = {make_order(rate_difference, -1, DECEMBER_1 - 1, "bill/shop/2026-11/rate")};
    EXPECT_EQ(rate_obstacle(subject), "") << "it was corrected before";
    subject.contract.rate_rule = facts::exchange_rule::message_day;
    EXPECT_EQ(known("USD", "EUR", DECEMBER_1 + 5), std::nullopt) << "nobody asks for it";
}

TEST(BillPlan, AnInvoiceHasUsageAndWhatWasBookedForItsDays) {
    auto subject = make_subject();
    use(subject, billing::usage_kind::message, 2, 1'234'500);
    subject.orders = {make_order(fee, -10'000'000, NOVEMBER_1, "a"),
                      make_order(volume_credit, 500'000, DECEMBER_1 - 1, "b"),
                      make_order(commitment, -3'000'000, DECEMBER_1 - 1, "c"),
                      make_order(credit_note, 250'000, NOVEMBER_1 + 9, "d"),
                      make_order(price_correction, -10'000, NOVEMBER_1 + 9, "e"),
                      make_order(top_up, 70'000'000, NOVEMBER_1, "f"),
                      make_order(payment, 70'000'000, NOVEMBER_1, "g"),
                      make_order(adjustment, 70'000'000, NOVEMBER_1, "h"),
                      make_order(fee, -10'000'000, NOVEMBER_1 - 1, "October's"),
                      make_order(fee, -10'000'000, DECEMBER_1, "December's"),
                      make_order(fee, -10'000'000, NOVEMBER_1, "refused")};
    subject.orders.back().state = facts::money_order_state::refused;
    const auto draft = make_draft(subject, file{}.terms());
    ASSERT_TRUE(draft) << draft.error();
    std::vector<std::string> lines;
    for (const auto& each : draft->lines)
        lines.push_back(std::string{billing::to_string(each.kind)} + " " + core::to_string(each.exact));
    EXPECT_THAT(lines, ElementsAre("messages 1.2345", "fee 10", "volume_credit -0.5", "commitment 3", "credit -0.25",
                                   "correction 0.01"));
    EXPECT_EQ(draft->lines[1].text, "why");
    // 1.23 + 10 - 0.5 + 3 - 0.25 + 0.01 = 13.49, and 19 % of it is 2.5631.
    EXPECT_EQ(draft->net.e6, 13'490'000);
    EXPECT_EQ(draft->tax.e6, 2'560'000);
    EXPECT_EQ(draft->gross.e6, 16'050'000);
}

TEST(BillPlan, AnInvoiceSaysWhoWhomWhenAndWithWhatTax) {
    const auto subject = make_subject();
    const auto draft = make_draft(subject, file{}.terms());
    ASSERT_TRUE(draft) << draft.error();
    EXPECT_EQ(draft->seller, "main");
    EXPECT_EQ(draft->prefix, "RE-");
    EXPECT_EQ(draft->from.name, "Kaskad GmbH");
    EXPECT_EQ(draft->to.name, "Shop GmbH");
    EXPECT_EQ(draft->language, "en");
    EXPECT_EQ(draft->tax_ppm, 190'000u) << "the rate of the month's last day, not of today";
    EXPECT_EQ(draft->from_day, NOVEMBER_1);
    EXPECT_EQ(draft->to_day, DECEMBER_1);
    EXPECT_EQ(draft->issued_day, DECEMBER_1 + 2);
    EXPECT_EQ(draft->due_day, DECEMBER_1 + 16);
    EXPECT_EQ(draft->number, 0u);
    EXPECT_THAT(draft->lines, IsEmpty());
    const file held;
    EXPECT_EQ(make_draft(subject, {held.sellers, held.taxes, DECEMBER_1 - 1})->issued_day, DECEMBER_1)
        << "the month is over there, and not yet here";
}

TEST(BillPlan, SaysWhatTheFileLacks) {
    auto subject = make_subject();
    const file held;
    subject.contract.seller = "other";
    EXPECT_EQ(make_draft(subject, held.terms()).error(), "the file has no [[seller]] named 'other'");
    subject = make_subject();
    subject.contract.tax_code = "ch";
    EXPECT_EQ(make_draft(subject, held.terms()).error(), "the file has no [[tax]] 'ch' that holds on 2026-11-30");
}

TEST(BillPlan, NamesAnOrderThatWaits) {
    auto subject = make_subject();
    EXPECT_FALSE(find_waiting(subject));
    subject.orders = {make_order(credit_note, 1, NOVEMBER_1, "ticket-12")};
    EXPECT_FALSE(find_waiting(subject));
    subject.orders[0].state = facts::money_order_state::waiting;
    EXPECT_EQ(find_waiting(subject), "ticket-12");
    subject.orders[0].for_day = DECEMBER_1;
    EXPECT_FALSE(find_waiting(subject)) << "it is the next invoice's";
    subject.orders[0] = make_order(top_up, 1, NOVEMBER_1, "bank-3");
    subject.orders[0].state = facts::money_order_state::waiting;
    EXPECT_FALSE(find_waiting(subject)) << "it stands on no invoice";
}

// One message charged from the balance, two that are owed apart: the same network, and one more.
TEST(BillPlan, WhatIsOwedOfClosedMonthsStandsOnTheInvoiceOfThisOne) {
    const billing::usage_key late{20'000, billing::usage_kind::late_message, "DE", "26201"};
    const billing::usage_key other{20'001, billing::usage_kind::late_message, "FR", ""};
    billing::statement usage;
    usage.closing = {5};
    usage.usage[late] = {1, 2, {160'000}};
    billing::statement receivable;
    receivable.closing = {-9};
    receivable.usage[late] = {1, 1, {80'000}};
    receivable.usage[other] = {1, 1, {70'000}};
    add_late(usage, receivable);
    EXPECT_EQ(usage.usage.at(late), (billing::usage{2, 3, {240'000}}));
    EXPECT_EQ(usage.usage.at(other), (billing::usage{1, 1, {70'000}}));
    EXPECT_EQ(usage.closing, core::amount{5});  // of the balance alone
}

}  // namespace kaskad::gateway::test
