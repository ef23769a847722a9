#pragma once

#include "config/options.hpp"
#include "engine/facts/command_port.hpp"
#include "engine/facts/effect.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// Starts the scheduled tests of routes: each minute it asks what was tested, and orders what is due. A test that is
// refused (the budget is spent, the link is down) is said in the log, once, and asked for again a minute later.
// Lives on one shard.

namespace kaskad::gateway {

struct route_test_clock_options {
    std::vector<config::route_test_schedule> schedules;
    facts::token token = 0;  // of all its questions; the answers come to handle_answer()
    std::function<int64_t()> utc_ms;
};

class route_test_clock {
  public:
    route_test_clock(net::shard& home, route_test_clock_options options, facts::command_port& engine);

    // On the shard. Does nothing where nothing is scheduled.
    void start();
    void handle_answer(const facts::answer& answer);

  private:
    void ask();

    route_test_clock_options options_;
    facts::command_port& engine_;
    net::timer timer_;
    std::string refused_;  // the last one, as it was said
};

}  // namespace kaskad::gateway
