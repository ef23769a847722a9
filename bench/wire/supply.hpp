#pragma once

#include "bench/wire/sheet.hpp"

#include <cstdint>
#include <deque>
#include <vector>

// Which messages to send next, and when. Closed loop: as soon as somebody asks; open loop: at a fixed rate, whoever
// asks late takes what has become due meanwhile, and its time counts from when it was due. What was refused for the
// moment comes again a little later.

namespace kaskad::bench {

struct supply_options {
    uint32_t messages = 0;  // at most so many
    uint64_t time_us = 0;   // new ones for so long; 0: until all are sent
    uint32_t rate = 0;      // a second; 0: closed loop
    uint32_t batch = 1;     // in one request
};

class supply {
  public:
    supply(supply_options options, sheet& lines, uint64_t now_us);

    uint32_t numbers_taken() const { return next_; }
    bool is_over(uint64_t now_us) const;
    // When something can be taken; UINT64_MAX: not by waiting.
    uint64_t due_us(uint64_t now_us) const;

    // The numbers of one request; none: nothing is due.
    void take(uint64_t now_us, std::vector<uint32_t>& numbers);
    void take_back(uint32_t number, uint64_t now_us);

  private:
    struct refused {
        uint64_t due_us;
        uint32_t number;
    };

    bool has_new(uint64_t now_us) const;
    uint64_t due_of(uint32_t number) const;
    void take_refused(uint64_t now_us, std::vector<uint32_t>& numbers);

    supply_options options_;
    sheet& lines_;
    uint64_t begin_us_;
    uint32_t next_ = 0;
    std::deque<refused> refused_;
};

}  // namespace kaskad::bench
