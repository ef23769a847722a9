#include "routing/margin.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

using wide = __int128;

constexpr wide WHOLE = 10'000;

// In 1e-12 of the currency's unit.
wide margin_at(const margin_terms& terms, const buy_terms& buy, uint16_t chance) {
    const wide earned = terms.pays_on_delivery ? wide{terms.sell.e8} * chance : wide{terms.sell.e8} * WHOLE;
    const wide on_submit = (wide{buy.price.e8} - buy.delivered.e8) * WHOLE;
    return earned - on_submit - wide{buy.delivered.e8} * chance - wide{terms.spent.e8} * WHOLE;
}

int64_t rounded_down(wide value) {
    if (const auto near = static_cast<int64_t>(value); near == value) {  // as always but at the end of all numbers
        constexpr auto narrow = static_cast<int64_t>(WHOLE);
        return near / narrow - (near % narrow < 0 ? 1 : 0);
    }
    const wide whole = value / WHOLE - (value % WHOLE < 0 ? 1 : 0);
    constexpr wide least = std::numeric_limits<int64_t>::min();
    constexpr wide most = std::numeric_limits<int64_t>::max();
    return static_cast<int64_t>(std::clamp(whole, least, most));
}

}  // namespace

core::price least_margin(const margin_terms& terms, const buy_terms& buy, chance_bounds chance) {
    ASSERT(chance.low <= chance.high);
    // A straight line in the chance: the least is at one of its ends.
    return {rounded_down(std::min(margin_at(terms, buy, chance.low), margin_at(terms, buy, chance.high)))};
}

}  // namespace kaskad::routing
