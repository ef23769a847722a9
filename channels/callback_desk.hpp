#pragma once

#include "channels/adapter.hpp"
#include "channels/command_outbox.hpp"
#include "engine/facts/effect.hpp"
#include "net/shard.hpp"
#include "net/timer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>

// Callbacks that were read, until what they say is durable: each report and word is a command under the callback's
// token, and the provider gets its answer when the engine has answered all of them. Where that cannot be (the engine's
// mailbox is full, too much is open, no answer in time) it gets 503 and comes again: a report twice is none. On its
// shard.

namespace kaskad::channels {

using callback_result = std::expected<net::http_response, callback_fault>;
using callback_answer = std::move_only_function<void(callback_result)>;

struct callback_options {
    uint16_t number = 0;           // stands in the upper 16 bits of tokens, by which answers find their way back
    size_t open_max = 4'096;       // callbacks
    size_t commands_max = 50'000;  // of all that are open
    std::chrono::milliseconds deadline{5'000};
};

class callback_desk {
  public:
    callback_desk(net::shard& home, const callback_options& options, command_outbox& out);

    size_t open() const { return by_token_.size(); }

    void take(callback_reading reading, core::link_id account, callback_answer answer);
    void handle_answer(const facts::answer& answer);
    // Puts off all that is open, and whatever comes.
    void stop();

  private:
    struct open_callback {
        callback_answer answer;
        net::http_response response;
        size_t commands = 0;  // not yet answered
        net::clock::time_point deadline;
    };

    bool has_room(size_t commands) const;
    void add(facts::token token, open_callback open);
    bool send(callback_reading& reading, core::link_id account, facts::token token);
    void end(facts::token token, callback_result result);
    void expire();

    callback_options options_;
    command_outbox& out_;
    facts::token last_;
    size_t commands_ = 0;
    bool stopped_ = false;
    std::unordered_map<facts::token, open_callback> by_token_;
    std::set<std::pair<net::clock::time_point, facts::token>> by_deadline_;
    net::timer timer_;
};

}  // namespace kaskad::channels
