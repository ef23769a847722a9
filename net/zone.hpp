#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// The system's time zones (IANA, tzdata) as plain tables. Reads files; not for a hot path.

namespace kaskad::net {

struct zone_period {
    int64_t from_utc_ms = 0;     // of the first period: long ago
    int32_t offset_minutes = 0;  // east of UTC

    friend bool operator==(const zone_period&, const zone_period&) = default;
};

// Whether this system knows it: a look into a table that was read once.
bool is_zone(std::string_view name);

// Of "Europe/Berlin" from 2000 to 2037; at least one period, rising. The error is a sentence.
std::expected<std::vector<zone_period>, std::string> load_zone(std::string_view name);

}  // namespace kaskad::net
