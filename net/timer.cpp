#include "net/timer.hpp"

#include <utility>

namespace kaskad::net {

namespace {
constexpr auto NEVER = clock::time_point::max();
}

// Shared with the wait that is under way: a completion may already be queued when the timer itself is destroyed.
struct timer::state {
    state(executor where, std::function<void()> function) : wait{where}, expired{std::move(function)} {}

    steady_timer wait;
    std::function<void()> expired;
    clock::time_point due = NEVER;
    clock::time_point armed_for = NEVER;
};

timer::timer(executor where, std::function<void()> expired)
    : state_{std::make_shared<state>(where, std::move(expired))} {}

timer::~timer() {
    state_->due = NEVER;
    state_->wait.cancel();
}

clock::time_point timer::due() const {
    return state_->due;
}

void timer::expire_at(clock::time_point due) {
    state_->due = due;
    if (due < state_->armed_for) arm(state_);
}

void timer::arm(const std::shared_ptr<state>& state) {
    state->armed_for = state->due;
    state->wait.expires_at(state->due);
    state->wait.async_wait([state](error_code ec) {
        // Aborted: armed anew for an earlier time, or destroyed.
        if (ec || state->armed_for == NEVER) return;
        if (clock::now() < state->armed_for) return;
        state->armed_for = NEVER;
        if (state->due == NEVER) return;
        if (clock::now() < state->due) return arm(state);
        state->due = NEVER;
        state->expired();
    });
}

}  // namespace kaskad::net
