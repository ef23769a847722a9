#pragma once

#include "billing/ledger.hpp"
#include "tests/billing/memory_book.hpp"
#include "tests/billing/seed.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

// Lists of transfers as a command makes them for a client and the resellers above it, and one in three of them bent:
// by a wrong party or currency, by an amount at or beside a bound, by a list that is too long.

namespace kaskad::billing {

class random_lists {
  public:
    // Three levels: clients 1 to 4, their resellers 10 and 11, and the one above these, 20.
    std::vector<account> accounts() const {
        std::vector<account> made;
        for (const uint32_t owner : {1, 2, 3, 4, 10, 11, 20}) {
            made.push_back(open_account(account_kind::client, owner, EUR));
            made.back().limit = {owner % 3 == 0 ? 0 : owner % 2 == 0 ? 1'000'000 : std::numeric_limits<int64_t>::max()};
        }
        for (const uint32_t owner : {0, 10, 11, 20}) {
            for (const auto kind : {account_kind::revenue, account_kind::cash, account_kind::adjust})
                made.push_back(open_account(kind, owner, EUR));
        }
        for (const auto kind : {account_kind::cost, account_kind::payable})
            made.push_back(open_account(kind, 1, EUR));
        made.push_back(open_account(account_kind::client, 1, USD));
        made.push_back(open_account(account_kind::revenue, 0, USD));
        return made;
    }

    std::vector<transfer> next(const memory_book& book) {
        const bool is_new = open_.empty() || pick(5) < 3;
        auto list = pick(3) == 0 ? payments() : is_new ? reservations() : ends();
        if (pick(3) == 0) bend(list, book);
        return list;
    }

    // Nothing is open any more.
    void forget() { open_.clear(); }

    // Reservations that are open from now on, and those that are no longer.
    void note_booked(const std::vector<transfer>& list) {
        for (const auto& line : list) {
            if (line.kind == transfer_kind::reserve) {
                if (open_.size() < OPEN_MAX) open_.push_back(line);
                continue;
            }
            std::erase_if(open_, [&](const transfer& held) {
                return held.debit == line.debit && held.amount == line.released && line.released.e6 > 0;
            });
        }
    }

  private:
    static constexpr size_t OPEN_MAX = 200;

    struct level {
        uint32_t payer;
        uint32_t seller;
    };

    uint64_t pick(uint64_t count) { return random_() % count; }
    core::amount pick_amount() { return {static_cast<int64_t>(pick(400'000)) + 1}; }

    static transfer make(const level& of, transfer_kind kind, posting_code code, core::amount amount) {
        return {.kind = kind,
                .code = code,
                .debit = make_account_id(account_kind::client, of.payer, EUR),
                .credit = make_account_id(account_kind::revenue, of.seller, EUR),
                .currency = EUR,
                .amount = amount,
                .released = {}};
    }

    // From a client upwards: who pays whom.
    std::vector<level> chain() {
        const auto client = static_cast<uint32_t>(pick(4)) + 1;
        if (client == 4) return {{4, 0}};
        const uint32_t reseller = client == 3 ? 11 : 10;
        if (client == 1) return {{1, reseller}, {reseller, 20}, {20, 0}};
        return {{client, reseller}, {reseller, 0}};
    }

    std::vector<transfer> reservations() {
        std::vector<transfer> list;
        for (uint64_t more = pick(3) + 1; more > 0; --more) {
            for (const auto& of : chain())
                list.push_back(make(of, transfer_kind::reserve, posting_code::message_reserve, pick_amount()));
        }
        return list;
    }

    // The end of some reservations that are open: whole or in part.
    std::vector<transfer> ends() {
        std::vector<transfer> list;
        for (uint64_t more = pick(4) + 1; more > 0; --more) {
            auto line = open_[pick(open_.size())];
            line.released = line.amount;
            line.amount = {};
            line.kind = std::array{transfer_kind::post, transfer_kind::post, transfer_kind::void_,
                                   transfer_kind::expire}[pick(4)];
            line.code = posting_code::message_charge;
            const bool is_whole = pick(2) == 0;
            if (line.kind == transfer_kind::post)
                line.amount = is_whole ? line.released : core::amount{static_cast<int64_t>(pick(line.released.e6 + 1))};
            list.push_back(line);
        }
        return list;
    }

    std::vector<transfer> payments() {
        std::vector<transfer> list;
        for (const auto& of : chain()) {
            const auto code = std::array{posting_code::topup, posting_code::topup, posting_code::credit_note,
                                         posting_code::adjustment, posting_code::message_late_charge}[pick(5)];
            auto line = make(of, transfer_kind::direct, code, pick_amount());
            if (code == posting_code::topup) {
                line.credit = line.debit;
                line.debit = make_account_id(account_kind::cash, of.seller, EUR);
            }
            list.push_back(line);
        }
        return list;
    }

    // One line of it, in one way.
    void bend(std::vector<transfer>& list, const memory_book& book) {
        auto& line = list[pick(list.size())];
        switch (pick(9)) {
            case 0:
                line.credit = line.debit;
                return;
            case 1:
                (pick(2) == 0 ? line.debit : line.credit) = make_account_id(account_kind::client, 99, EUR);
                return;
            case 2:
                return bend_currency(line);
            case 3:
                line.kind = static_cast<transfer_kind>(pick(5) + 1);
                return;
            case 4:
                std::swap(line.amount, line.released);
                return;
            case 5:
                list.resize(pick(2) == 0 ? TRANSFERS_MAX : TRANSFERS_MAX + 1, line);
                return;
            case 6:
                (pick(2) == 0 ? line.amount : line.released) = bound();
                return;
            default:
                bend_to_balance(line, book);
        }
    }

    void bend_currency(transfer& line) {
        switch (pick(3)) {
            case 0:
                line.currency = USD;
                return;
            case 1:
                line.debit = make_account_id(account_kind::client, 1, USD);
                return;
            default:
                line.credit = make_account_id(account_kind::revenue, 0, USD);
        }
    }

    core::amount bound() {
        constexpr auto LOWEST = std::numeric_limits<int64_t>::min();
        constexpr auto HIGHEST = std::numeric_limits<int64_t>::max();
        const std::array bounds{int64_t{-1},       int64_t{0},     AMOUNT_MAX_E6 - 1, AMOUNT_MAX_E6,
                                AMOUNT_MAX_E6 + 1, -AMOUNT_MAX_E6, HIGHEST,           LOWEST};
        return {bounds[pick(bounds.size())]};
    }

    // Exactly what can still be spent, held or released, and one to either side.
    void bend_to_balance(transfer& line, const memory_book& book) {
        const auto* payer = book.find(line.debit);
        const auto* payee = book.find(line.credit);
        if (payer == nullptr || payee == nullptr) return;
        const int64_t beside = static_cast<int64_t>(pick(3)) - 1;
        if (line.released.e6 != 0) {
            line.released = {payer->reserved.e6 + beside};
            return;
        }
        switch (pick(4)) {
            case 0:
                line.amount = {AMOUNT_MAX_E6 - payee->posted.e6 + beside};
                return;
            case 1:
                line.amount = {payer->posted.e6 + AMOUNT_MAX_E6 + beside};
                return;
            case 2:
                line.amount = {AMOUNT_MAX_E6 - payer->reserved.e6 + beside};
                return;
            default:
                if (payer->limited && payer->limit.e6 < AMOUNT_MAX_E6) line.amount = {available(*payer).e6 + beside};
        }
    }

    std::mt19937_64 random_{choose_seed()};
    std::vector<transfer> open_;
};

}  // namespace kaskad::billing
