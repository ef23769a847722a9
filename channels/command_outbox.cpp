#include "channels/command_outbox.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::channels {

void command_outbox::send(facts::command command) {
    const bool was_blocked = is_blocked();
    if (try_send(std::move(command))) return;
    ASSERT(waiting_.size() < COMMANDS_MAX);
    waiting_.push_back(std::move(command));
    if (was_blocked) return;
    retry_.expire_after(RETRY);
    changed_(true);
}

void command_outbox::send_waiting() {
    while (!waiting_.empty() && engine_.try_send(std::move(waiting_.front())))
        waiting_.pop_front();
    if (is_blocked()) return retry_.expire_after(RETRY);
    changed_(false);
}

}  // namespace kaskad::channels
