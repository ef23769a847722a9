#pragma once

#include "gateway/api/slice_work.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

// Asks something of the engine for each message of a slice: one after the other, so many at once, each answer making
// room for the next. Says how far it came, so that whoever asked can go on from there. Pure; somebody sends what it
// gives.

namespace kaskad::gateway::api {

inline constexpr size_t COMMANDS_AT_ONCE = 20;

class command_round {
  public:
    // of: says what is asked, and what an answer is worth.
    command_round(message_slice slice, std::shared_ptr<const slice_work> of)
        : slice_{std::move(slice)}, of_{std::move(of)} {}

    bool is_over() const { return open_ == 0 && (is_stopped_ || next_ == slice_.messages.size()); }
    bool has_begun() const { return next_ > 0; }
    std::string render() const;

    void handle_reply(const facts::reply& reply);
    // Nobody takes any more now: for the one begun last nothing is asked.
    void stop_at_last();
    // What to ask now; it is under way then. None: as many are as may be, or all were begun.
    std::optional<facts::command> poll_next(facts::token reply_to);

  private:
    core::message_id next_after() const;

    message_slice slice_;
    std::shared_ptr<const slice_work> of_;
    bool is_stopped_ = false;
    size_t next_ = 0;
    size_t open_ = 0;
    slice_sums sums_;
};

}  // namespace kaskad::gateway::api
