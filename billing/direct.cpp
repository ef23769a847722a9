#include "billing/direct.hpp"

#include "billing/ledger.hpp"
#include "core/assert.hpp"

#include <utility>

namespace kaskad::billing {

std::expected<std::optional<transfer>, refusal> accrual(const accrual_terms& terms) {
    if (terms.units == 0) return std::unexpected(refusal::no_units);
    if (terms.price.e8 < 0) return std::unexpected(refusal::negative_price);
    const auto amount = core::charge(terms.price, terms.units);
    if (!amount || amount->e6 > AMOUNT_MAX_E6) return std::unexpected(refusal::amount_too_large);
    if (amount->e6 == 0) return std::nullopt;

    transfer line;
    line.kind = transfer_kind::direct;
    const bool is_delivery = terms.component == accrual_component::delivery;
    line.code = is_delivery ? posting_code::supplier_delivery_accrual : posting_code::supplier_accrual;
    line.side = is_delivery ? transfer_side::supplier_delivery : transfer_side::supplier;
    line.debit = make_account_id(account_kind::cost, terms.link.value, terms.currency);
    line.credit = make_account_id(account_kind::payable, terms.link.value, terms.currency);
    line.currency = terms.currency;
    line.amount = *amount;
    line.message = terms.message;
    line.attempt = terms.attempt;
    line.price_version = terms.price_version;
    return line;
}

transfer reversed_accrual(const transfer& accrued) {
    ASSERT(accrued.code == posting_code::supplier_accrual);
    transfer line = accrued;
    line.code = posting_code::supplier_accrual_void;
    std::swap(line.debit, line.credit);
    return line;
}

transfer book_between(const plain_booking& terms) {
    transfer line;
    line.kind = transfer_kind::direct;
    line.code = terms.code;
    line.debit = terms.other;
    line.credit = terms.account;
    line.currency = terms.currency;
    line.amount = terms.amount;
    if (terms.amount.e6 >= 0) return line;
    line.amount = -terms.amount;
    std::swap(line.debit, line.credit);
    return line;
}

transfer booking_on(const client_booking& terms) {
    return book_between({.account = make_account_id(account_kind::client, terms.client.value, terms.currency),
                         .other = make_account_id(terms.other, terms.other_owner, terms.currency),
                         .currency = terms.currency,
                         .amount = terms.amount,
                         .code = terms.code});
}

}  // namespace kaskad::billing
