#include "billing/tariff.hpp"

#include "billing/calendar.hpp"
#include "billing/day_text.hpp"
#include "billing/rounding.hpp"
#include "core/assert.hpp"
#include "core/calendar.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace kaskad::billing {

namespace {

constexpr uint32_t WHOLE_PPM = 1'000'000;
constexpr size_t FEE_WORDS_MAX = 64;  // octets; a fee's name stands in the reference of its order

using checked = std::expected<void, tariff_fault>;

std::unexpected<tariff_fault> refuse(std::string field, std::string why) {
    return std::unexpected(tariff_fault{std::move(field), std::move(why)});
}

std::string place(std::string_view list, size_t index, std::string_view member) {
    return std::string{list} + "[" + std::to_string(index) + "]." + std::string{member};
}

checked check_steps(const std::vector<volume_step>& steps) {
    if (steps.size() > STEPS_MAX) return refuse("steps", "there are at most " + std::to_string(STEPS_MAX));
    for (size_t index = 0; index < steps.size(); ++index) {
        if (steps[index].off_ppm > WHOLE_PPM) return refuse(place("steps", index, "percent"), "must be at most 100");
        if (index > 0 && steps[index].from_unit <= steps[index - 1].from_unit)
            return refuse(place("steps", index, "from_unit"), "must be above that of the step before");
    }
    return {};
}

// Names stand on invoices and in references, which are lines of text.
bool is_plain_text(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

checked check_name(const fee& value, size_t index, std::set<std::string_view>& names) {
    const auto field = place("fees", index, "name");
    if (value.name.empty()) return refuse(field, "is missing: by it a fee is known again");
    if (value.name.size() > FEE_WORDS_MAX)
        return refuse(field, "must have at most " + std::to_string(FEE_WORDS_MAX) + " octets");
    // The slash parts a name from its month.
    if (!is_plain_text(value.name) || value.name.contains('/'))
        return refuse(field, "must have no control characters and no '/'");
    if (!names.insert(value.name).second) return refuse(field, "another fee has this name");
    return {};
}

checked check_fee(const fee& value, size_t index) {
    if (value.of.size() > FEE_WORDS_MAX || !is_plain_text(value.of))
        return refuse(place("fees", index, "of"),
                      "must have at most " + std::to_string(FEE_WORDS_MAX) + " octets and no control characters");
    if (value.amount.e6 <= 0) return refuse(place("fees", index, "amount"), "must be above 0");
    if (value.until_day != 0 && value.until_day <= value.from_day)
        return refuse(place("fees", index, "until"), "must be behind its first day");
    return {};
}

uint32_t end_of(const fee& value) {
    return value.until_day == 0 ? std::numeric_limits<uint32_t>::max() : value.until_day;
}

// The days of the month that it is held on.
day_span held_in(const fee& value, const day_span& month) {
    return {std::max(value.from_day, month.from_day), std::min(end_of(value), month.to_day)};
}

core::amount share_of(core::amount whole, const day_span& held, const day_span& month) {
    const auto days = static_cast<__int128>(held.to_day - held.from_day);
    return {static_cast<int64_t>(divided_half_even(whole.e6 * days, month.to_day - month.from_day))};
}

std::string month_text(uint32_t day) {
    return day_text(day).substr(0, 7);
}

// What it is for, before when.
std::string head_of(const fee& value) {
    return value.of.empty() ? value.name : value.name + " (" + value.of + ")";
}

due_fee due_once(const fee& value) {
    return {.name = value.name, .text = head_of(value), .day = value.from_day, .amount = value.amount};
}

due_fee due_in(const fee& value, const day_span& month) {
    const auto held = held_in(value, month);
    ASSERT(held.from_day < held.to_day);
    const auto label = month_text(month.from_day);
    const bool is_part = value.is_pro_rata && held != month;
    const auto days = is_part ? day_text(held.from_day) + " – " + day_text(held.to_day - 1) : label;
    return {.name = value.name + "/" + label,
            .text = head_of(value) + ", " + days,
            .day = held.from_day,
            .amount = is_part ? share_of(value.amount, held, month) : value.amount};
}

// Those of one day in the order in which they came.
using fees_by_day = std::multimap<uint32_t, due_fee>;

void add_monthly(const fee& value, const day_span& days, fees_by_day& into) {
    const auto end = std::min(end_of(value), days.to_day);
    for (auto day = std::max(value.from_day, days.from_day); day < end;) {
        const auto month = month_of(day);
        const auto due = due_in(value, month);
        if (days.contains(due.day)) into.emplace(due.day, due);
        day = month.to_day;
    }
}

// The last step that so many units reach.
uint32_t step_at(const tariff& value, uint64_t units) {
    const auto behind = std::ranges::upper_bound(value.steps, units, {}, &volume_step::from_unit);
    return behind == value.steps.begin() ? 0 : std::prev(behind)->off_ppm;
}

}  // namespace

checked check(const tariff& value) {
    if (auto steps = check_steps(value.steps); !steps) return steps;
    if (value.commitment.e6 < 0) return refuse("commitment", "must not be below 0");
    if (value.fees.size() > FEES_MAX) return refuse("fees", "there are at most " + std::to_string(FEES_MAX));
    std::set<std::string_view> names;
    for (size_t index = 0; index < value.fees.size(); ++index) {
        if (auto name = check_name(value.fees[index], index, names); !name) return name;
        if (auto fee = check_fee(value.fees[index], index); !fee) return fee;
    }
    return {};
}

day_span month_of(uint32_t day) {
    const auto month = utc_calendar{}.month({}, day * core::DAY_MS);
    return {month.begin_day, static_cast<uint32_t>(month.end_utc_ms / core::DAY_MS)};
}

std::vector<due_fee> fees_due(const tariff& value, const day_span& days) {
    fees_by_day by_day;
    for (const auto& fee : value.fees) {
        if (fee.cycle == fee_cycle::monthly) {
            add_monthly(fee, days, by_day);
        } else if (days.contains(fee.from_day)) {
            by_day.emplace(fee.from_day, due_once(fee));
        }
    }
    std::vector<due_fee> due;
    for (auto& [day, each] : by_day)
        if (each.amount.e6 != 0) due.push_back(std::move(each));
    return due;
}

uint32_t off_ppm(const tariff& value, uint64_t units_before) {
    return value.rule == step_rule::progressive ? step_at(value, units_before) : 0;
}

core::price with_off(core::price value, uint32_t off_ppm) {
    ASSERT(off_ppm <= WHOLE_PPM);
    const auto left = static_cast<__int128>(value.e8) * (WHOLE_PPM - off_ppm);
    return {static_cast<int64_t>(divided_half_even(left, WHOLE_PPM))};
}

core::amount step_credit(const tariff& value, uint64_t units, core::amount charged) {
    if (value.rule != step_rule::whole_volume || charged.e6 <= 0) return {};
    const auto credit = static_cast<__int128>(charged.e6) * step_at(value, units);
    return {static_cast<int64_t>(divided_half_even(credit, WHOLE_PPM))};
}

core::amount shortfall(const tariff& value, core::amount charged) {
    return charged < value.commitment ? value.commitment - charged : core::amount{};
}

std::string_view to_string(step_rule value) {
    switch (value) {
        case step_rule::progressive:
            return "progressive";
        case step_rule::whole_volume:
            return "whole_volume";
    }
    return "unknown";
}

std::string_view to_string(fee_cycle value) {
    switch (value) {
        case fee_cycle::once:
            return "once";
        case fee_cycle::monthly:
            return "monthly";
    }
    return "unknown";
}

std::string_view to_string(fee_subject value) {
    switch (value) {
        case fee_subject::account:
            return "account";
        case fee_subject::sender:
            return "sender";
        case fee_subject::template_:
            return "template";
        case fee_subject::number:
            return "number";
        case fee_subject::bind:
            return "bind";
    }
    return "unknown";
}

}  // namespace kaskad::billing
