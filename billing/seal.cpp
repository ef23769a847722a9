#include "billing/seal.hpp"

#include "billing/day_text.hpp"
#include "billing/sha256.hpp"
#include "core/assert.hpp"

#include <array>
#include <tuple>
#include <vector>

namespace kaskad::billing {

namespace {

constexpr core::currency ANY{{'A', 'A', 'A'}};

// What is owed of closed months stands apart (receivable), and is the client's all the same.
account_id client_account(account_id debited) {
    const auto lowest = make_account_id(account_kind::receivable, 0, ANY).value;
    if (debited.value < lowest) return debited;
    return {debited.value - (lowest - make_account_id(account_kind::client, 0, ANY).value)};
}

struct effect {
    account_id account;
    int64_t e6 = 0;
};

std::optional<effect> effect_of(const transfer& line) {
    using enum posting_code;
    if (line.code == message_charge || line.code == message_late_charge)
        return effect{client_account(line.debit), line.amount.e6};
    if (line.code == supplier_accrual || line.code == supplier_delivery_accrual)
        return effect{line.credit, line.amount.e6};
    if (line.code == supplier_accrual_void) return effect{line.debit, -line.amount.e6};
    return std::nullopt;
}

template <typename Integer>
void append(std::vector<uint8_t>& octets, Integer value) {
    for (int shift = static_cast<int>(sizeof(Integer)) * 8 - 8; shift >= 0; shift -= 8)
        octets.push_back(static_cast<uint8_t>(value >> shift));
}

std::span<const uint8_t> octets_of(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

uint32_t days_end(const seal& of) {
    const auto day = day_of(core::utc_ms_of(of.before));
    ASSERT(day > 0);
    return day - 1;
}

digest seal_hash(const digest& previous, const seal& of, std::span<const day_root> days) {
    std::vector<uint8_t> head;
    append(head, of.number);
    append(head, of.before.value);
    for (const auto& day : days) {
        append(head, day.day);
        head.insert(head.end(), day.root.begin(), day.root.end());
    }
    return sha256({previous, head, octets_of(of.totals)});
}

void sealed_sums::take(const transfer& line, uint64_t sequence) {
    const auto moved = effect_of(line);
    if (!moved) return;
    auto& sum = made_[{day_of(core::utc_ms_of(line.message)), moved->account}];
    sum.e6 += moved->e6;
    sum.last = sequence;
}

std::optional<audit_break> sealed_sums::compare(std::span<const sealed_total> totals) const {
    auto left = made_;
    for (const auto& each : totals) {
        if (each.amount.e6 == 0) continue;
        left[{each.day, make_account_id(each.kind, each.owner, each.currency)}].e6 -= each.amount.e6;
    }
    for (const auto& [place, sum] : left) {
        if (sum.e6 == 0) continue;
        return audit_break{sum.last, "the sealed totals of " + day_text(place.first) + " for account " +
                                         std::to_string(place.second.value) + " are not what its postings make"};
    }
    return {};
}

}  // namespace kaskad::billing
