#pragma once

#include "store/batch.hpp"
#include "store/database.hpp"
#include "store/handover.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

// Carries durable groups into the database, in order and coalesced: the one writer of it. On a thread of its own
// between start() and stop(); without them the owner calls write_waiting() itself (tests, simulator). A write that
// fails is repeated until it succeeds; meanwhile groups pile up here to the limits, then try_push() says no.

namespace kaskad::store {

struct projector_options {
    size_t groups_waiting_max = 65'536;
    size_t octets_waiting_max = 256 * 1024 * 1024;
    size_t groups_per_batch_max = 4'000;
    size_t octets_per_batch_max = 20 * 1024 * 1024;
    // How long a small batch waits for more, so that the steps of one message become one row; at most twice as long
    // since the batch before was gathered, for what came while that was written has waited. flush() ends it.
    std::chrono::milliseconds linger{120};
    std::chrono::milliseconds retry_delay_min{20};
    std::chrono::milliseconds retry_delay_max{2'000};
    // What lingering is counted by.
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
};

// Called on the projector's thread. on_trouble: after every failed write, one line. on_recovered: when it worked again.
struct projector_events {
    std::function<void(uint64_t position)> on_projected;
    std::function<void(const std::string& text)> on_trouble;
    std::function<void()> on_recovered;
    std::function<void()> on_taken_over;  // no write will ever succeed; may come again
};

class projector {
  public:
    // `state` is the database's; `database` must outlive the projector.
    projector(store::database& database, const database_state& state, projector_options options,
              projector_events events);
    ~projector();

    // Any thread. Every group up to position() is durable in the database.
    uint64_t position() const { return position_.load(std::memory_order_acquire); }
    // Groups (and the memory they take, about) that are durable in the journal but not yet in the database.
    size_t lag_groups() const;
    size_t lag_octets() const;
    // How near the limits are, in percent.
    size_t fill_percent() const { return waiting_.fill_percent(); }
    bool is_in_trouble() const { return in_trouble_.load(std::memory_order_relaxed); }

    // One thread (the journal's): groups in order of position. False: full, `group` is untouched.
    bool try_push(durable_group&& group);
    // The same thread: waits for room instead. False only when stop() was called meanwhile.
    bool push(durable_group&& group);

    // Any thread: what is waiting is written at once instead of lingering.
    void flush();
    // The same, also for what is durable but has not come here yet: up to `position`.
    void flush_to(uint64_t position);
    // Any thread but the projector's: flushes and waits. False when the position is not reached in time.
    bool wait_until(uint64_t position, std::chrono::milliseconds time_max);

    void start();
    // Writes what is waiting, then ends the thread; gives up at the first failed write (the journal holds the rest).
    void stop();

    // Inline mode: one batch of what waits; says whether there was any. After an error the next call repeats it.
    result<bool> write_waiting();

  private:
    void run();
    void linger();
    void collect();
    void collect_for(std::chrono::steady_clock::time_point until);
    bool is_full_batch() const { return collected_.size() >= options_.groups_per_batch_max || is_large_batch(); }
    bool is_large_batch() const { return octets_in_hand_ >= options_.octets_per_batch_max; }
    void wait_after_failure();
    void report(const error& trouble);
    void report_success();

    store::database& database_;
    projector_options options_;
    projector_events events_;
    handover<durable_group> waiting_;
    std::vector<durable_group> collected_;  // the next batch's groups
    std::optional<batch> batch_;            // being written, and repeated until it is
    billing::books_end postings_;
    std::chrono::steady_clock::time_point emptied_;  // when nothing waited, last
    std::chrono::milliseconds retry_delay_{0};
    std::atomic<uint64_t> position_;
    std::atomic<uint64_t> pushed_position_;
    std::atomic<size_t> octets_in_hand_{0};  // of collected_ and batch_
    std::atomic<uint64_t> flush_position_{0};
    std::atomic<bool> in_trouble_{false};
    std::atomic<bool> stopping_{false};
    signal progressed_;
    signal asked_;
    std::thread thread_;
};

}  // namespace kaskad::store
