#pragma once

#include "engine/facts/command_port.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/zone_calendar.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <string>

// Orders the fees of contracts on the days on which they fall due: at start and each hour it asks for clients and
// contracts, and orders what is due, one after the other. Lives on one shard.

namespace kaskad::gateway {

struct fee_clock_options {
    facts::token token = 0;  // of all its questions; the answers come to handle_answer()
    std::function<int64_t()> utc_ms;
};

class fee_clock {
  public:
    fee_clock(net::shard& home, fee_clock_options options, facts::command_port& engine);

    // On the shard.
    void start() { ask(); }
    void handle_answer(const facts::answer& answer);

  private:
    void ask();
    void take(const facts::contracts& contracts);
    void take(const facts::ordered& ordered);
    void take(const facts::refusal& refused);
    void order_next();

    fee_clock_options options_;
    facts::command_port& engine_;
    zone_calendar calendar_;
    facts::client_standings clients_;
    std::deque<facts::order_money> due_;  // the first is being ordered
    std::set<std::string> settled_;       // references, as long as they are due: the engine need not be asked again
    std::string refused_;                 // the last one, as it was said
    net::timer timer_;
};

}  // namespace kaskad::gateway
