#include "routing/price_effect.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::routing {

namespace {

// A part is owed less its share on delivery when it is taken, and the share when it is delivered.
__int128 cost_of(const priced& price, const priced_parts& carried) {
    const __int128 on_submit = price.price.e8 - price.delivered.e8;
    return on_submit * carried.parts + __int128{price.delivered.e8} * carried.delivered;
}

void add_sums(effect_sums& to, const effect_sums& more) {
    to.parts += more.parts;
    to.delivered += more.delivered;
    to.unpriced += more.unpriced;
    to.before_e8 += more.before_e8;
    to.after_e8 += more.after_e8;
    to.sold_e6 += more.sold_e6;
}

}  // namespace

void price_effect::add(const effect_key& of, const priced_parts& carried) {
    const auto found = sums_.find(of);
    const bool has_room = found != sums_.end() || sums_.size() < KEYS_MAX;
    auto& sums = has_room ? sums_[of] : sums_[{.currency = of.currency, .sold_currency = of.sold_currency}];
    sums.parts += carried.parts;
    sums.delivered += carried.delivered;
    sums.sold_e6 += carried.sold.e6;
    if (!carried.before || !carried.after) {
        sums.unpriced += carried.parts;
        return;
    }
    sums.before_e8 += cost_of(*carried.before, carried);
    sums.after_e8 += cost_of(*carried.after, carried);
}

effect_sums price_effect::total() const {
    effect_sums total;
    for (const auto& [key, sums] : sums_)
        add_sums(total, sums);
    return total;
}

core::amount to_amount(__int128 e8) {
    constexpr __int128 STEP = 100;
    auto whole = e8 / STEP;
    auto rest = e8 % STEP;
    if (rest < 0) {
        rest += STEP;
        --whole;
    }
    const bool is_up = rest > STEP / 2 || (rest == STEP / 2 && whole % 2 != 0);
    if (is_up) ++whole;
    constexpr __int128 LEAST = std::numeric_limits<int64_t>::min();
    constexpr __int128 MOST = std::numeric_limits<int64_t>::max();
    return {static_cast<int64_t>(std::clamp(whole, LEAST, MOST))};
}

}  // namespace kaskad::routing
