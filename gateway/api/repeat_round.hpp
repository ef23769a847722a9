#pragma once

#include "core/id.hpp"
#include "engine/facts/effect.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Has clients told once more how messages ended: one after the other, so many at once, each answer making room for the
// next. Says how far it came, so that whoever asked can go on from there. Pure; somebody sends what it gives.

namespace kaskad::gateway::api {

inline constexpr size_t REPEATS_AT_ONCE = 20;

class repeat_round {
  public:
    // last: where the next round begins if all of these are told; is_last: there are none behind it.
    repeat_round(std::vector<core::message_id> messages, core::message_id last, bool is_last)
        : messages_{std::move(messages)}, last_{last}, is_last_{is_last} {}

    bool is_over() const { return open_ == 0 && (is_stopped_ || next_ == messages_.size()); }
    bool has_begun() const { return next_ > 0; }
    // {"messages", "events", "next_after": id or null}
    std::string render() const;

    void handle_reply(const facts::reply& reply);
    // Nobody takes any more now: the one begun last is not told.
    void stop_at_last();
    // Which one to tell now; it is under way then. None: as many are as may be, or all were begun.
    std::optional<core::message_id> poll_next();

  private:
    core::message_id next_after() const;

    std::vector<core::message_id> messages_;
    core::message_id last_;
    bool is_last_ = false;
    bool is_stopped_ = false;
    size_t next_ = 0;
    size_t open_ = 0;
    uint64_t told_ = 0;    // messages of which at least one event was raised
    uint64_t events_ = 0;  // a message may have several submits that asked for a receipt, or none
};

}  // namespace kaskad::gateway::api
