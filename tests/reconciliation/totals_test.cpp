#include "billing/reconciliation/totals.hpp"

#include "tests/reconciliation/rows.hpp"

#include <gtest/gtest.h>

namespace kaskad::billing::reconciliation {
namespace {

// 100 units at 0.01.
total_row make_total(int64_t day = 20'000) {
    return {.day = day, .network = 26201, .price = {1'000'000}, .units = 100, .amount = {1'000'000}};
}

found_rows compare_totals(const std::vector<total_row>& ours, const std::vector<total_row>& theirs) {
    found_rows found{november()};
    for (const auto& each : gathered(ours))
        found.sums.expect_ours(each);
    for (const auto& each : gathered(theirs))
        found.sums.expect_theirs(each);
    match_totals(gathered(ours), gathered(theirs), november(), found);
    EXPECT_TRUE(found.sums.check().has_value());
    return found;
}

template <typename Change>
std::string found_after(Change change) {
    auto theirs = make_total();
    change(theirs);
    return compare_totals({make_total(), make_total(20'001)}, {theirs, make_total(20'001)}).text();
}

TEST(ReconciliationTotals, EachDifferenceIsOfItsCategory) {
    EXPECT_EQ(found_after([](total_row&) {}), "");
    EXPECT_EQ(found_after([](total_row& it) { it.units = 130, it.amount = {1'300'000}; }), "theirs_only 300000");
    EXPECT_EQ(found_after([](total_row& it) { it.units = 70, it.amount = {700'000}; }), "ours_only -300000");
    EXPECT_EQ(found_after([](total_row& it) { it.price = {1'100'000}, it.amount = {1'100'000}; }), "price 100000");
    EXPECT_EQ(found_after([](total_row& it) { it.network = 26202; }), "network 0");
    EXPECT_EQ(found_after([](total_row& it) { it.amount = {1'000'001}; }), "rounding 1");
    EXPECT_EQ(found_after([](total_row& it) { it.currency = 1; }), "ours_only -1000000, theirs_only 1000000");
    EXPECT_EQ(found_after([](total_row& it) { it.units = 200, it.price = {1'100'000}, it.amount = {2'200'000}; }),
              "theirs_only 1000000, price 200000");
}

TEST(ReconciliationTotals, RowsOfOneKindBecomeOne) {
    auto half = make_total();
    half.units = 50;
    half.amount = {500'000};
    EXPECT_EQ(gathered({half, half}).size(), 1u);
    EXPECT_EQ(compare_totals({make_total()}, {half, half}).text(), "");
}

TEST(ReconciliationTotals, WhatOneSideLacksIsTold) {
    EXPECT_EQ(compare_totals({make_total()}, {}).text(), "ours_only -1000000");
    EXPECT_EQ(compare_totals({}, {make_total()}).text(), "theirs_only 1000000");
}

}  // namespace
}  // namespace kaskad::billing::reconciliation
