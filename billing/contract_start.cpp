#include "billing/contract_start.hpp"

#include "billing/rounding.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::billing {

tariff held_from(tariff value, uint32_t from_day) {
    for (auto& each : value.fees)
        if (each.cycle == fee_cycle::monthly) each.from_day = std::max(each.from_day, from_day);
    return value;
}

tariff held_in(const tariff& value, uint32_t from_day, const day_span& month) {
    auto held = held_from(value, from_day);
    if (from_day <= month.from_day) return held;
    if (from_day >= month.to_day) held.steps.clear();
    const __int128 days = month.to_day - std::min(from_day, month.to_day);
    held.commitment = {
        static_cast<int64_t>(divided_half_even(value.commitment.e6 * days, month.to_day - month.from_day))};
    return held;
}

}  // namespace kaskad::billing
