#include "billing/account.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::billing {

namespace {

constexpr int OWNER_BITS = 32;
constexpr int CURRENCY_BITS = 15;

// Three capital letters as a number below 26^3, which is less than 2^15.
uint64_t currency_number(core::currency currency) {
    uint64_t number = 0;
    for (const char letter : currency.code) {
        ASSERT(letter >= 'A' && letter <= 'Z');
        number = number * 26 + static_cast<uint64_t>(letter - 'A');
    }
    return number;
}

}  // namespace

account_id make_account_id(account_kind kind, uint32_t owner, core::currency currency) {
    ASSERT(kind != account_kind::none);
    const auto kind_number = static_cast<uint64_t>(kind);
    return {kind_number << (OWNER_BITS + CURRENCY_BITS) | uint64_t{owner} << CURRENCY_BITS | currency_number(currency)};
}

account open_account(account_kind kind, uint32_t owner, core::currency currency) {
    account opened;
    opened.id = make_account_id(kind, owner, currency);
    opened.kind = kind;
    opened.owner = owner;
    opened.currency = currency;
    opened.limited = kind == account_kind::client;
    return opened;
}

core::amount available(const account& value) {
    const auto exact = static_cast<__int128>(value.posted.e6) + value.limit.e6 - value.reserved.e6;
    constexpr __int128 LOWEST = std::numeric_limits<int64_t>::min();
    constexpr __int128 HIGHEST = std::numeric_limits<int64_t>::max();
    return {static_cast<int64_t>(std::clamp(exact, LOWEST, HIGHEST))};
}

std::string_view to_string(account_kind value) {
    switch (value) {
        case account_kind::none:
            return "none";
        case account_kind::client:
            return "client";
        case account_kind::revenue:
            return "revenue";
        case account_kind::cost:
            return "cost";
        case account_kind::payable:
            return "payable";
        case account_kind::cash:
            return "cash";
        case account_kind::adjust:
            return "adjust";
        case account_kind::tax:
            return "tax";
        case account_kind::rounding:
            return "rounding";
        case account_kind::receivable:
            return "receivable";
        case account_kind::dispute:
            return "dispute";
    }
    return "unknown";
}

}  // namespace kaskad::billing
