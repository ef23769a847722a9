#include "gateway/zone_calendar.hpp"

#include "core/calendar.hpp"
#include "smpp/transport/named_zone.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

using billing::local_period;
using core::DAY_MS;

int64_t local_of(const smpp::time_zone& clock, int64_t utc_ms) {
    return std::max<int64_t>(0, clock.to_local(std::max<int64_t>(0, utc_ms)));
}

// From one midnight to another. One that is left out counts as if the clock had not been set.
local_period between(const smpp::time_zone& clock, int64_t from_local_ms, int64_t to_local_ms) {
    return {static_cast<uint32_t>(from_local_ms / DAY_MS), clock.to_utc(from_local_ms), clock.to_utc(to_local_ms)};
}

// The period of UTC that a moment of the clock on the wall is in, told in that clock.
local_period told_in(const smpp::time_zone& clock, const local_period& wall) {
    return between(clock, wall.begin_utc_ms, wall.end_utc_ms);
}

}  // namespace

zone_calendar::known_zone& zone_calendar::find(std::string_view name) const {
    const auto known = zones_.find(name);
    if (known != zones_.end()) return known->second;
    auto clock = smpp::transport::load_time_zone(name.empty() ? "UTC" : name);
    return zones_.emplace(std::string{name}, known_zone{clock.value_or(smpp::time_zone{}), {}, {}}).first->second;
}

local_period zone_calendar::day(std::string_view zone, int64_t utc_ms) const {
    auto& known = find(zone);
    if (!known.day.contains(utc_ms))
        known.day = told_in(known.clock, billing::utc_calendar{}.day({}, local_of(known.clock, utc_ms)));
    return known.day;
}

local_period zone_calendar::month(std::string_view zone, int64_t utc_ms) const {
    auto& known = find(zone);
    if (!known.month.contains(utc_ms))
        known.month = told_in(known.clock, billing::utc_calendar{}.month({}, local_of(known.clock, utc_ms)));
    return known.month;
}

}  // namespace kaskad::gateway
