#include "billing/exchange_table.hpp"

#include "billing/rounding.hpp"
#include "core/assert.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <iterator>
#include <limits>

namespace kaskad::billing {

namespace {

constexpr int64_t ONE_E8 = 100'000'000;

}  // namespace

void exchange_table::assign(const currency_pair& pair, uint32_t day, int64_t rate_e8) {
    ASSERT(rate_e8 > 0);
    ASSERT(rate_e8 <= EXCHANGE_RATE_MAX_E8);
    ASSERT(pair.base != pair.quote);
    const bool is_new = days_[pair].insert_or_assign(day, rate_e8).second;
    if (is_new) ++size_;
}

bool exchange_table::knows(const currency_pair& pair) const {
    return days_.contains(pair) || days_.contains({pair.quote, pair.base});
}

std::optional<exchange> exchange_table::find_direct(const currency_pair& pair, uint32_t day) const {
    const auto known = days_.find(pair);
    if (known == days_.end()) return std::nullopt;
    const auto after = known->second.upper_bound(day);
    if (after == known->second.begin()) return std::nullopt;
    const auto& [since, rate] = *std::prev(after);
    return exchange{.rate_e8 = rate, .day = since};
}

std::optional<exchange> exchange_table::find(const currency_pair& pair, uint32_t day) const {
    if (pair.base == pair.quote) return exchange{.rate_e8 = ONE_E8, .day = day};
    const auto direct = find_direct(pair, day);
    auto inverse = find_direct({pair.quote, pair.base}, day);
    if (!inverse || (direct && direct->day >= inverse->day)) return direct;
    inverse->is_inverse = true;
    return inverse;
}

std::optional<core::price> exchanged(core::price value, const exchange& at) {
    ASSERT(at.rate_e8 > 0);
    const auto exact = at.is_inverse ? divided_half_even(static_cast<__int128>(value.e8) * ONE_E8, at.rate_e8)
                                     : divided_half_even(static_cast<__int128>(value.e8) * at.rate_e8, ONE_E8);
    if (exact > std::numeric_limits<int64_t>::max() || exact < std::numeric_limits<int64_t>::min()) return std::nullopt;
    return core::price{static_cast<int64_t>(exact)};
}

std::optional<core::amount> exchanged_anew(core::amount value, const exchange& was, const exchange& is) {
    ASSERT(was.rate_e8 > 0);
    ASSERT(is.rate_e8 > 0);
    using wide = boost::multiprecision::int256_t;  // 64 bits of a sum times two rates of 47
    wide above = value.e6;
    wide below = 1;
    (is.is_inverse ? below : above) *= is.rate_e8;
    (is.is_inverse ? above : below) *= ONE_E8;
    (was.is_inverse ? above : below) *= was.rate_e8;
    (was.is_inverse ? below : above) *= ONE_E8;
    wide whole = above / below;
    const wide rest = 2 * abs(above % below);
    if (rest > below || (rest == below && whole % 2 != 0)) whole += value.e6 < 0 ? -1 : 1;
    if (abs(whole) > std::numeric_limits<int64_t>::max()) return std::nullopt;
    return core::amount{static_cast<int64_t>(whole)};
}

}  // namespace kaskad::billing
