#include "engine/reconciliations.hpp"

#include "tests/engine/clerk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>

// A supplier's bill beside our books: what is accepted is owed, what is disputed stands apart, and each is booked once.

namespace kaskad::engine::test {
namespace {

using billing::account_kind;
using facts::reconciliation_state;
using facts::refusal_code;
using testing::HasSubstr;

rig_options with_approval() {
    rig_options options;
    options.limits.billing.approve_above = amount("100");
    options.limits.billing.reconciliations_max = 3;
    return options;
}

struct desk : clerk {
    desk() : clerk{with_approval()} {}

    // January of "cheap": they bill 110, we count 100.
    facts::record_reconciliation bill(const char* accepted = "2", const char* disputed = "8") const {
        facts::record_reconciliation made{.link = "cheap", .value = {}, .by = "clerk"};
        auto& value = made.value;
        value.supplier = "Cheap Ltd";
        value.from_day = JANUARY;
        value.to_day = FEBRUARY;
        value.file = "january.csv";
        value.sha256 = std::string(64, 'a');
        value.currency = euro;
        value.ours = amount("100");
        value.accepted = amount(accepted);
        value.disputed = amount(disputed);
        value.theirs = value.ours + value.accepted + value.disputed;
        value.categories = {{"price", 12, value.accepted}, {"theirs_only", 3, value.disputed}};
        if (value.disputed.e6 > 0) value.deadline_utc = now.utc_ms + 21 * DAY_MS;
        return made;
    }
    facts::reconciliation booked(facts::command command) { return told<facts::reconciled>(std::move(command)).value; }
    facts::change_reconciliation settle(const char* credited, const char* conceded = "0",
                                        std::string by = "clerk") const {
        return {.id = 1,
                .state = reconciliation_state::settled,
                .credited = amount(credited),
                .conceded = amount(conceded),
                .words = "as they wrote",
                .by = std::move(by)};
    }
    facts::change_reconciliation withdraw() const {
        return {.id = 1, .state = reconciliation_state::withdrawn, .words = "wrong file", .by = "clerk"};
    }
    core::amount owed() const { return posted(account_kind::payable, CHEAP.value); }
    core::amount disputed() const { return posted(account_kind::dispute, CHEAP.value); }
    core::amount corrections() const { return posted(account_kind::adjust); }
};

TEST(EngineReconciliations, WhatIsAcceptedIsOwedAndWhatIsDisputedStandsApart) {
    desk clerk;
    const auto made = clerk.booked(clerk.bill());
    EXPECT_EQ(made.state, reconciliation_state::disputed);
    EXPECT_EQ(made.open(), amount("8"));
    EXPECT_EQ(clerk.owed(), amount("2"));
    EXPECT_EQ(clerk.disputed(), amount("8"));
    EXPECT_EQ(clerk.corrections(), amount("-10"));
    EXPECT_EQ(made.notes.at(0).by, "clerk");
    EXPECT_GT(made.notes.at(0).posting, 0U);
    clerk.expect_balanced();
}

TEST(EngineReconciliations, TheyMayBillLess) {
    desk clerk;
    EXPECT_EQ(clerk.booked(clerk.bill("-3.5", "0")).state, reconciliation_state::agreed);
    EXPECT_EQ(clerk.owed(), amount("-3.5"));
    EXPECT_EQ(clerk.corrections(), amount("3.5"));
    clerk.expect_balanced();
}

TEST(EngineReconciliations, WhatAgreesMovesNothing) {
    desk clerk;
    const auto made = clerk.booked(clerk.bill("0", "0"));
    EXPECT_EQ(made.state, reconciliation_state::agreed);
    EXPECT_EQ(made.notes.at(0).posting, 0U);
}

TEST(EngineReconciliations, TheSameFileTwiceIsBookedOnce) {
    desk clerk;
    clerk.booked(clerk.bill());
    clerk.restart();
    const auto again = clerk.told<facts::reconciled>(clerk.bill());
    EXPECT_TRUE(again.is_repeat);
    EXPECT_EQ(again.value.id, 1U);
    EXPECT_EQ(clerk.owed(), amount("2"));
    auto other = clerk.bill();
    other.value.sha256 = std::string(64, 'b');
    EXPECT_EQ(clerk.refused(other), refusal_code::already_exists);
    EXPECT_THAT(clerk.detail, HasSubstr("withdraw it first"));
    // A second bill of the same days is another one.
    other.value.invoice = "2026-17";
    EXPECT_EQ(clerk.booked(other).id, 2U);
}

TEST(EngineReconciliations, ADryRunChangesNothing) {
    desk clerk;
    auto dry = clerk.bill();
    dry.is_dry_run = true;
    EXPECT_TRUE(clerk.told<facts::reconciled>(dry).is_dry_run);
    EXPECT_EQ(clerk.owed(), amount("0"));
    EXPECT_TRUE(clerk.engine->memory().reconciliations.empty());
    EXPECT_FALSE(clerk.told<facts::reconciled>(clerk.bill()).is_repeat);
}

TEST(EngineReconciliations, ACreditNoteIsCreditedOnceWhicheverDisputeItIsFor) {
    desk clerk;
    clerk.booked(clerk.bill());
    auto other = clerk.bill("0", "5");
    other.value.sha256 = std::string(64, 'b');
    other.value.invoice = "A-8";
    clerk.booked(other);
    auto note = clerk.settle("3");
    note.reference = "CN-1";
    note.is_dry_run = true;
    EXPECT_EQ(clerk.told<facts::reconciled>(note).value.open(), amount("5"));
    EXPECT_EQ(clerk.disputed(), amount("13")) << "a dry run books nothing";
    note.is_dry_run = false;
    EXPECT_FALSE(clerk.told<facts::reconciled>(note).is_repeat);
    EXPECT_EQ(clerk.disputed(), amount("10"));
    clerk.restart();
    note.id = 2;
    const auto again = clerk.told<facts::reconciled>(note);
    EXPECT_TRUE(again.is_repeat);
    EXPECT_EQ(again.value.id, 1U) << "where it was credited";
    EXPECT_EQ(clerk.disputed(), amount("10"));
    note.reference = "CN-2";
    EXPECT_EQ(clerk.told<facts::reconciled>(note).value.open(), amount("2"));
    clerk.expect_balanced();
}

TEST(EngineReconciliations, ADisputeEndsWithItsLastCent) {
    desk clerk;
    clerk.booked(clerk.bill());
    const facts::change_reconciliation answer{.id = 1, .words = "they looked", .by = "clerk"};
    EXPECT_EQ(clerk.booked(answer).state, reconciliation_state::answered);
    EXPECT_EQ(clerk.booked(clerk.settle("5")).open(), amount("3"));
    clerk.restart();
    EXPECT_EQ(clerk.disputed(), amount("3"));
    EXPECT_EQ(clerk.corrections(), amount("-5"));
    EXPECT_EQ(clerk.refused(clerk.settle("2", "1.000001")), refusal_code::invalid_declaration);
    const auto settled = clerk.booked(clerk.settle("2", "1"));
    EXPECT_EQ(settled.state, reconciliation_state::settled);
    EXPECT_EQ(settled.notes.size(), 4U);
    EXPECT_EQ(clerk.disputed(), amount("0"));
    EXPECT_EQ(clerk.owed(), amount("3"));
    EXPECT_EQ(clerk.corrections(), amount("-3"));
    EXPECT_EQ(clerk.refused(clerk.settle("1")), refusal_code::already_decided);
    EXPECT_EQ(clerk.refused(answer), refusal_code::already_decided);
    clerk.expect_balanced();
}

TEST(EngineReconciliations, WithdrawnItIsAsIfItHadNotBeen) {
    desk clerk;
    clerk.booked(clerk.bill());
    clerk.booked(clerk.settle("5", "1"));
    const auto gone = clerk.booked(clerk.withdraw());
    EXPECT_EQ(gone.open(), amount("0"));
    EXPECT_EQ(clerk.owed(), amount("0"));
    EXPECT_EQ(clerk.disputed(), amount("0"));
    EXPECT_EQ(clerk.corrections(), amount("0"));
    EXPECT_EQ(clerk.refused(clerk.withdraw()), refusal_code::already_decided);
    EXPECT_FALSE(clerk.told<facts::reconciled>(clerk.bill()).is_repeat) << "the days may be reconciled anew";
}

TEST(EngineReconciliations, MuchIsConcededByASecondPerson) {
    desk clerk;
    clerk.booked(clerk.bill("0", "150"));
    EXPECT_EQ(clerk.refused(clerk.settle("0", "100.000001")), refusal_code::not_yours);
    EXPECT_EQ(clerk.booked(clerk.settle("0", "100")).open(), amount("50"));
    clerk.booked(clerk.withdraw());
    auto again = clerk.bill("0", "150");
    clerk.booked(again);
    auto all = clerk.settle("0", "150", "chief");
    all.id = 2;
    EXPECT_EQ(clerk.booked(all).state, reconciliation_state::settled);
}

TEST(EngineReconciliations, WhatDoesNotAddUpIsRefused) {
    desk clerk;
    auto wrong = clerk.bill();
    wrong.value.accepted = amount("2.000001");
    EXPECT_EQ(clerk.refused(wrong), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.field, "accepted");
    wrong = clerk.bill();
    wrong.value.categories[0].difference = amount("1.999999");
    EXPECT_EQ(clerk.refused(wrong), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.field, "categories");
    wrong.value.categories[0].difference.e6 = std::numeric_limits<int64_t>::max();
    wrong.value.categories.push_back({"x", 1, {std::numeric_limits<int64_t>::max()}});
    EXPECT_EQ(clerk.refused(wrong), refusal_code::invalid_declaration);
    wrong = clerk.bill("10", "0");
    wrong.value.accepted = amount("12");
    wrong.value.disputed = amount("-2");
    EXPECT_EQ(clerk.refused(wrong), refusal_code::invalid_declaration);
    EXPECT_EQ(clerk.field, "disputed");
    EXPECT_EQ(clerk.owed(), amount("0"));
}

TEST(EngineReconciliations, BadOnesAreRefusedByTheirField) {
    desk clerk;
    const auto field_of = [&](auto change) {
        auto bad = clerk.bill();
        change(bad);
        clerk.refused(bad);
        return clerk.field;
    };
    EXPECT_EQ(field_of([](auto& bad) { bad.link = "nobody"; }), "link");
    EXPECT_EQ(field_of([](auto& bad) { bad.value.currency = {{'U', 'S', 'D'}}; }), "currency");
    EXPECT_EQ(field_of([](auto& bad) { bad.value.to_day = bad.value.from_day; }), "from_day");
    EXPECT_EQ(field_of([](auto& bad) { bad.value.sha256 = "abc"; }), "sha256");
    EXPECT_EQ(field_of([](auto& bad) { bad.value.deadline_utc = 0; }), "deadline");
    auto nameless = clerk.bill();
    nameless.by.clear();
    EXPECT_EQ(clerk.refused(nameless), refusal_code::not_yours);
    EXPECT_EQ(clerk.refused(facts::change_reconciliation{.id = 9, .words = {}, .by = "clerk"}),
              refusal_code::not_found);
}

TEST(EngineReconciliations, NoMoreAreKeptThanTheLimit) {
    desk clerk;
    for (uint32_t month = 0; month < 3; ++month) {
        auto next = clerk.bill("0", "0");
        next.value.from_day += 31 * month;
        next.value.to_day = next.value.from_day + 31;
        clerk.booked(next);
    }
    auto more = clerk.bill("0", "0");
    more.value.from_day += 400;
    more.value.to_day += 400;
    EXPECT_EQ(clerk.refused(more), refusal_code::store_full);
}

TEST(EngineReconciliations, AreListedNewestFirst) {
    desk clerk;
    clerk.booked(clerk.bill());
    auto next = clerk.bill("0", "0");
    next.value.from_day = next.value.to_day;
    next.value.to_day += 28;
    clerk.booked(next);
    const auto ids = [&](facts::query_reconciliations query) {
        std::vector<uint64_t> found;
        for (const auto& each : clerk.told<facts::reconciliations>(query).rows)
            found.push_back(each.id);
        return found;
    };
    EXPECT_EQ(ids({.supplier = {}}), (std::vector<uint64_t>{2, 1}));
    EXPECT_EQ(ids({.supplier = {}, .only_open = true}), std::vector<uint64_t>{1});
    EXPECT_EQ(ids({.supplier = {}, .before = 2}), std::vector<uint64_t>{1});
    EXPECT_EQ(ids({.supplier = "Other"}), std::vector<uint64_t>{});
    EXPECT_TRUE(clerk.told<facts::reconciliations>(facts::query_reconciliations{.supplier = {}, .limit = 1}).is_cut);
}

}  // namespace
}  // namespace kaskad::engine::test
