#pragma once

#include "channels/adapter.hpp"

#include <cstdint>
#include <string>

// The token of an account whose provider gives one out for a while: asked for anew before it ends, and again after a
// growing pause where that failed. Pure; who asks is the account.

namespace kaskad::channels {

class token_state {
  public:
    struct options {
        int64_t retry_min_ms = 1'000;  // doubles
        int64_t retry_max_ms = 60'000;
        int64_t valid_max_ms = 86'400'000;  // believed at most
    };

    explicit token_state(const options& options) : options_{options} {}

    bool has(int64_t now) const { return !token_.empty() && now < ends_at_; }
    const std::string& value() const { return token_; }
    bool is_due(int64_t now) const { return !is_asked_ && now >= ask_at_; }
    // When something changes by itself: it is due, or it ends.
    int64_t next_at(int64_t now) const;

    void note_asked() { is_asked_ = true; }
    void take(token_reading given, int64_t now);
    void note_failure(int64_t now);
    // It is good for nothing any more; asked for anew, but not more often than once in retry_min_ms.
    void forget(int64_t now);
    // Of another account: whatever is still on its way is not ours.
    void reset() { *this = token_state{options_}; }

  private:
    options options_;
    std::string token_;
    int64_t ends_at_ = INT64_MIN;
    int64_t ask_at_ = INT64_MIN;
    uint32_t failures_ = 0;
    bool is_asked_ = false;
};

}  // namespace kaskad::channels
