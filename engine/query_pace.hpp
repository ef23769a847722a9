#pragma once

#include <algorithm>
#include <cstdint>

// When the operator of a link may be asked next about an overdue receipt: no more than so many questions a second. What
// cannot be asked now gets a place behind those that wait already, so that each is looked at again about once, whether
// ten are overdue or a hundred thousand. Volatile: after a start the line forms anew.

namespace kaskad::engine {

class query_pace {
  public:
    // It does not know query_sm: no more questions until it is declared anew, or a start.
    bool is_refused() const { return is_refused_; }
    void refuse() { is_refused_ = true; }
    void allow() { is_refused_ = false; }

    bool may_ask(int64_t now) const { return now >= next_steady_; }
    void asked(int64_t now, uint32_t rate) { next_steady_ = now + gap_ms(rate); }

    // When the one that cannot be asked now is to be looked at again.
    int64_t take_place(int64_t now, uint32_t rate) {
        last_place_ = std::max(last_place_, std::max(now, next_steady_)) + gap_ms(rate);
        return last_place_;
    }

  private:
    static int64_t gap_ms(uint32_t rate) { return std::max<int64_t>(1, 1'000 / std::max<int64_t>(1, rate)); }

    bool is_refused_ = false;
    int64_t next_steady_ = 0;
    int64_t last_place_ = 0;
};

}  // namespace kaskad::engine
