#include "channels/token_state.hpp"

#include "channels/account_health.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::channels {

int64_t token_state::next_at(int64_t now) const {
    const auto ask = is_asked_ ? INT64_MAX : ask_at_;
    return has(now) ? std::min(ask, ends_at_) : ask;
}

void token_state::take(token_reading given, int64_t now) {
    if (given.token.empty() || given.valid_ms <= 0) return note_failure(now);
    const auto valid = std::min(given.valid_ms, options_.valid_max_ms);
    token_ = std::move(given.token);
    ends_at_ = now + valid;
    // A service that gives tokens of a moment is not asked without pause.
    ask_at_ = now + std::max(valid - valid / 4, options_.retry_min_ms);
    failures_ = 0;
    is_asked_ = false;
}

void token_state::note_failure(int64_t now) {
    is_asked_ = false;
    failures_ = std::min(failures_ + 1, 32U);
    ask_at_ = now + doubled(options_.retry_min_ms, options_.retry_max_ms, failures_);
}

void token_state::forget(int64_t now) {
    if (token_.empty()) return;
    token_.clear();
    ask_at_ = std::min(ask_at_, now + options_.retry_min_ms);
}

}  // namespace kaskad::channels
