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
      told_{options.told_max},
      asked_{options.asked_max} {}

bool engine_thread::try_ask(facts::command&& what) {
    asked_commands_.fetch_add(1, std::memory_order_relaxed);  // before: the engine may take it at once
    if (asked_.try_push(std::move(what))) return true;
    asked_commands_.fetch_sub(1, std::memory_order_relaxed);
    return false;
}

bool engine_thread::try_ask(std::vector<facts::command>&& items) {
    const auto count = items.size();
    if (asked_commands_.fetch_add(count, std::memory_order_relaxed) < options_.asked_commands_max &&
        asked_.try_push(std::move(items))) {
        return true;
    }
    asked_commands_.fetch_sub(count, std::memory_order_relaxed);
    return false;
}

bool engine_thread::try_set_ported(std::shared_ptr<const routing::ported_lookup> value) {
    const bool is_taken = ported_.try_push(std::move(value));
    bell_.ring();
    return is_taken;
}

void engine_thread::set_projected(uint64_t position) {
    projected_.store(position, std::memory_order_release);
    bell_.ring();
}

void engine_thread::start() {
    thread_ = std::thread{[this] { run(); }};
}

void engine_thread::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    bell_.ring();
    thread_.join();
}

void engine_thread::run() {
    store::name_thread("engine");
    while (!stopping_)
        step();
    do {
        step();
    } while (!intake_.is_empty());
}

void engine_thread::step() {
    if ((intake_.is_empty() || is_held_back_) && !engine_.has_work() && is_idle()) wait(clock_.read());
    batch_.clear();
    told_.drain(options_.told_per_group, [this](facts::command&& what) { batch_.push_back(std::move(what)); });
    const auto now = clock_.read();
    take_requests(now);
    update_admission();
    take_ported();
    note_projected(now);
    for (auto& command : batch_)
        engine_.handle(std::move(command), now);
    size_t slices = 0;
    do {
        engine_.work(now);
    } while (engine_.has_work() && ++slices < options_.slices_per_group);
    observe(now);
    auto sealed = engine_.seal(now);
    if (sealed.group.position > 0) pace_.note_sealed(sealed.group.position, now.steady_ms);
    hand_over(std::move(sealed));
}

// Nothing has come from other threads.
bool engine_thread::is_idle() const {
    return told_.is_empty() && asked_.is_empty() && ported_.is_empty() &&
           projected_.load(std::memory_order_acquire) == projected_seen_;
}

void engine_thread::wait(core::now now) {
    const int64_t most = is_held_back_ ? 1 : WAIT_MAX_MS;
    const auto until_due = std::clamp<int64_t>(engine_.next_due() - now.steady_ms, 0, most);
    if (until_due == 0) return;
    bell_.wait_unless([this] { return stopping_ || !is_idle(); }, std::chrono::milliseconds{until_due});
}

void engine_thread::take_requests(core::now now) {
    sort_requests();
    const int64_t lag = lag_gauge_ && !stopping_ ? lag_gauge_() : 0;
    const auto taken = intake_.take(batch_, pace_.allowed(now.steady_ms, lag, options_.asked_per_group));
    pace_.note_taken(taken);
    is_held_back_ = taken == 0 && !intake_.is_empty();
    asked_commands_.fetch_sub(taken, std::memory_order_relaxed);
}

// All of it: what waits is bounded by the requests that are open and by asked_commands_max, and only what is sorted
// can be overtaken.
void engine_thread::sort_requests() {
    asked_.drain(options_.asked_max, [this](request&& asked) {
        if (auto* one = std::get_if<facts::command>(&asked)) return sort(std::move(*one));
        for (auto& item : std::get<std::vector<facts::command>>(asked))
            sort(std::move(item));
    });
}

void engine_thread::sort(facts::command&& what) {
    const auto* submit = std::get_if<facts::submit_message>(&what);
    if (const auto* preview = std::get_if<facts::preview_message>(&what)) submit = &preview->message;
    // Questions cost little and somebody waits for them.
    if (!submit) return intake_.add({}, std::move(what));
    const auto& clients = engine_.memory().clients;
    intake::place at{core::message_class::transactional, submit->client};
    if (submit->klass) {
        at.klass = *submit->klass;
    } else if (const auto known = clients.find(submit->client); known != clients.end()) {
        at.klass = known->second.default_class;
    }
    intake_.add(at, std::move(what));
}

void engine_thread::take_ported() {
    ported_.drain(ported_.capacity(), [this](std::shared_ptr<const routing::ported_lookup>&& value) {
        engine_.set_ported(std::move(value));
    });
}

void engine_thread::note_projected(core::now now) {
    const auto position = projected_.load(std::memory_order_acquire);
    if (position == projected_seen_) return;
    projected_seen_ = position;
    pace_.note_projected(position, now.steady_ms);
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
    numbers_.projected_per_s.store(pace_.projected_per_s(), std::memory_order_relaxed);
    if (!observe_ || now.steady_ms - observed_steady_ < OBSERVE_MS) return;
    observed_steady_ = now.steady_ms;
    observe_(engine_);
}

}  // namespace kaskad::gateway
