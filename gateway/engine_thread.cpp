#include "gateway/engine_thread.hpp"

#include "store/thread_name.hpp"

#include <algorithm>
#include <chrono>

namespace kaskad::gateway {

namespace {

using namespace std::chrono_literals;

constexpr int64_t WAIT_MAX_MS = 100;
constexpr int64_t OBSERVE_MS = 1'000;

}  // namespace

engine_thread::engine_thread(engine::engine& engine, const clock& clock, journal_writer& writer,
                             engine_thread_options options)
    : engine_{engine},
      clock_{clock},
      writer_{writer},
      options_{options},
      told_{options.mailbox_capacity},
      asked_{options.mailbox_capacity} {}

bool engine_thread::try_tell(facts::command command) {
    const bool taken = told_.try_push(std::move(command));
    asked_.wake();  // the engine sleeps at that one's bell
    return taken;
}

void engine_thread::set_projected(uint64_t position) {
    projected_.store(position, std::memory_order_release);
    asked_.wake();
}

void engine_thread::start() {
    thread_ = std::thread{[this] { run(); }};
}

void engine_thread::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    asked_.wake();
    thread_.join();
}

void engine_thread::run() {
    store::name_thread("engine");
    while (!stopping_)
        step();
    step();
}

void engine_thread::step() {
    const auto before = clock_.read();
    const bool is_quiet = told_.is_empty() && asked_.is_empty() && !engine_.has_work();
    if (is_quiet && projected_.load(std::memory_order_acquire) == projected_seen_) wait(before);
    batch_.clear();
    told_.drain(batch_, options_.told_per_group);
    asked_.drain(batch_, options_.asked_per_group);
    const auto now = clock_.read();
    update_admission();
    note_projected(now);
    for (auto& command : batch_)
        engine_.handle(std::move(command), now);
    size_t slices = 0;
    do {
        engine_.work(now);
    } while (engine_.has_work() && ++slices < options_.slices_per_group);
    observe(now);
    hand_over(engine_.seal(now));
}

void engine_thread::wait(core::now now) {
    if (stopping_) return;
    const auto until_due = std::clamp<int64_t>(engine_.next_due() - now.steady_ms, 0, WAIT_MAX_MS);
    if (until_due > 0) asked_.wait(std::chrono::milliseconds{until_due});
}

void engine_thread::note_projected(core::now now) {
    const auto position = projected_.load(std::memory_order_acquire);
    if (position == projected_seen_) return;
    projected_seen_ = position;
    engine_.handle(facts::projected{position}, now);
}

void engine_thread::update_admission() {
    const auto memory = static_cast<uint32_t>(engine_.memory().messages.size() * 100 / options_.messages_max);
    const auto percent = std::max(memory, gauge_ ? gauge_() : 0);
    engine_.set_pressure(percent);
    numbers_.pressure_percent.store(percent, std::memory_order_relaxed);
}

void engine_thread::hand_over(engine::sealed sealed) {
    if (sealed.group.facts.empty() && sealed.effects.empty()) return;
    store::sealed_group<effects> group{std::move(sealed.group), std::move(sealed.effects)};
    // The journal's queue is bounded: while it is full nothing more is decided.
    while (!writer_.try_push(std::move(group))) {
        if (stopping_ && writer_.is_in_trouble()) return;  // nothing of it was acknowledged
        std::this_thread::sleep_for(1ms);
    }
}

void engine_thread::observe(core::now now) {
    numbers_.messages_hot.store(engine_.memory().messages.size(), std::memory_order_relaxed);
    numbers_.commands_waiting.store(engine_.cold().waiting(), std::memory_order_relaxed);
    numbers_.steady_ms.store(now.steady_ms, std::memory_order_relaxed);
    if (!observe_ || now.steady_ms - observed_steady_ < OBSERVE_MS) return;
    observed_steady_ = now.steady_ms;
    observe_(engine_);
}

}  // namespace kaskad::gateway
