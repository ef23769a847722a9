#include "engine/attempt_events.hpp"

#include "engine/cascade_state.hpp"
#include "engine/events.hpp"

#include <utility>

namespace kaskad::engine {

void tell_attempt(turn& turn, const facts::message& value, const facts::attempt& attempt, facts::event_kind kind) {
    if (value.cascade == 0 || !value.submissions.empty()) return;
    auto events = make_events(turn, value, kind);
    for (auto& event : events) {
        event.attempt = attempt.number;
        event.step = attempt.step;
        event.channel = attempt.channel;
        event.reason = attempt.reason;
    }
    raise_events(turn, std::move(events));
}

void tell_attempts(turn& turn, const facts::message& value, size_t before) {
    for (auto index = before; index < value.attempts.size(); ++index) {
        const auto& attempt = value.attempts[index];
        const bool is_skipped = attempt.state == facts::attempt_state::skipped;
        tell_attempt(turn, value, attempt,
                     is_skipped ? facts::event_kind::attempt_failed : facts::event_kind::attempt_started);
    }
}

}  // namespace kaskad::engine
