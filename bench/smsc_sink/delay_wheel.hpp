#pragma once

#include "bench/wire/sheet.hpp"

#include <cstdint>
#include <random>
#include <vector>

// Receipts that wait for their moment: a slot a millisecond, each delay drawn evenly between two bounds.

namespace kaskad::bench {

struct receipt_law {
    uint32_t delay_min_ms = 2'000;
    uint32_t delay_max_ms = 10'000;
};

class delay_wheel {
  public:
    struct entry {
        uint32_t number;
        uint32_t link;
    };

    explicit delay_wheel(receipt_law law)
        : law_{law},
          slots_(law.delay_max_ms + 2),
          even_{law.delay_min_ms, law.delay_max_ms},
          now_ms_{steady_us() / 1'000} {}

    size_t size() const { return size_; }

    void add(entry value) {
        slot(now_ms_ + 1 + even_(chance_)).push_back(value);
        ++size_;
    }

    // Calls `take` with everything due by now.
    template <typename Take>
    void turn_to(uint64_t ms, Take&& take) {
        for (; now_ms_ < ms; ++now_ms_) {
            auto& due = slot(now_ms_ + 1);
            size_ -= due.size();
            for (const auto& value : due)
                take(value);
            due.clear();
        }
    }

  private:
    std::vector<entry>& slot(uint64_t ms) { return slots_[ms % slots_.size()]; }

    receipt_law law_;
    std::vector<std::vector<entry>> slots_;
    std::mt19937 chance_{1};
    std::uniform_int_distribution<uint32_t> even_;
    uint64_t now_ms_;
    size_t size_ = 0;
};

}  // namespace kaskad::bench
