#pragma once

#include "bench/routing/timeline.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>

// Receipts of a sliding window, by when the message was sent. What is open tells it nothing.

namespace kaskad::bench::routing {

class receipt_window {
  public:
    explicit receipt_window(int64_t length_ms) : length_ms_{length_ms} {}

    void note_receipt(int64_t sent_ms, bool is_delivered, int64_t now_ms) {
        forget(now_ms);
        if (sent_ms / CELL < (now_ms - length_ms_) / CELL) return;
        auto& in = cell(sent_ms / CELL);
        in.known += 1;
        known_ += 1;
        in.delivered += is_delivered ? 1 : 0;
        delivered_ += is_delivered ? 1 : 0;
    }
    void forget(int64_t now_ms) {
        while (!cells_.empty() && cells_.front().number < (now_ms - length_ms_) / CELL) {
            known_ -= cells_.front().known;
            delivered_ -= cells_.front().delivered;
            cells_.pop_front();
        }
    }
    // Share of deliveries among those whose end is known, and one message of the usual share.
    double resolved(double usual) const { return (delivered_ + usual) / (known_ + 1); }

  private:
    static constexpr int64_t CELL = 10 * SECOND;

    struct entry {
        int64_t number = 0;
        double known = 0;
        double delivered = 0;
    };

    entry& cell(int64_t number) {
        const auto found = std::ranges::lower_bound(cells_, number, {}, &entry::number);
        if (found != cells_.end() && found->number == number) return *found;
        return *cells_.insert(found, {.number = number});
    }

    int64_t length_ms_;
    std::deque<entry> cells_;
    double known_ = 0;
    double delivered_ = 0;
};

}  // namespace kaskad::bench::routing
