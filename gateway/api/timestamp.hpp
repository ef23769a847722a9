#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Points of time as people write them in JSON: RFC 3339, in milliseconds since 1970-01-01 UTC.

namespace kaskad::gateway::api {

// "2026-03-01T08:30:00Z", "2026-03-01t10:30:00.250+02:00". Digits behind the milliseconds are dropped. Nothing for a
// date or time that does not exist (a leap second included) or a text of another form.
std::optional<int64_t> parse_timestamp(std::string_view text);

// "2026-03-01T08:30:00.000Z"
std::string render_timestamp(int64_t utc_ms);

// Days since 1970: "2026-11-01". Nothing for a day that does not exist, or one before 1970.
std::optional<uint32_t> parse_day(std::string_view text);
std::string render_day(uint32_t day);
// The first day of a month: "2026-11".
std::optional<uint32_t> parse_month(std::string_view text);

}  // namespace kaskad::gateway::api
