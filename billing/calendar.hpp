#pragma once

#include <cstdint>
#include <string_view>

// Days and months where a client is billed. Which hours they are is the business of whoever knows time zones; without
// one they are those of UTC.

namespace kaskad::billing {

// From its beginning up to, not with, its end. begin_day: since 1970, by the calendar of the zone.
struct local_period {
    uint32_t begin_day = 0;
    int64_t begin_utc_ms = 0;
    int64_t end_utc_ms = 0;

    bool contains(int64_t utc_ms) const { return utc_ms >= begin_utc_ms && utc_ms < end_utc_ms; }

    friend bool operator==(const local_period&, const local_period&) = default;
};

// Times before 1970 count as 1970.
class calendar {
  public:
    virtual ~calendar() = default;
    // zone: an IANA name; empty, or one that is not known, = UTC.
    virtual local_period day(std::string_view zone, int64_t utc_ms) const = 0;
    virtual local_period month(std::string_view zone, int64_t utc_ms) const = 0;
};

class utc_calendar final : public calendar {
  public:
    local_period day(std::string_view zone, int64_t utc_ms) const override;
    local_period month(std::string_view zone, int64_t utc_ms) const override;
};

}  // namespace kaskad::billing
