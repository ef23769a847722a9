#include "tests/invariants/balances.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>

namespace kaskad::invariants {

namespace {

using billing::transfer_kind;

bool respects_limit(const billing::transfer& line) {
    return line.kind == transfer_kind::reserve;
}

void check_sums(std::span<const billing::account> recorded, complaints& broken) {
    std::map<std::string, __int128> sums;
    for (const auto& account : recorded)
        sums[std::string{account.currency.code.begin(), account.currency.code.end()}] += account.posted.e6;
    for (const auto& [currency, sum] : sums) {
        if (sum != 0) broken.push_back(fmt::format("the accounts in {} sum to {}, not 0", currency, sum));
    }
}

}  // namespace

void balances::set_limit(const billing::account& declared) {
    auto& balance = balances_[declared.id];
    balance.limit = declared.limit.e6;
    balance.limited = declared.limited;
}

void balances::take(const billing::posting& row, complaints& broken) {
    for (const auto& line : row.transfers)
        take(line, row.sequence, broken);
}

void balances::take(const billing::transfer& line, uint64_t sequence, complaints& broken) {
    auto& debit = balances_[line.debit];
    auto& credit = balances_[line.credit];
    if (debit.limited && respects_limit(line) && line.amount.e6 > debit.posted + debit.limit - debit.reserved) {
        broken.push_back(fmt::format("posting {} takes {} from account {} beyond its limit", sequence, line.amount.e6,
                                     line.debit.value));
    }
    debit.reserved -= line.released.e6;
    if (line.kind == transfer_kind::reserve) {
        debit.reserved += line.amount.e6;
    } else {
        debit.posted -= line.amount.e6;
        credit.posted += line.amount.e6;
    }
    if (debit.reserved < 0) {
        broken.push_back(
            fmt::format("posting {} releases more than account {} has reserved", sequence, line.debit.value));
    }
}

void balances::compare(const billing::account& recorded, complaints& broken) const {
    const auto found = balances_.find(recorded.id);
    const auto computed = found == balances_.end() ? balance{} : found->second;
    if (computed.posted == recorded.posted.e6 && computed.reserved == recorded.reserved.e6) return;
    broken.push_back(fmt::format("account {} says posted {} reserved {}, its postings say {} and {}", recorded.id.value,
                                 recorded.posted.e6, recorded.reserved.e6, computed.posted, computed.reserved));
}

void balances::compare_all(std::span<const billing::account> recorded, complaints& broken) const {
    std::set<uint64_t> seen;
    for (const auto& account : recorded) {
        seen.insert(account.id.value);
        compare(account, broken);
    }
    for (const auto& [id, balance] : balances_) {
        if (!seen.contains(id.value)) broken.push_back(fmt::format("account {} has postings but no record", id.value));
    }
    check_sums(recorded, broken);
}

}  // namespace kaskad::invariants
