#include "tests/invariants/charges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace kaskad::invariants {

namespace {

using billing::posting_code;
using billing::transfer_side;

// +1: charged, -1: taken back, 0: neither.
int effect_of(const billing::transfer& line) {
    switch (line.code) {
        case posting_code::message_charge:
        case posting_code::lookup_charge:
            return line.amount.e6 > 0 ? 1 : 0;
        case posting_code::message_late_charge:
        case posting_code::supplier_accrual:
        case posting_code::supplier_delivery_accrual:
        case posting_code::lookup_accrual:
            return 1;
        case posting_code::supplier_accrual_void:
            return -1;
        case posting_code::message_reserve:
        case posting_code::message_void:
        case posting_code::message_expire:
        case posting_code::topup:
        case posting_code::adjustment:
        case posting_code::credit_note:
        case posting_code::fee:
        case posting_code::volume_credit:
        case posting_code::commitment:
        case posting_code::price_correction:
        case posting_code::tax:
        case posting_code::rounding:
        case posting_code::payment:
        case posting_code::receivable_settled:
        case posting_code::supplier_payment:
        case posting_code::supplier_credit:
        case posting_code::supplier_adjustment:
        case posting_code::supplier_dispute:
        case posting_code::dispute_credited:
        case posting_code::dispute_conceded:
        case posting_code::message_resize:
        case posting_code::lookup_reserve:
        case posting_code::lookup_void:
            break;
    }
    return 0;
}

int times_sent(const facts::attempt& attempt) {
    return std::accumulate(attempt.parts.begin(), attempt.parts.end(), 0,
                           [](int sum, const facts::part& part) { return sum + part.sent_times; });
}

// As many parts as are delivered, where that is worth anything; none where it is not.
int deliveries_owed(const facts::attempt& attempt) {
    const uint32_t units = attempt.segments > attempt.parts.size() ? attempt.segments : 1U;
    if (core::charge(attempt.buy_delivered, units)->e6 == 0) return 0;
    return static_cast<int>(std::ranges::count(attempt.parts, facts::part_state::delivered, &facts::part::state));
}

}  // namespace

void charges::take(const billing::posting& row, complaints& broken) {
    for (const auto& line : row.transfers) {
        const int effect = effect_of(line);
        if (effect == 0) continue;
        auto& count = counts_[{line.message, line.side, line.level, line.attempt}];
        count += effect;
        if (line.side == transfer_side::client && count > 1) {
            broken.push_back(fmt::format("message {} is charged {} times on level {} (posting {})", line.message.value,
                                         count, line.level, row.sequence));
        }
        if (count < 0) {
            broken.push_back(fmt::format("posting {} takes back what attempt {} of message {} was never charged",
                                         row.sequence, line.attempt, line.message.value));
        }
    }
}

void charges::compare(const facts::message& recorded, complaints& broken) const {
    const auto count_of = [&](transfer_side side, const facts::attempt& attempt) {
        const auto found = counts_.find({recorded.id, side, 0, attempt.number});
        return found == counts_.end() ? 0 : found->second;
    };
    for (const auto& attempt : recorded.attempts) {
        const int told = count_of(transfer_side::supplier_delivery, attempt);
        if (told != deliveries_owed(attempt)) {
            broken.push_back(fmt::format("attempt {} of message {} is owed {} deliveries and made {}", attempt.number,
                                         recorded.id.value, told, deliveries_owed(attempt)));
        }
        const int owed = count_of(transfer_side::supplier, attempt);
        if (owed <= times_sent(attempt)) continue;
        broken.push_back(fmt::format("attempt {} of message {} is owed {} times and was sent {} times", attempt.number,
                                     recorded.id.value, owed, times_sent(attempt)));
    }
}

}  // namespace kaskad::invariants
