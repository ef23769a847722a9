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

}  // namespace kaskad::gateway::api
