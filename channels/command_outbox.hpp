#pragma once

#include "engine/facts/command_port.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>

// What the accounts of one shard tell the engine, in order. While the engine's mailbox is full it keeps what cannot be
// taken back and says `blocked`: its owner then grants nothing, so that what can still come is bounded by the calls
// and credits that are open at that moment. As gateway/links/outbox.hpp, on a plain shard. On its shard.

namespace kaskad::channels {

class command_outbox {
  public:
    static constexpr size_t COMMANDS_MAX = 4'000'000;  // far above all windows together: beyond it is our bug

    command_outbox(net::shard& home, facts::command_port& engine, std::function<void(bool blocked)> changed)
        : engine_{engine}, changed_{std::move(changed)}, retry_{home.get_executor(), [this] { send_waiting(); }} {}

    bool is_blocked() const { return !waiting_.empty(); }
    size_t size() const { return waiting_.size(); }

    void send(facts::command command);
    // The same, but only at once: what may be asked again is not kept. False: nothing was taken.
    bool try_send(facts::command&& command) { return !is_blocked() && engine_.try_send(std::move(command)); }

  private:
    static constexpr std::chrono::milliseconds RETRY{2};

    void send_waiting();

    facts::command_port& engine_;
    std::function<void(bool)> changed_;
    std::deque<facts::command> waiting_;
    net::timer retry_;
};

}  // namespace kaskad::channels
