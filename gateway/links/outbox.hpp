#pragma once

#include "engine/facts/command_port.hpp"
#include "gateway/links/event_loop.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>

// What the links of one shard tell the engine, in order. While the engine's mailbox is full it keeps what cannot be
// taken back (answers, receipts, ends of binds) and says `blocked`: its owner then reads nothing more from operators
// and grants nothing, so what can still come is bounded by the windows that are open at that moment.

namespace kaskad::gateway::links {

class outbox {
  public:
    static constexpr size_t COMMANDS_MAX = 4'000'000;  // far above all windows together: beyond it is our bug
    static constexpr int64_t RETRY_MS = 1;

    outbox(event_loop& home, facts::command_port& engine, std::function<void(bool blocked)> changed);

    bool is_blocked() const { return !waiting_.empty(); }
    size_t size() const { return waiting_.size(); }

    void send(facts::command command);

  private:
    void send_waiting();

    facts::command_port& engine_;
    std::function<void(bool)> changed_;
    std::deque<facts::command> waiting_;
    event_loop& home_;
    std::unique_ptr<alarm> retry_;
};

}  // namespace kaskad::gateway::links
