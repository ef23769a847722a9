#include "gateway/links/outbox.hpp"

#include "core/assert.hpp"

#include <utility>

namespace kaskad::gateway::links {

outbox::outbox(event_loop& home, facts::command_port& engine, std::function<void(bool blocked)> changed)
    : engine_{engine}, changed_{std::move(changed)}, home_{home}, retry_{home.make_alarm([this] { send_waiting(); })} {}

void outbox::send(facts::command command) {
    const bool was_blocked = is_blocked();
    if (!was_blocked && engine_.try_send(std::move(command))) return;
    ASSERT(waiting_.size() < COMMANDS_MAX);
    waiting_.push_back(std::move(command));
    if (was_blocked) return;
    retry_->expire_at(home_.steady_ms() + RETRY_MS);
    changed_(true);
}

void outbox::send_waiting() {
    while (!waiting_.empty() && engine_.try_send(std::move(waiting_.front())))
        waiting_.pop_front();
    if (is_blocked()) return retry_->expire_at(home_.steady_ms() + RETRY_MS);
    changed_(false);
}

}  // namespace kaskad::gateway::links
