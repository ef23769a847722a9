#pragma once

#include "engine/facts/command_port.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>

// What the links of one shard tell the engine, in order. While the engine's mailbox is full it keeps what cannot be
// taken back (answers, receipts, ends of binds) and says `blocked`: its owner then reads nothing more from operators
// and grants nothing, so what can still come is bounded by the windows that are open at that moment.

namespace kaskad::gateway::links {

class outbox {
  public:
    static constexpr size_t COMMANDS_MAX = 4'000'000;  // far above all windows together: beyond it is our bug
    static constexpr std::chrono::milliseconds RETRY{1};

    outbox(net::shard& home, facts::command_port& engine, std::function<void(bool blocked)> changed);

    bool is_blocked() const { return !waiting_.empty(); }
    size_t size() const { return waiting_.size(); }

    void send(facts::command command);

  private:
    void send_waiting();

    facts::command_port& engine_;
    std::function<void(bool)> changed_;
    std::deque<facts::command> waiting_;
    net::timer retry_;
};

}  // namespace kaskad::gateway::links
