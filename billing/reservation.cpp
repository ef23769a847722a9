#include "billing/reservation.hpp"

#include "billing/ledger.hpp"
#include "core/assert.hpp"

namespace kaskad::billing {

namespace {

transfer make_transfer(const reservation& value, transfer_kind kind, posting_code code) {
    transfer line;
    line.kind = kind;
    line.code = code;
    line.side = transfer_side::client;
    line.level = value.level;
    line.debit = value.debit;
    line.credit = value.credit;
    line.currency = value.currency;
    line.message = value.message;
    line.price_version = value.price_version;
    return line;
}

std::optional<refusal> refuse_end(const reservation& value) {
    switch (value.state) {
        case reservation_state::none:
            break;
        case reservation_state::open:
            return std::nullopt;
        case reservation_state::posted:
            return refusal::already_posted;
        case reservation_state::voided:
            return refusal::already_voided;
        case reservation_state::expired:
            return refusal::already_expired;
    }
    ASSERT(value.state != reservation_state::none);
    return std::nullopt;
}

std::optional<refusal> refuse_units(const reservation& value, uint32_t units) {
    if (units == 0) return refusal::no_units;
    if (units > value.units) return refusal::too_many_units;
    return std::nullopt;
}

// Never more than was reserved: rounding is monotone, so fewer units never cost more than all of them.
core::amount charge_of(const reservation& value, uint32_t units) {
    const auto charged = core::charge(value.price, units);
    ASSERT(charged.has_value());
    ASSERT(*charged <= value.amount);
    return *charged;
}

struct ending {
    reservation_state state;
    transfer_kind kind;
    posting_code code;
};

reservation_result end_uncharged(const reservation& value, const ending& how) {
    if (const auto no = refuse_end(value)) return std::unexpected(*no);
    reservation_step step{value, std::nullopt};
    step.after.state = how.state;
    if (value.amount.e6 == 0) return step;
    step.transfer = make_transfer(value, how.kind, how.code);
    step.transfer->released = value.amount;
    return step;
}

}  // namespace

reservation_result open(const charge_terms& terms) {
    if (terms.units == 0) return std::unexpected(refusal::no_units);
    if (terms.price.e8 < 0) return std::unexpected(refusal::negative_price);
    const auto amount = core::charge(terms.price, terms.units);
    if (!amount || amount->e6 > AMOUNT_MAX_E6) return std::unexpected(refusal::amount_too_large);

    reservation opened;
    opened.state = reservation_state::open;
    opened.level = terms.level;
    opened.message = terms.message;
    opened.debit = terms.debit;
    opened.credit = terms.credit;
    opened.currency = terms.currency;
    opened.price = terms.price;
    opened.price_version = terms.price_version;
    opened.units = terms.units;
    opened.amount = *amount;
    reservation_step step{opened, std::nullopt};
    if (amount->e6 == 0) return step;
    step.transfer = make_transfer(opened, transfer_kind::reserve, posting_code::message_reserve);
    step.transfer->amount = *amount;
    return step;
}

reservation_result resize(const reservation& value, const new_size& size) {
    if (const auto no = refuse_end(value)) return std::unexpected(*no);
    if (size.units == 0) return std::unexpected(refusal::no_units);
    if (size.price.e8 < 0) return std::unexpected(refusal::negative_price);
    const auto amount = core::charge(size.price, size.units);
    if (!amount || amount->e6 > AMOUNT_MAX_E6) return std::unexpected(refusal::amount_too_large);
    reservation_step step{value, std::nullopt};
    step.after.price = size.price;
    step.after.price_version = size.price_version;
    step.after.units = size.units;
    step.after.amount = *amount;
    const auto more = amount->e6 - value.amount.e6;
    if (more == 0) return step;
    const auto kind = more > 0 ? transfer_kind::reserve : transfer_kind::void_;
    step.transfer = make_transfer(step.after, kind, posting_code::message_resize);
    (more > 0 ? step.transfer->amount : step.transfer->released) = {more > 0 ? more : -more};
    return step;
}

reservation_result post(const reservation& value, uint32_t units) {
    if (const auto no = refuse_end(value)) return std::unexpected(*no);
    if (const auto no = refuse_units(value, units)) return std::unexpected(*no);
    reservation_step step{value, std::nullopt};
    step.after.state = reservation_state::posted;
    step.after.charged_units = units;
    step.after.charged = charge_of(value, units);
    if (value.amount.e6 == 0) return step;
    step.transfer = make_transfer(value, transfer_kind::post, posting_code::message_charge);
    step.transfer->amount = step.after.charged;
    step.transfer->released = value.amount;
    return step;
}

reservation_result post_share(const reservation& value, uint32_t percent) {
    ASSERT(percent >= 1);
    ASSERT(percent <= 100);
    auto step = post(value, value.units);
    if (!step) return step;
    const auto exact = static_cast<__int128>(value.amount.e6) * percent;
    auto share = static_cast<int64_t>(exact / 100);
    const auto rest = static_cast<int64_t>(exact % 100);
    if (rest > 50 || (rest == 50 && share % 2 != 0)) ++share;
    step->after.charged = {share};
    if (step->transfer) step->transfer->amount = {share};
    return step;
}

reservation_result void_(const reservation& value) {
    return end_uncharged(value, {reservation_state::voided, transfer_kind::void_, posting_code::message_void});
}

reservation_result expire(const reservation& value) {
    return end_uncharged(value, {reservation_state::expired, transfer_kind::expire, posting_code::message_expire});
}

reservation_result charge_late(const reservation& value, uint32_t units) {
    ASSERT(value.state != reservation_state::none);
    if (value.state == reservation_state::open) return std::unexpected(refusal::still_open);
    if (value.state == reservation_state::posted) return std::unexpected(refusal::already_posted);
    if (value.charged_units > 0) return std::unexpected(refusal::already_charged_late);
    if (const auto no = refuse_units(value, units)) return std::unexpected(*no);
    reservation_step step{value, std::nullopt};
    step.after.charged_units = units;
    step.after.charged = charge_of(value, units);
    if (step.after.charged.e6 == 0) return step;
    step.transfer = make_transfer(value, transfer_kind::direct, posting_code::message_late_charge);
    step.transfer->amount = step.after.charged;
    return step;
}

std::string_view to_string(reservation_state value) {
    switch (value) {
        case reservation_state::none:
            return "none";
        case reservation_state::open:
            return "open";
        case reservation_state::posted:
            return "posted";
        case reservation_state::voided:
            return "voided";
        case reservation_state::expired:
            return "expired";
    }
    return "unknown";
}

std::string_view to_string(charge_rule value) {
    switch (value) {
        case charge_rule::on_submit:
            return "on_submit";
        case charge_rule::on_delivered:
            return "on_delivered";
        case charge_rule::on_accepted:
            return "on_accepted";
    }
    return "on_submit";
}

std::optional<charge_rule> parse_charge_rule(std::string_view text) {
    for (const auto rule : {charge_rule::on_submit, charge_rule::on_accepted, charge_rule::on_delivered}) {
        if (to_string(rule) == text) return rule;
    }
    return std::nullopt;
}

}  // namespace kaskad::billing
