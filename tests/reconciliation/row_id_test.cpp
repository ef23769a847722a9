#include "billing/reconciliation/row_id.hpp"

#include "tests/reconciliation/rows.hpp"

#include <gtest/gtest.h>

namespace kaskad::billing::reconciliation {
namespace {

bool is_one(std::string_view ours, std::string_view theirs, id_form form = id_form::same) {
    return key_of(make_row(ours), side::ours, form) == key_of(make_row(theirs), side::theirs, form);
}

TEST(ReconciliationRowId, CaseZerosAndDashesDoNotCount) {
    EXPECT_TRUE(is_one("0e999f21", "E999F21"));
    EXPECT_TRUE(is_one("0x1A", "1a"));
    EXPECT_TRUE(is_one("000123", "123"));
    EXPECT_TRUE(is_one("123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000"));
    EXPECT_TRUE(is_one("Msg_17/x", "MSG_17/X"));
    EXPECT_FALSE(is_one("Msg_17/x", "MSG_17/Y"));
    EXPECT_FALSE(is_one("12", "13"));
}

// 0x0e999f21 is 244948769; 2^64 + 1 is 18446744073709551617.
TEST(ReconciliationRowId, NotationsMeet) {
    EXPECT_TRUE(is_one("0e999f21", "244948769", id_form::theirs_decimal));
    EXPECT_TRUE(is_one("244948769", "0E999F21", id_form::theirs_hex));
    EXPECT_TRUE(is_one("10000000000000001", "18446744073709551617", id_form::theirs_decimal));
    EXPECT_FALSE(is_one("0e999f21", "244948769"));
    EXPECT_FALSE(is_one("100", "100", id_form::theirs_decimal));
}

TEST(ReconciliationRowId, WhatIsLongerThanANumberIsComparedAsText) {
    const std::string digits(32, '7');
    EXPECT_EQ(make_row(digits).kind(), id_kind::digits);
    EXPECT_EQ(make_row(digits + "7").kind(), id_kind::text);
    EXPECT_TRUE(is_one(digits + "7", digits + "7"));
    EXPECT_EQ(make_row("").kind(), id_kind::none);
    EXPECT_EQ(make_row("-").kind(), id_kind::text);
}

std::vector<row> rows_of(std::initializer_list<std::string_view> ids) {
    std::vector<row> made;
    for (const auto id : ids) {
        made.push_back(make_row(id));
        made.back().recipient = 4915100000000 + made.size();
    }
    return made;
}

TEST(ReconciliationRowId, TheFormIsFoundByWhatFits) {
    const auto found = [](const std::vector<row>& ours, const std::vector<row>& theirs) {
        const auto form = find_id_form(ours, theirs);
        return form ? std::string{to_string(form->form)} + " " + std::to_string(form->fitting) : "none";
    };
    EXPECT_EQ(found(rows_of({"a1", "b2", "c3"}), rows_of({"A1", "00b2", "9"})), "same 2");
    EXPECT_EQ(found(rows_of({"a1", "b2", "c3"}), rows_of({"161", "178", "195"})), "theirs_decimal 3");
    EXPECT_EQ(found(rows_of({"161", "178", "195"}), rows_of({"a1", "b2", "c3"})), "theirs_hex 3");
    EXPECT_EQ(found(rows_of({"a1"}), rows_of({"77"})), "none");
    EXPECT_EQ(found(rows_of({"1", "2", "3"}), rows_of({"1", "2", "3"})), "same 3");
}

}  // namespace
}  // namespace kaskad::billing::reconciliation
