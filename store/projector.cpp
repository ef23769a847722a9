#include "store/projector.hpp"

#include "core/assert.hpp"
#include "store/thread_name.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::store {

namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How often a sleeping thread looks up even if nobody woke it.
constexpr milliseconds IDLE{1'000};
constexpr milliseconds LINGER_STEP{10};

milliseconds left_until(clock::time_point deadline, clock::time_point now = clock::now()) {
    return std::chrono::ceil<milliseconds>(deadline - now);
}

// What a group that waits takes.
size_t memory_of(const durable_group& group) {
    return sizeof(group) + group.octets.size();
}

}  // namespace

projector::projector(store::database& database, const database_state& state, projector_options options,
                     projector_events events)
    : database_{database},
      options_{std::move(options)},
      events_{std::move(events)},
      waiting_{options_.groups_waiting_max, options_.octets_waiting_max},
      postings_{state.postings},
      position_{state.position},
      pushed_position_{state.position} {
    ASSERT(options_.groups_per_batch_max > 0);
}

projector::~projector() {
    stop();
}

size_t projector::lag_groups() const {
    const uint64_t written = position();
    const uint64_t pushed = pushed_position_.load(std::memory_order_acquire);
    return pushed > written ? pushed - written : 0;
}

size_t projector::lag_octets() const {
    return waiting_.octets() + octets_in_hand_.load(std::memory_order_relaxed);
}

bool projector::try_push(durable_group&& group) {
    const uint64_t position = group.position;
    ASSERT(position == pushed_position_.load(std::memory_order_relaxed) + 1);
    const size_t octets = memory_of(group);
    if (!waiting_.try_push(std::move(group), octets)) return false;
    pushed_position_.store(position, std::memory_order_release);
    return true;
}

bool projector::push(durable_group&& group) {
    // Once one group was turned away, those behind it would leave a gap.
    while (!stopping_) {
        if (try_push(std::move(group))) return true;
        flush();
        const auto ticket = progressed_.prepare();
        progressed_.wait(ticket, milliseconds{10});
    }
    return false;
}

void projector::flush() {
    flush_to(pushed_position_.load(std::memory_order_acquire));
}

void projector::flush_to(uint64_t wanted) {
    uint64_t before = flush_position_.load(std::memory_order_relaxed);
    while (before < wanted && !flush_position_.compare_exchange_weak(before, wanted))
        continue;
    asked_.notify();
}

bool projector::wait_until(uint64_t wanted, milliseconds time_max) {
    const auto deadline = clock::now() + time_max;
    flush_to(wanted);
    while (position() < wanted) {
        const auto ticket = progressed_.prepare();
        const auto left = left_until(deadline);
        if (position() >= wanted || left <= milliseconds{0}) {
            progressed_.cancel();
            break;
        }
        progressed_.wait(ticket, std::min(left, milliseconds{50}));
    }
    return position() >= wanted;
}

void projector::start() {
    ASSERT(!thread_.joinable());
    stopping_ = false;
    emptied_ = options_.now();
    thread_ = std::thread{[this] { run(); }};
}

void projector::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    waiting_.wake();
    asked_.notify();
    progressed_.notify();
    thread_.join();
}

result<bool> projector::write_waiting() {
    if (!batch_) {
        collect();
        if (collected_.empty()) return false;
        auto folded = fold(std::exchange(collected_, {}), postings_);
        ASSERT(folded);  // we made these octets ourselves
        batch_ = std::move(*folded);
    }
    if (auto written = database_.write(*batch_); !written) return std::unexpected(written.error());
    // After this point the database holds the batch.
    postings_ = batch_->postings;
    const uint64_t reached = batch_->position;
    batch_.reset();
    octets_in_hand_ = 0;
    position_.store(reached, std::memory_order_release);
    progressed_.notify();
    if (events_.on_projected) events_.on_projected(reached);
    return true;
}

void projector::collect() {
    while (!is_full_batch()) {
        auto group = waiting_.try_pop();
        if (!group) return;
        octets_in_hand_ += memory_of(*group);
        collected_.push_back(std::move(*group));
    }
}

// Gathers until the oldest group has waited long enough.
void projector::linger() {
    collect_for(std::min(options_.now() + options_.linger, emptied_ + 2 * options_.linger));
    emptied_ = options_.now();
}

// Or until the batch is full, or somebody asks for it. It looks up now and then instead of being woken by every group.
void projector::collect_for(clock::time_point until) {
    while (true) {
        const auto ticket = asked_.prepare();
        collect();
        const auto left = left_until(until, options_.now());
        const bool is_asked_for = flush_position_.load(std::memory_order_acquire) > position();
        if (is_full_batch() || is_asked_for || stopping_ || left <= milliseconds{0}) return asked_.cancel();
        asked_.wait(ticket, std::min(left, LINGER_STEP));
    }
}

void projector::run() {
    name_thread("projector");
    lower_thread_priority();
    while (true) {
        if (!batch_ && !waiting_.is_empty()) linger();
        const auto written = write_waiting();
        if (!written) {
            report(written.error());
            if (stopping_) return;
            wait_after_failure();
            continue;
        }
        report_success();
        if (*written) continue;
        if (stopping_) return;
        waiting_.wait(IDLE);
        emptied_ = options_.now();
    }
}

void projector::wait_after_failure() {
    retry_delay_ = std::clamp(retry_delay_ * 2, options_.retry_delay_min, options_.retry_delay_max);
    const auto deadline = clock::now() + retry_delay_;
    while (!stopping_) {
        const auto ticket = progressed_.prepare();
        const auto left = left_until(deadline);
        if (stopping_ || left <= milliseconds{0}) return progressed_.cancel();
        progressed_.wait(ticket, left);
    }
}

void projector::report(const error& trouble) {
    in_trouble_ = true;
    if (events_.on_trouble) events_.on_trouble(trouble.text);
    if (trouble.taken_over && events_.on_taken_over) events_.on_taken_over();
}

void projector::report_success() {
    if (!in_trouble_) return;
    in_trouble_ = false;
    retry_delay_ = milliseconds{0};
    if (events_.on_recovered) events_.on_recovered();
}

}  // namespace kaskad::store
