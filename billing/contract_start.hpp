#pragma once

#include "billing/tariff.hpp"

#include <cstdint>

// What a tariff asks that was agreed from a day on: nothing of the months before, of its first month a share. Days are
// since 1970, where the client is billed; 0 = it always held.

namespace kaskad::billing {

// Monthly fees are held from that day on at the earliest. What is asked once names its day itself, and keeps it.
tariff held_from(tariff value, uint32_t from_day);

// The same for one month: the commitment is that of the days which it holds on, rounded half to even. Of a month that
// is over before, nothing is left: no commitment, no monthly fees, no steps.
tariff held_in(const tariff& value, uint32_t from_day, const day_span& month);

}  // namespace kaskad::billing
