#pragma once

#include "routing/arm_reading.hpp"
#include "routing/delay_counts.hpp"
#include "routing/delay_law.hpp"
#include "routing/delivery_estimate.hpp"
#include "routing/state_octets.hpp"

#include <cstdint>
#include <deque>

// First attempts over one link to one network, by when they left, and what became of them. Open ones count for what
// their age says: that nothing has come after a minute means much where receipts take seconds, and nothing where they
// take hours. Pure; the time is given in, never earlier than before.

namespace kaskad::routing {

// A positive receipt is a delivery. A negative one whose culprit is the subscriber, the content or the client is none
// of the link's doing: the attempt is taken out again.
enum class arm_outcome : uint8_t { delivered, failed, not_counted };

class arm {
  public:
    // How receipts come, and the age at which an attempt counts half.
    struct memory {
        const delay_law& law;
        int64_t half_life_ms = 3'600'000;
    };

    void note_sent(int64_t now_ms);
    // Of an attempt that left at `sent_ms`. False: it is too old to be remembered.
    bool note_outcome(int64_t sent_ms, arm_outcome outcome, int64_t now_ms);
    // A positive receipt behind a negative one.
    bool note_late_delivery(int64_t sent_ms);

    // Takes account of the time that has passed.
    void advance(int64_t now_ms);

    const delay_counts& delays() const { return delays_; }
    bool is_empty() const { return slots_.empty(); }
    int64_t now_ms() const { return now_ms_; }

    // What is believed now. From `start` it is found faster, if that is near; the end is the same.
    delivery_estimate estimate(const memory& by, const delivery_prior& prior, double start = 0.5) const {
        return read(by).estimate(prior, start);
    }
    // The same, after a look for a moment since when deliveries have been far from what was usual before: what is older
    // hardly counts from then on.
    delivery_estimate judge(const memory& by, const delivery_prior& prior, double start);
    // The age at which an attempt should count half: that of the last 300, so that busy arms forget faster.
    int64_t half_life_ms(const delay_law& law) const;
    // It became worse within the last hours.
    bool is_doubted() const;
    // The age of the youngest attempt; of none, a day.
    int64_t quiet_ms() const;
    // How far below what `chance` would bring the positives of the last `window_ms` are, in standard deviations: a link
    // that takes everything and delivers nothing shows within seconds. Positive: more than expected.
    double surprise(const delay_law& law, double chance, int64_t window_ms) const;
    // Attempts of which nobody has told the end yet, and may still.
    uint64_t open() const { return open_ < 0.5 ? 0 : static_cast<uint64_t>(open_ + 0.5); }

    void save(state_writer& to) const;
    void load(state_reader& from);

  private:
    struct slot {
        int64_t begin_ms = 0;
        int64_t end_ms = 0;
        double sent = 0;
        double delivered = 0;
        double failed = 0;
        size_t steps = 0;  // delay steps whose beginning all of them have passed

        double open() const { return sent - delivered - failed; }
    };

    slot* find(int64_t sent_ms);
    void count_outcome(slot& in, int64_t delay_ms, bool is_delivered);
    void count_open();
    void merge();
    void fade_delays();
    int64_t age_of(const slot& each) const;
    arm_reading read(const memory& by) const;

    std::deque<slot> slots_;  // oldest first
    double open_ = 0;         // in all of them
    delay_counts delays_;
    int64_t now_ms_ = 0;
    int64_t advanced_ms_ = 0;
    int64_t faded_ms_ = 0;
    int64_t doubted_ms_ = -(int64_t{1} << 59);  // what left before hardly counts
    bool is_worse_since_ = false;
};

}  // namespace kaskad::routing
