#include "gateway/links/outbox.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::gateway::links {

outbox::outbox(net::shard& home, facts::command_port& engine, std::function<void(bool blocked)> changed)
    : engine_{engine}, changed_{std::move(changed)}, retry_{home.get_executor(), [this] { send_waiting(); }} {}

void outbox::send(facts::command command) {
    const bool was_blocked = is_blocked();
    if (!was_blocked && engine_.try_send(std::move(command))) return;
    ASSERT(waiting_.size() < COMMANDS_MAX);
    waiting_.push_back(std::move(command));
    if (was_blocked) return;
    retry_.expire_after(RETRY);
    changed_(true);
}

void outbox::send_waiting() {
    while (!waiting_.empty() && engine_.try_send(std::move(waiting_.front())))
        waiting_.pop_front();
    if (is_blocked()) return retry_.expire_after(RETRY);
    changed_(false);
}

}  // namespace kaskad::gateway::links
