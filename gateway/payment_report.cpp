#include "gateway/payment_report.hpp"

#include "gateway/api/csv_line.hpp"
#include "gateway/api/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace kaskad::gateway {

namespace {

constexpr std::array<std::string_view, PAYMENT_FATES> FATES{"booked",    "waiting", "known",
                                                            "unmatched", "failed",  "reversed"};

std::string describe_rest(const payment_match& match) {
    const auto currency = core::to_string(match.shares.front().invoice.currency);
    if (match.rest > core::amount{})
        return fmt::format("; {} {} more than was open stays on its balance", core::to_string(match.rest), currency);
    if (match.rest < core::amount{}) return fmt::format("; {} {} stays open", core::to_string(-match.rest), currency);
    return {};
}

}  // namespace

std::string_view to_string(payment_fate value) {
    return FATES[static_cast<size_t>(value)];
}

bool is_open(payment_fate value) {
    switch (value) {
        case payment_fate::booked:
        case payment_fate::waiting:
        case payment_fate::known:
            return false;
        case payment_fate::unmatched:
        case payment_fate::failed:
        case payment_fate::reversed:
            return true;
    }
    return true;
}

std::string describe_match(const payment_match& match) {
    if (match.shares.empty()) return match.why_not;
    std::string text;
    for (const auto& [invoice, amount] : match.shares) {
        text += fmt::format("{}{} of {}", text.empty() ? "" : ", ", invoice.printed_number, invoice.client);
        if (match.shares.size() > 1) text += fmt::format(" ({})", core::to_string(amount));
    }
    return text + describe_rest(match);
}

std::string payment_line(const payment_row& row) {
    const auto& payment = row.listed.payment;
    return fmt::format("{} {:>14} {} {:<30} {:<9} {}\n", api::render_day(payment.day), core::to_string(payment.amount),
                       core::to_string(payment.currency), payment.payer, to_string(row.fate), row.said);
}

void payment_report::add(const payment_row& row) {
    ++counts_[static_cast<size_t>(row.fate)];
    if (!is_open(row.fate)) return;
    ++open_;
    const auto& payment = row.listed.payment;
    api::append_csv_line(csv_, {row.listed.place, api::render_day(payment.day), core::to_string(payment.amount),
                                core::to_string(payment.currency), payment.payer, payment.payer_tax_number,
                                payment.purpose, payment.reference, to_string(row.fate), row.said});
}

std::string payment_report::summary(bool is_dry_run) const {
    const auto all = std::accumulate(counts_.begin(), counts_.end(), size_t{0});
    std::string text = fmt::format("{} payments", all);
    std::string_view before = ": ";
    for (size_t fate = 0; fate < PAYMENT_FATES; ++fate) {
        if (counts_[fate] == 0) continue;
        text += fmt::format("{}{} {}", before, counts_[fate], FATES[fate]);
        before = ", ";
    }
    return text + (is_dry_run ? "; nothing was booked, this is what would be\n" : "\n");
}

}  // namespace kaskad::gateway
