#pragma once

#include "core/money.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// What was agreed with a client besides the prices of messages: steps by volume, the least that a month comes to, and
// fees. Says what falls due and when; whoever keeps the books posts it. Days are since 1970, where the client is
// billed.

namespace kaskad::billing {

// progressive: what a part costs less is what the month has come to when it is sent. whole_volume: the step that the
// month reached at its end holds for all of it, and is given back then.
enum class step_rule : uint8_t { progressive = 0, whole_volume = 1 };

// From so many units of a month on, the next one costs so much less.
struct volume_step {
    uint64_t from_unit = 0;
    uint32_t off_ppm = 0;  // millionths of the price

    friend bool operator==(const volume_step&, const volume_step&) = default;
};

enum class fee_cycle : uint8_t { once = 0, monthly = 1 };

// For what it is asked: a sender name, a template, a number, a bind, or the account as such.
enum class fee_subject : uint8_t { account = 0, sender = 1, template_ = 2, number = 3, bind = 4 };

// Due on its first day; a monthly one then on the first day of each month until, not with, its last.
struct fee {
    std::string name;  // one of its kind in a tariff: by it a fee is known again
    fee_subject subject = fee_subject::account;
    std::string of;  // which sender, number, ...
    fee_cycle cycle = fee_cycle::monthly;
    core::amount amount;  // above 0
    uint32_t from_day = 0;
    uint32_t until_day = 0;    // 0 = open
    bool is_pro_rata = false;  // of a month that it holds in part, that part; else each month it touches is whole

    friend bool operator==(const fee&, const fee&) = default;
};

struct tariff {
    step_rule rule = step_rule::progressive;
    std::vector<volume_step> steps;  // by from_unit
    core::amount commitment;         // the least that a month's messages come to; 0 = nothing
    std::vector<fee> fees;

    friend bool operator==(const tariff&, const tariff&) = default;
};

inline constexpr size_t STEPS_MAX = 20;
inline constexpr size_t FEES_MAX = 200;

// The field, as "fees[2].amount", and what is wrong with it.
struct tariff_fault {
    std::string field;
    std::string why;
};

std::expected<void, tariff_fault> check(const tariff& value);

// From its first day up to, not with, its last.
struct day_span {
    uint32_t from_day = 0;
    uint32_t to_day = 0;

    bool contains(uint32_t day) const { return day >= from_day && day < to_day; }

    friend bool operator==(const day_span&, const day_span&) = default;
};

// The calendar month that a day lies in.
day_span month_of(uint32_t day);

struct due_fee {
    std::string name;  // the fee's, and its month: "bind/2026-11"; one that is asked once is its name alone
    std::string text;  // for an invoice
    uint32_t day = 0;
    core::amount amount;  // above 0

    friend bool operator==(const due_fee&, const due_fee&) = default;
};

// All that fall due within these days, by day and as the tariff has them. What rounds to nothing is left out.
std::vector<due_fee> fees_due(const tariff& value, const day_span& days);

// By how much the next unit of a month costs less; 0 where there are no steps, or they are given back at the end.
uint32_t off_ppm(const tariff& value, uint64_t units_before);
// The price with so much off it, rounded half to even.
core::price with_off(core::price value, uint32_t off_ppm);

// What the client gets back of a month that came to so many units and so much money, >= 0; 0 for progressive steps.
core::amount step_credit(const tariff& value, uint64_t units, core::amount charged);
// What is missing in what was agreed, >= 0. charged: the month's messages, less what is given back of them.
core::amount shortfall(const tariff& value, core::amount charged);

std::string_view to_string(step_rule value);
std::string_view to_string(fee_cycle value);
std::string_view to_string(fee_subject value);

}  // namespace kaskad::billing
