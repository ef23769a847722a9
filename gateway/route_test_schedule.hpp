#pragma once

#include "config/options.hpp"
#include "engine/facts/route_test.hpp"

#include <cstdint>
#include <vector>

// Which of the tests that come again and again are due, by what is kept of those before: so a restart neither repeats
// nor forgets one. Pure; the gateway asks once a minute.

namespace kaskad::gateway {

// Orders for those whose last start lies in an earlier turn than now: a turn is `every_hours` long, counted from 1970
// (UTC, so one of 24 begins at midnight), and begins `at_minute` later. One that never ran is due at once.
std::vector<facts::start_route_test> due_route_tests(const std::vector<config::route_test_schedule>& schedules,
                                                     const facts::route_tests& kept, int64_t utc_ms);

}  // namespace kaskad::gateway
