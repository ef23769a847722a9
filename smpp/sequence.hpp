#pragma once

#include <cstdint>

// Sequence numbers of our own requests: 1 to 0x7FFFFFFF, then 1 again (SMPP 3.4 §5.1.4). The peer's numbers are another
// space and are only echoed.

namespace kaskad::smpp {

class sequence {
  public:
    static constexpr uint32_t FIRST = 1;
    static constexpr uint32_t LAST = 0x7FFFFFFF;

    explicit sequence(uint32_t next = FIRST) : next_{next} {}

    // is_outstanding(number) tells which numbers are still in use after a wrap; they are skipped.
    template <typename Predicate>
    uint32_t take(Predicate is_outstanding) {
        while (is_outstanding(next_))
            advance();
        const uint32_t taken = next_;
        advance();
        return taken;
    }

  private:
    void advance() { next_ = next_ == LAST ? FIRST : next_ + 1; }

    uint32_t next_;
};

}  // namespace kaskad::smpp
