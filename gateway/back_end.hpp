#pragma once

#include "config/options.hpp"
#include "gateway/clock.hpp"
#include "gateway/engine_thread.hpp"
#include "gateway/lag_clock.hpp"
#include "gateway/reader_thread.hpp"
#include "gateway/storage.hpp"
#include "store/projector.hpp"

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>

// What decides and what keeps: the engine's thread, the journal's, the projector's and those that read the database.
// Knows no socket: what a durable group lets go is handed to whoever built it.

namespace kaskad::gateway {

struct back_end_events {
    // On the journal's thread: the effects of each durable group, then, after the last of a sync, released.
    std::function<void(effects)> on_effects;
    std::function<void()> on_released;
    std::function<void(size_t groups, std::chrono::nanoseconds time)> on_synced;
    // On the projector's thread: how many groups the database is behind; how long a group had to wait for it.
    std::function<void(uint64_t groups)> on_projected;
    std::function<void(double seconds)> on_lag;
    // On either: another process owns the store now.
    std::function<void()> on_taken_over;
};

class back_end {
  public:
    // Reads what the database holds; nothing is running yet.
    static std::expected<std::unique_ptr<back_end>, std::string> open(const config::process_options& options,
                                                                      storage stored, back_end_events events);
    ~back_end() { stop(); }

    const gateway::clock& clock() const { return clock_; }
    engine_thread& engine() { return engine_thread_; }
    store::projector& projector() { return projector_; }
    reader_thread& fetches() { return fetches_; }
    reader_thread& pages() { return pages_; }
    reader_thread& sheets() { return sheets_; }
    report_thread& reports() { return reports_; }
    report_thread& comparisons() { return comparisons_; }
    // Empty: it takes work. Otherwise why not, in a few words.
    std::string why_not_ready() const;
    // Empty: what it is asked can be made durable.
    std::string why_not_durable() const;

    void start();
    // What was decided by then becomes durable.
    void stop();

  private:
    struct readers {
        std::unique_ptr<store::reader> fetches;
        std::unique_ptr<store::reader> pages;
        std::unique_ptr<store::reader> sheets;
        std::unique_ptr<store::report_reader> reports;
        std::unique_ptr<store::report_reader> comparisons;
    };

    back_end(const config::process_options& options, storage stored, back_end_events events, facts::start_view view,
             const store::database_state& state, readers given);

    store::projector_events projector_events();
    store::journal_writer_events<effects> writer_events();
    void take_durable(store::durable_group&& group, effects&& released);
    void note_projected(uint64_t position);
    uint32_t pressure_percent() const;

    storage stored_;
    back_end_events events_;
    gateway::clock clock_;
    lag_clock lag_;
    engine::engine engine_;
    store::projector projector_;
    journal_writer writer_;
    engine_thread engine_thread_;
    reader_thread fetches_;
    reader_thread pages_;
    reader_thread sheets_;
    report_thread reports_;
    report_thread comparisons_;
};

}  // namespace kaskad::gateway
