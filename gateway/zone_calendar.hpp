#pragma once

#include "billing/calendar.hpp"
#include "smpp/time_zone.hpp"

#include <map>
#include <string>
#include <string_view>

// Days and months of the world's time zones, for whoever bills by them. A zone is read when it is asked for first, and
// kept; its present day and month are remembered, for they are asked for message by message. On one thread.

namespace kaskad::gateway {

class zone_calendar final : public billing::calendar {
  public:
    billing::local_period day(std::string_view zone, int64_t utc_ms) const override;
    billing::local_period month(std::string_view zone, int64_t utc_ms) const override;

  private:
    struct known_zone {
        smpp::time_zone clock;
        billing::local_period day;
        billing::local_period month;
    };

    known_zone& find(std::string_view name) const;

    mutable std::map<std::string, known_zone, std::less<>> zones_;
};

}  // namespace kaskad::gateway
