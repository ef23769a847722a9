#include "routing/margin.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

using wide = __int128;

constexpr int64_t WHOLE = 10'000;

// In 1e-12 of the currency's unit.
template <typename Number>
Number margin_at(const margin_terms& terms, const buy_terms& buy, uint16_t chance) {
    const Number earned = Number{terms.sell.e8} * (terms.pays_on_delivery ? chance : WHOLE);
    const Number on_submit = (Number{buy.price.e8} - buy.delivered.e8) * WHOLE;
    return earned - on_submit - Number{buy.delivered.e8} * chance - Number{terms.spent.e8} * WHOLE;
}

// A straight line in the chance: the least is at one of its ends.
template <typename Number>
Number least_at(const margin_terms& terms, const buy_terms& buy, chance_bounds chance) {
    const auto least = std::min(margin_at<Number>(terms, buy, chance.low), margin_at<Number>(terms, buy, chance.high));
    return least / WHOLE - (least % WHOLE < 0 ? 1 : 0);
}

// Prices as people pay them: then all of it fits 64 bits.
bool is_usual(const margin_terms& terms, const buy_terms& buy) {
    constexpr int64_t MOST = 100'000'000'000'000;  // a million of the currency's unit
    const auto is_in = [](core::price price) { return price.e8 > -MOST && price.e8 < MOST; };
    return is_in(terms.sell) && is_in(terms.spent) && is_in(buy.price) && is_in(buy.delivered);
}

}  // namespace

core::price least_margin(const margin_terms& terms, const buy_terms& buy, chance_bounds chance) {
    ASSERT(chance.low <= chance.high);
    if (is_usual(terms, buy)) return {least_at<int64_t>(terms, buy, chance)};
    constexpr wide least = std::numeric_limits<int64_t>::min();
    constexpr wide most = std::numeric_limits<int64_t>::max();
    return {static_cast<int64_t>(std::clamp(least_at<wide>(terms, buy, chance), least, most))};
}

}  // namespace kaskad::routing
