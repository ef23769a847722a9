#include "billing/ledger.hpp"

#include "core/assert.hpp"
#include "core/mutant.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace kaskad::billing {

namespace {

// What one transfer does to the two accounts; every kind is a case of this.
struct movement {
    core::amount reserve;  // onto the debit account's reserved
    core::amount release;  // off it
    core::amount move;     // debit -> credit
};

movement movement_of(const transfer& value) {
    switch (value.kind) {
        case transfer_kind::reserve:
            return {.reserve = value.amount, .release = {}, .move = {}};
        case transfer_kind::post:
            return {.reserve = {}, .release = value.released, .move = value.amount};
        case transfer_kind::void_:
        case transfer_kind::expire:
            return {.reserve = {}, .release = value.released, .move = {}};
        case transfer_kind::direct:
            break;
    }
    return {.reserve = {}, .release = {}, .move = value.amount};
}

bool is_amount_positive(const transfer& value) {
    const auto amount = value.amount.e6;
    const auto released = value.released.e6;
    switch (value.kind) {
        case transfer_kind::reserve:
        case transfer_kind::direct:
            return amount > 0 && released == 0;
        case transfer_kind::post:
            return amount >= 0 && released > 0;
        case transfer_kind::void_:
        case transfer_kind::expire:
            return amount == 0 && released > 0;
    }
    return false;
}

// A charge that was agreed on, or a correction that someone signed, is booked even beyond the limit.
bool respects_limit(const transfer& value) {
    if (value.kind == transfer_kind::reserve) return true;
    if (value.kind != transfer_kind::direct) return false;
    switch (value.code) {
        case posting_code::message_late_charge:
        case posting_code::adjustment:
        case posting_code::fee:
        case posting_code::commitment:
        case posting_code::price_correction:
        case posting_code::tax:
        case posting_code::rounding:
        case posting_code::receivable_settled:
            return false;
        default:
            return true;
    }
}

bool is_within_bounds(const account& debit, const account& credit, const movement& change) {
    constexpr auto BOUND = static_cast<__int128>(AMOUNT_MAX_E6);
    const auto reserved = static_cast<__int128>(debit.reserved.e6) + change.reserve.e6;
    const auto lowered = static_cast<__int128>(debit.posted.e6) - change.move.e6;
    const auto raised = static_cast<__int128>(credit.posted.e6) + change.move.e6;
    return reserved <= BOUND && lowered >= -BOUND && raised <= BOUND;
}

// The accounts touched so far, as they are after the transfers before; the book's own stay as they are.
class draft {
  public:
    explicit draft(const book& accounts) : book_{accounts} {}

    // Its place, for a pointer would not survive the next call. None: the book does not know it.
    std::optional<size_t> touch(account_id id) {
        const auto found = std::ranges::find(accounts_, id, &account::id);
        if (found != accounts_.end()) return static_cast<size_t>(found - accounts_.begin());
        const account* original = book_.find(id);
        if (original == nullptr) return std::nullopt;
        ASSERT(original->id == id);
        accounts_.push_back(*original);
        return accounts_.size() - 1;
    }

    account& at(size_t index) { return accounts_[index]; }
    std::vector<account> take() { return std::move(accounts_); }

  private:
    const book& book_;
    std::vector<account> accounts_;
};

struct verdict {
    refusal why;
    account_id account;
};

std::optional<verdict> refuse(const transfer& value, const account& debit, const account& credit) {
    if (debit.currency != value.currency) return verdict{refusal::currency_mismatch, debit.id};
    if (credit.currency != value.currency) return verdict{refusal::currency_mismatch, credit.id};
    const auto change = movement_of(value);
    const bool overposted = change.release.e6 > 0 && change.move > change.release;
    if (overposted || change.release > debit.reserved) return verdict{refusal::reservation_exceeded, debit.id};
    if (!is_within_bounds(debit, credit, change)) return verdict{refusal::amount_too_large, {}};
    const bool is_limited = debit.limited && !core::mutated(core::mutant::reserve_without_cover);
    if (is_limited && respects_limit(value) && value.amount > available(debit)) {
        return verdict{refusal::insufficient_funds, debit.id};
    }
    return std::nullopt;
}

std::optional<verdict> apply(const transfer& value, draft& accounts) {
    if (!is_amount_positive(value)) return verdict{refusal::non_positive_amount, {}};
    if (value.debit == value.credit) return verdict{refusal::same_account, value.debit};
    const auto debit_index = accounts.touch(value.debit);
    if (!debit_index) return verdict{refusal::unknown_account, value.debit};
    const auto credit_index = accounts.touch(value.credit);
    if (!credit_index) return verdict{refusal::unknown_account, value.credit};
    auto& debit = accounts.at(*debit_index);
    auto& credit = accounts.at(*credit_index);
    if (const auto no = refuse(value, debit, credit)) return no;

    // After this point the transfer must succeed.
    const auto change = movement_of(value);
    debit.reserved = debit.reserved + change.reserve - change.release;
    debit.posted = debit.posted - change.move;
    credit.posted = credit.posted + change.move;
    ASSERT(debit.reserved.e6 >= 0);
    return std::nullopt;
}

}  // namespace

std::expected<outcome, refused> decide(std::span<const transfer> transfers, const book& accounts) {
    if (transfers.size() > TRANSFERS_MAX) {
        return std::unexpected(refused{refusal::too_many_transfers, TRANSFERS_MAX, {}});
    }
    draft after{accounts};
    for (size_t index = 0; index < transfers.size(); ++index) {
        if (const auto no = apply(transfers[index], after)) {
            return std::unexpected(refused{no->why, index, no->account});
        }
    }
    return outcome{after.take()};
}

}  // namespace kaskad::billing
