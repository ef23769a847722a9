#pragma once

#include "engine/engine.hpp"
#include "gateway/clock.hpp"
#include "gateway/intake.hpp"
#include "gateway/intake_pace.hpp"
#include "net/doorbell.hpp"
#include "net/ring.hpp"
#include "store/journal_writer.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <variant>
#include <vector>

// The thread that drives the engine: takes what waits, lets the engine work, seals the group and hands it to the
// journal. While the journal takes no more it waits, with what it is sent filling up behind it.

namespace kaskad::gateway {

using effects = std::vector<facts::effect>;
using journal_writer = store::journal_writer<effects>;

// Read by any thread; a snapshot of the engine's numbers, a moment old.
struct engine_numbers {
    std::atomic<uint64_t> messages_hot{0};
    std::atomic<uint64_t> commands_waiting{0};
    std::atomic<int64_t> steady_ms{0};
    std::atomic<uint32_t> pressure_percent{0};
    std::atomic<int64_t> projected_per_s{0};  // requests that the database manages (intake_pace)
};

struct engine_thread_options {
    size_t told_max = 16'384;   // commands
    size_t asked_max = 16'384;  // requests: a command or an array
    // Commands that wait before an array is refused; a single one still finds room then.
    size_t asked_commands_max = 16'384;
    size_t told_per_group = 512;
    size_t asked_per_group = 32;
    size_t slices_per_group = 16;
    size_t messages_max = 2'000'000;  // in memory, before new ones are refused
};

class engine_thread {
  public:
    engine_thread(engine::engine& engine, const clock& clock, journal_writer& writer, engine_thread_options options);
    ~engine_thread() { stop(); }

    // Any thread. False: full, and the command is untouched. What clients ask for waits behind what links, callbacks
    // and readers tell: a bulk of new messages must not hold up responses and receipts. Whoever has sent something
    // calls wake(), once for all that he had.
    bool try_ask(facts::command&& what);
    bool try_ask(std::vector<facts::command>&& items);  // all or none
    bool try_tell(facts::command&& what) { return told_.try_push(std::move(what)); }
    void wake() { bell_.ring(); }
    // One thread: asked from the next command on which network a number was ported to. False: try again in a moment.
    bool try_set_ported(std::shared_ptr<const routing::ported_lookup> value);
    // Any thread: what the projector has reached.
    void set_projected(uint64_t position);
    // Asked on the engine's thread, often: how full are journal and projector, in percent?
    void set_pressure_gauge(std::function<uint32_t()> gauge) { gauge_ = std::move(gauge); }
    // Asked likewise: how long, in ms, has waited what the database does not hold yet?
    void set_lag_gauge(std::function<int64_t()> gauge) { lag_gauge_ = std::move(gauge); }
    // Called on the engine's thread with its counters and queues, about once a second.
    void set_observer(std::function<void(const engine::engine&)> observe) { observe_ = std::move(observe); }

    const engine_numbers& numbers() const { return numbers_; }

    void start();
    // Ends after the commands that wait now.
    void stop();

  private:
    using request = std::variant<facts::command, std::vector<facts::command>>;

    void run();
    void step();
    bool is_idle() const;
    void wait(core::now now);
    void take_requests(core::now now);
    void sort_requests();
    void sort(facts::command&& what);
    void take_ported();
    void note_projected(core::now now);
    void update_admission();
    void hand_over(engine::sealed sealed);
    void observe(core::now now);

    engine::engine& engine_;
    const clock& clock_;
    journal_writer& writer_;
    engine_thread_options options_;
    net::ring<facts::command> told_;
    net::ring<request> asked_;
    net::ring<std::shared_ptr<const routing::ported_lookup>> ported_{4};
    std::atomic<size_t> asked_commands_{0};  // in asked_ and intake_
    intake intake_;
    intake_pace pace_;
    bool is_held_back_ = false;  // something waits in intake_ that may not be taken yet
    net::doorbell bell_;
    std::vector<facts::command> batch_;
    std::function<uint32_t()> gauge_;
    std::function<int64_t()> lag_gauge_;
    std::function<void(const engine::engine&)> observe_;
    std::atomic<uint64_t> projected_{0};
    uint64_t projected_seen_ = 0;
    int64_t observed_steady_ = 0;
    std::atomic<bool> stopping_{false};
    engine_numbers numbers_;
    std::thread thread_;
};

}  // namespace kaskad::gateway
