#include "tests/billing/reference_ledger.hpp"

#include <utility>

namespace kaskad::billing {

namespace {

using accounts = std::map<account_id, reference_account>;
using objection = std::optional<reference_refusal>;

constexpr size_t LONGEST_LIST = 64;
constexpr __int128 FARTHEST = static_cast<__int128>(1'152'921'504'606'846'976);  // 2^60

objection object(refusal why, account_id account = {}) {
    return reference_refusal{.why = why, .index = 0, .account = account};
}

bool ends_a_reservation(const transfer& line) {
    return line.kind == transfer_kind::post || line.kind == transfer_kind::void_ || line.kind == transfer_kind::expire;
}

bool moves_money(const transfer& line) {
    return line.kind == transfer_kind::post || line.kind == transfer_kind::direct;
}

// To hold or to move outright takes a positive amount and releases nothing. To end a reservation takes one to release;
// a post may charge nothing of it, and the other two ends charge nothing ever.
bool is_well_formed(const transfer& line) {
    if (!ends_a_reservation(line)) return line.amount.e6 >= 1 && line.released.e6 == 0;
    if (line.released.e6 <= 0 || line.amount.e6 < 0) return false;
    return line.kind == transfer_kind::post || line.amount.e6 == 0;
}

// Who may be taken below its limit: nobody by a new reservation or payment, anybody by what was agreed on before or
// signed by someone.
bool needs_cover(const transfer& line) {
    const bool is_late = line.code == posting_code::message_late_charge;
    const bool is_signed = line.code == posting_code::adjustment || line.code == posting_code::price_correction;
    const bool is_by_contract = line.code == posting_code::fee || line.code == posting_code::commitment;
    const bool is_by_invoice = line.code == posting_code::tax || line.code == posting_code::rounding ||
                               line.code == posting_code::receivable_settled;
    if (line.kind == transfer_kind::direct) return !is_late && !is_signed && !is_by_contract && !is_by_invoice;
    return line.kind == transfer_kind::reserve;
}

objection check_parties(const transfer& line, const accounts& now) {
    if (line.debit == line.credit) return object(refusal::same_account, line.debit);
    for (const auto party : {line.debit, line.credit}) {
        if (!now.contains(party)) return object(refusal::unknown_account, party);
    }
    for (const auto party : {line.debit, line.credit}) {
        if (now.at(party).currency != line.currency) return object(refusal::currency_mismatch, party);
    }
    return {};
}

objection check_money(const transfer& line, const accounts& now) {
    const auto& payer = now.at(line.debit);
    const auto& payee = now.at(line.credit);
    const __int128 amount = line.amount.e6;
    const __int128 released = line.released.e6;
    if (ends_a_reservation(line) && (amount > released || released > payer.reserved))
        return object(refusal::reservation_exceeded, line.debit);
    if (line.kind == transfer_kind::reserve && payer.reserved + amount > FARTHEST)
        return object(refusal::amount_too_large);
    if (moves_money(line) && (payer.posted - amount < -FARTHEST || payee.posted + amount > FARTHEST))
        return object(refusal::amount_too_large);
    const __int128 free = payer.posted - payer.reserved + payer.limit;
    if (needs_cover(line) && payer.is_limited && free < amount) return object(refusal::insufficient_funds, line.debit);
    return {};
}

void apply(const transfer& line, accounts& now) {
    auto& payer = now.at(line.debit);
    auto& payee = now.at(line.credit);
    if (line.kind == transfer_kind::reserve) payer.reserved += line.amount.e6;
    if (ends_a_reservation(line)) payer.reserved -= line.released.e6;
    if (!moves_money(line)) return;
    payer.posted -= line.amount.e6;
    payee.posted += line.amount.e6;
}

objection check(const transfer& line, const accounts& now) {
    if (!is_well_formed(line)) return object(refusal::non_positive_amount);
    if (auto no = check_parties(line, now)) return no;
    return check_money(line, now);
}

}  // namespace

void reference_ledger::open(const account& value) {
    accounts_[value.id] = {.posted = value.posted.e6,
                           .reserved = value.reserved.e6,
                           .limit = value.limit.e6,
                           .is_limited = value.limited,
                           .currency = value.currency};
}

std::optional<reference_refusal> reference_ledger::book(const std::vector<transfer>& transfers) {
    if (transfers.size() > LONGEST_LIST)
        return reference_refusal{.why = refusal::too_many_transfers, .index = LONGEST_LIST, .account = {}};
    auto after = accounts_;
    for (size_t index = 0; index < transfers.size(); ++index) {
        if (auto no = check(transfers[index], after)) {
            no->index = index;
            return no;
        }
        apply(transfers[index], after);
    }
    accounts_ = std::move(after);
    return {};
}

}  // namespace kaskad::billing
