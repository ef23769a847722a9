#pragma once

#include "core/assert.hpp"
#include "core/mutant.hpp"
#include "engine/facts/group_encoder.hpp"
#include "engine/facts/last_values.hpp"
#include "store/batch.hpp"
#include "store/group_size.hpp"
#include "store/handover.hpp"
#include "store/journal.hpp"
#include "store/thread_name.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

// Makes groups durable, and only then lets their effects go: takes all groups that wait, appends them with one sync,
// hands each on with its effects, in order, and takes what has come meanwhile. On a thread of its own between start()
// and stop(); without them the owner calls commit() (tests, simulator). An append that fails, or whose outcome is
// unknown, is repeated at the same position until it is confirmed; the effects wait.

namespace kaskad::store {

struct journal_writer_options {
    size_t groups_waiting_max = 4'096;
    size_t octets_waiting_max = 64 * 1024 * 1024;
    size_t groups_per_commit_max = 1'024;
    std::chrono::milliseconds retry_delay_min{10};
    std::chrono::milliseconds retry_delay_max{1'000};
};

// A group with what it lets go once it is durable. A group without facts has position 0, needs no write and passes
// through in its place.
template <typename Effects>
struct sealed_group {
    facts::group group;
    Effects effects;
};

// Called on the writer's thread. on_durable: for each group of a sync, in order; on_released: after the last of them.
// on_trouble: after every failed append, one line. on_recovered: when it worked again. on_taken_over: no append will
// ever succeed; may come again.
template <typename Effects>
struct journal_writer_events {
    // The group as it stands in the journal; position 0 and no octets for one without facts.
    std::function<void(durable_group&&, Effects&&)> on_durable;
    std::function<void()> on_released;
    std::function<void(const std::string& text)> on_trouble;
    std::function<void()> on_recovered;
    std::function<void()> on_taken_over;
    // After every sync that succeeded: how many groups it made durable, and how long it took.
    std::function<void(size_t groups, std::chrono::nanoseconds time)> on_synced;
};

template <typename Effects>
class journal_writer {
  public:
    using sealed = sealed_group<Effects>;

    // `journal` must outlive the writer, and nobody else may touch it between start() and stop().
    journal_writer(store::journal& journal, journal_writer_options options, journal_writer_events<Effects> events)
        : journal_{journal},
          options_{options},
          events_{std::move(events)},
          waiting_{options.groups_waiting_max, options.octets_waiting_max},
          position_{journal.last_position()},
          bytes_{journal.bytes()} {}
    ~journal_writer() { stop(); }
    journal_writer(const journal_writer&) = delete;
    journal_writer& operator=(const journal_writer&) = delete;

    // Any thread.
    size_t groups_waiting() const { return waiting_.size(); }
    size_t fill_percent() const { return waiting_.fill_percent(); }
    uint64_t position() const { return position_.load(std::memory_order_acquire); }  // the last durable one
    uint64_t journal_bytes() const { return bytes_.load(std::memory_order_relaxed); }
    bool is_in_trouble() const { return in_trouble_.load(std::memory_order_relaxed); }

    // One thread (the engine's). False: full, `value` is untouched.
    bool try_push(sealed&& value) {
        const size_t octets = memory_of(value.group);
        return waiting_.try_push(std::move(value), octets);
    }

    // Any thread: segments that end at or before this position may go, at the writer's leisure.
    void trim(uint64_t up_to) {
        trim_to_.store(up_to, std::memory_order_relaxed);
        waiting_.wake();
    }

    void start() {
        ASSERT(!thread_.joinable());
        stopping_ = false;
        thread_ = std::thread{[this] { run(); }};
    }

    // Commits what waits, then ends the thread. Gives up when an append fails: nothing of that was acknowledged.
    void stop() {
        if (!thread_.joinable()) return;
        stopping_ = true;
        waiting_.wake();
        retry_.notify();
        thread_.join();
    }

    // Inline mode: one commit of what waits; says whether there was anything. After an error the next call repeats it.
    result<bool> commit() {
        if (taken_.empty()) take();
        if (taken_.empty()) return false;
        if (core::mutated(core::mutant::acknowledge_before_commit)) release();
        if (!entries_.empty()) {
            const auto begun = std::chrono::steady_clock::now();
            if (auto appended = journal_.append(entries_); !appended) return std::unexpected(appended.error());
            if (events_.on_synced) events_.on_synced(entries_.size(), std::chrono::steady_clock::now() - begun);
            position_.store(entries_.back().position, std::memory_order_release);
            bytes_.store(journal_.bytes(), std::memory_order_relaxed);
        }
        // After this point the groups are durable: their effects may go.
        if (!core::mutated(core::mutant::acknowledge_before_commit)) release();
        taken_.clear();
        entries_.clear();
        return true;
    }

    // Inline mode: drops what trim() said may go.
    void trim_journal() {
        const uint64_t up_to = trim_to_.load(std::memory_order_relaxed);
        if (up_to <= trimmed_to_) return;
        trimmed_to_ = up_to;
        if (auto trimmed = journal_.trim(up_to); !trimmed && events_.on_trouble)
            events_.on_trouble(trimmed.error().text);
        bytes_.store(journal_.bytes(), std::memory_order_relaxed);
    }

  private:
    void release() {
        for (auto& value : taken_)
            events_.on_durable(std::move(value.group), std::move(value.effects));
        if (events_.on_released) events_.on_released();
    }

    void take() {
        uint64_t last = position_.load(std::memory_order_relaxed);
        while (taken_.size() < options_.groups_per_commit_max) {
            auto value = waiting_.try_pop();
            if (!value) break;
            ASSERT(value->group.position == (value->group.facts.empty() ? 0 : ++last));
            last_values_.keep(value->group);
            taken_.push_back({.group = encode(value->group), .effects = std::move(value->effects)});
        }
        for (const auto& [group, effects] : taken_) {
            if (group.position != 0) entries_.push_back({.position = group.position, .octets = group.octets});
        }
    }

    // From here on a group is its octets: journal, projector and database pass them on as they stand.
    durable_group encode(const facts::group& group) {
        if (group.facts.empty()) return {};
        const auto octets = encoder_.encode(group);
        ASSERT(octets.size() <= GROUP_OCTETS_MAX);
        return {.position = group.position, .octets = std::string{octets}};
    }

    void run() {
        name_thread("journal");
        while (true) {
            const auto committed = commit();
            if (!committed) {
                report(committed.error());
                if (stopping_) return;
                wait_after_failure();
                continue;
            }
            report_success();
            trim_journal();
            if (*committed) continue;
            if (stopping_) return;
            waiting_.wait(std::chrono::milliseconds{1'000});
        }
    }

    void wait_after_failure() {
        retry_delay_ = std::clamp(retry_delay_ * 2, options_.retry_delay_min, options_.retry_delay_max);
        const auto ticket = retry_.prepare();
        if (stopping_) return retry_.cancel();
        retry_.wait(ticket, retry_delay_);
    }

    void report(const error& trouble) {
        in_trouble_ = true;
        if (events_.on_trouble) events_.on_trouble(trouble.text);
        if (trouble.taken_over && events_.on_taken_over) events_.on_taken_over();
    }

    void report_success() {
        if (!in_trouble_) return;
        in_trouble_ = false;
        retry_delay_ = std::chrono::milliseconds{0};
        if (events_.on_recovered) events_.on_recovered();
    }

    store::journal& journal_;
    journal_writer_options options_;
    journal_writer_events<Effects> events_;
    handover<sealed> waiting_;
    struct encoded {
        durable_group group;
        Effects effects;
    };
    std::vector<encoded> taken_;  // of the commit under way
    std::vector<journal_entry> entries_;
    facts::last_values last_values_;
    facts::group_encoder encoder_;
    uint64_t trimmed_to_ = 0;
    std::chrono::milliseconds retry_delay_{0};
    std::atomic<uint64_t> position_;
    std::atomic<uint64_t> bytes_;
    std::atomic<uint64_t> trim_to_{0};
    std::atomic<bool> in_trouble_{false};
    std::atomic<bool> stopping_{false};
    signal retry_;
    std::thread thread_;
};

}  // namespace kaskad::store
