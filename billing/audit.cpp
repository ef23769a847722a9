#include "billing/audit.hpp"

#include <algorithm>

namespace kaskad::billing {

namespace {

// With six decimals, as amounts are shown; sums may be larger than any amount.
std::string money(__int128 e6, core::currency currency) {
    const bool is_negative = e6 < 0;
    auto left = is_negative ? -static_cast<unsigned __int128>(e6) : static_cast<unsigned __int128>(e6);
    std::string text;
    for (size_t digits = 0; left > 0 || digits < 7; ++digits) {
        if (digits == 6) text.push_back('.');
        text.push_back(static_cast<char>('0' + static_cast<int>(left % 10)));
        left /= 10;
    }
    if (is_negative) text.push_back('-');
    std::ranges::reverse(text);
    return text + " " + std::string{currency.code.begin(), currency.code.end()};
}

std::string name_of(const account& value) {
    return "account " + std::string{to_string(value.kind)} + ":" + std::to_string(value.owner);
}

// A charge as its postings tell it.
struct told_charge {
    reservation_state state = reservation_state::none;
    int64_t reserved = 0;
    int64_t charged = 0;
};

reservation_state end_of(transfer_kind kind) {
    if (kind == transfer_kind::post) return reservation_state::posted;
    return kind == transfer_kind::void_ ? reservation_state::voided : reservation_state::expired;
}

// What is wrong with the next line of a charge; empty = nothing.
std::string apply(told_charge& told, const transfer& line) {
    const bool is_open = told.state == reservation_state::open;
    if (line.code == posting_code::message_resize) {
        told.reserved += line.amount.e6 - line.released.e6;
        return is_open && told.reserved >= 0 ? "" : "another size is booked for what is not reserved";
    }
    if (line.kind == transfer_kind::reserve) {
        if (told.state != reservation_state::none) return "it is reserved a second time";
        told = {.state = reservation_state::open, .reserved = line.amount.e6};
        return "";
    }
    if (line.kind == transfer_kind::direct) {
        const bool is_void = told.state == reservation_state::voided || told.state == reservation_state::expired;
        if (!is_void || told.charged > 0) return "it is charged late, though its reservation was not given back";
        told.charged = line.amount.e6;
        return line.amount.e6 > told.reserved ? "it is charged more than was reserved" : "";
    }
    if (!is_open) return "its reservation ends a second time, or was never made";
    if (line.released.e6 != told.reserved || line.amount.e6 > told.reserved) return "not what was reserved is ended";
    told.state = end_of(line.kind);
    told.charged = line.amount.e6;
    return "";
}

}  // namespace

void audit::say(uint64_t sequence, std::string what) {
    if (!first_break_) first_break_ = audit_break{sequence, std::move(what)};
}

void audit::take(const posting& row) {
    const auto next = verify_chain(head_, {&row, 1});
    if (!next) say(row.sequence, "the chain breaks: " + std::string{to_string(next.error().why)});
    head_ = head_of(row);
    for (const auto& line : row.transfers)
        take(line, row.sequence);
}

void audit::take(const transfer& line, uint64_t sequence) {
    for (const auto id : {line.debit, line.credit}) {
        auto& each = balances_[id];
        if (each.last == 0) each.currency = line.currency;
        if (each.currency != line.currency) say(sequence, "a transfer is in another currency than its account");
        each.last = sequence;
    }
    auto& debit = balances_[line.debit];
    if (line.kind == transfer_kind::reserve) {
        debit.reserved += line.amount.e6 - line.released.e6;
        return;
    }
    debit.reserved -= line.released.e6;
    debit.posted -= line.amount.e6;
    balances_[line.credit].posted += line.amount.e6;
    if (debit.reserved < 0) say(sequence, "more is given back than was reserved");
}

void audit::compare(const account& recorded) {
    auto& told = balances_[recorded.id];
    told.is_compared = true;
    const auto differs = [&](std::string_view what, __int128 says, __int128 are) {
        if (says == are) return;
        say(told.last, name_of(recorded) + " says " + money(says, recorded.currency) + " are " + std::string{what} +
                           ", its postings make " + money(are, recorded.currency));
    };
    differs("posted", recorded.posted.e6, told.posted);
    differs("reserved", recorded.reserved.e6, told.reserved);
    told.currency = recorded.currency;
}

void audit::close(const chain_head& recorded) {
    std::map<core::currency, __int128> sums;
    for (const auto& [id, each] : balances_) {
        if (!each.is_compared) say(each.last, "account " + std::to_string(id.value) + " is in postings alone");
        sums[each.currency] += each.posted;
    }
    for (const auto& [currency, sum] : sums) {
        if (sum != 0) say(0, "the ledger sums to " + money(sum, currency) + ", not to 0");
    }
    if (recorded != head_) {
        say(head_.sequence, "the books end at posting " + std::to_string(head_.sequence) + ", their head says " +
                                std::to_string(recorded.sequence));
    }
}

std::optional<audit_break> check_charge(const reservation& recorded, std::span<const posting> rows) {
    told_charge told;
    for (const auto& row : rows) {
        for (const auto& line : row.transfers) {
            if (line.side != transfer_side::client || line.message != recorded.message) continue;
            if (line.level != recorded.level) continue;
            if (auto wrong = apply(told, line); !wrong.empty()) return audit_break{row.sequence, std::move(wrong)};
        }
    }
    if (recorded.amount.e6 == 0 && told.state == reservation_state::none) return {};  // free: nothing moves
    if (told.state == recorded.state && told.charged == recorded.charged.e6) return {};
    const auto sequence = rows.empty() ? 0 : rows.back().sequence;
    return audit_break{sequence, "it says its charge is " + std::string{to_string(recorded.state)} + " with " +
                                     money(recorded.charged.e6, recorded.currency) + ", its postings make it " +
                                     std::string{to_string(told.state)} + " with " +
                                     money(told.charged, recorded.currency)};
}

}  // namespace kaskad::billing
