#pragma once

#include "config/options.hpp"
#include "engine/facts/command_port.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/api/metrics.hpp"
#include "net/http_client.hpp"
#include "net/timer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>

// Asks the provider of look-ups: one GET for each ask_lookup, one lookup_answered for each, at the latest when its
// deadline is over. Repeats nothing: an answer costs money. How many are open is the engine's limit. On its shard.

namespace kaskad::gateway {

struct lookup_asker_options {
    config::lookup_call_options call;
    size_t open_max = 1'000;
    std::function<int64_t()> steady_ms;          // the engine's count
    std::chrono::milliseconds resend_delay{20};  // while the engine's mailbox is full
};

class lookup_asker {
  public:
    lookup_asker(net::shard& home, lookup_asker_options options, facts::command_port& engine, api::metrics& numbers);

    void handle_effect(const facts::ask_lookup& effect);
    // Ends calls under way; nothing is told to the engine any more.
    void stop();

  private:
    net::http_call make_call(const facts::ask_lookup& effect, std::chrono::milliseconds deadline) const;
    void handle_result(core::message_id id, const net::http_result& result);
    void tell(facts::lookup_answered answer);
    void tell_waiting();

    lookup_asker_options options_;
    facts::command_port& engine_;
    api::metrics& numbers_;
    std::deque<facts::lookup_answered> answers_;  // the engine's mailbox was full
    bool stopped_ = false;
    net::timer retry_;
    // Last: no call comes back into what is already gone.
    net::http_client client_;
};

}  // namespace kaskad::gateway
