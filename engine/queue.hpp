#pragma once

#include "core/id.hpp"
#include "core/message_class.hpp"
#include "engine/sorted_chunks.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>

// What waits at one operator link, by (class, client): higher class first with a floor for the lowest, deficit round
// robin in segments between the clients of a class, a client's own messages in order of their sequence. Holds ids only,
// and of a long queue only the head: the tail's messages are cold and are fetched in time. Volatile: built anew from
// the messages' recorded places.

namespace kaskad::engine {

class link_queue {
  public:
    struct options {
        size_t head_max = 10'000;  // ids per (class, client)
        std::array<uint32_t, core::MESSAGE_CLASS_COUNT> floor_percent{};
        uint32_t quantum = 8;  // segments a client of weight 1 may send in its turn
    };

    struct key {
        core::message_class klass = core::message_class::otp;
        core::client_id client;

        friend auto operator<=>(const key&, const key&) = default;
    };

    struct place {
        key queue;
        uint64_t sequence = 0;
    };

    struct entry {
        core::message_id message;
        uint32_t segments = 1;
    };

    explicit link_queue(const options& options) : options_{options} {}

    bool is_empty() const { return heads_ == 0; }  // nothing to pick; there may be a tail
    uint64_t size() const { return waiting_ + tails_; }
    uint64_t size(core::message_class klass) const;
    uint64_t tail_size(const key& queue) const;
    bool is_in_head(const place& at) const;
    uint64_t head_last(const key& queue) const;  // highest sequence in the head; 0 = none

    // True when it went into the head, false when it joined the tail.
    bool add(const place& at, const entry& value, uint32_t weight);
    // A message of the tail that was fetched: into the head, in its place.
    void refill(const place& at, const entry& value, uint32_t weight);
    void remove(const place& at);
    // A message of the tail leaves memory, or was in the database only when the queue was counted at start.
    void chill(const place& at);
    void add_tail(const key& queue, uint64_t messages);

    // A queue whose head runs low while its tail waits in the database; not one of `except`.
    std::optional<key> wants_refill(const std::set<key>& except) const;
    // The database has no more of this tail than was fetched: what is left of it is in memory.
    void settle_tail(const key& queue);
    // Heads that run low take what their tails have in memory, where that is the whole tail. True: some did.
    bool refill_from_memory();

    // Chooses the next message; its segments are charged to the client's deficit and the classes' floors. The caller
    // removes it.
    struct picked {
        place at;
        entry value;
    };
    std::optional<picked> choose();
    // What was chosen cannot leave now: it stands aside until its gate is opened, and costs its client nothing. Of one
    // client and class no more stand aside than a head holds; with so many the whole queue of that client waits.
    void set_aside(const picked& chosen, uint64_t gate);
    // So many that stand aside at this gate, the first ones, go back to their places. True: some still stand there.
    bool open_gate(uint64_t gate, size_t count);
    void open_all_gates();
    size_t standing_aside() const { return aside_; }
    // The class that choose() would serve.
    std::optional<core::message_class> next_class() const;

    // The head in order of (class, client, sequence), for jobs that walk it: the first entry behind `after`.
    std::optional<picked> next_after(const place& after) const;

  private:
    // An entry and its sequence in 16 octets; two of one sequence are the same.
    struct waiting_entry {
        uint64_t sequence : 48 = 0;
        uint64_t segments : 16 = 0;
        core::message_id message;

        entry value() const { return {message, static_cast<uint32_t>(segments)}; }
        friend bool operator<(const waiting_entry& left, const waiting_entry& right) {
            return left.sequence < right.sequence;
        }
    };

    struct client_queue {
        sorted_chunks<waiting_entry> head;
        sorted_chunks<waiting_entry> aside;     // at gates
        sorted_chunks<waiting_entry> hot_tail;  // those of the tail that are in memory
        uint64_t tail = 0;
        uint64_t last = 0;  // highest sequence ever put into the head
        int64_t deficit = 0;
        uint32_t weight = 1;
        bool active = false;
        bool blocked = false;  // as many stand aside as may; its head does not count
    };

    // At a gate, in the order in which they leave it.
    struct gate_entry {
        core::message_class klass = core::message_class::otp;
        uint64_t sequence = 0;
        core::client_id client;

        friend auto operator<=>(const gate_entry&, const gate_entry&) = default;
    };

    struct class_queue {
        std::map<core::client_id, client_queue> clients;
        std::deque<core::client_id> turn;
        size_t heads = 0;
        uint64_t passed_over = 0;  // segments of other classes since this one was served
    };

    static waiting_entry make_entry(uint64_t sequence, const entry& value);
    static waiting_entry place_of(uint64_t sequence);
    client_queue* find(const key& queue);
    const client_queue* find(const key& queue) const;
    void activate(class_queue& klass, core::client_id client);
    bool runs_low(const client_queue& waiting) const;
    void refill_from_memory(const key& queue, client_queue& waiting);
    void insert(const place& at, const entry& value, uint32_t weight);
    void count_heads(class_queue& klass, const client_queue& waiting, bool more);
    void set_blocked(class_queue& klass, core::client_id client, bool blocked);
    void charge(core::message_class served, uint32_t segments);

    options options_;
    std::array<class_queue, core::MESSAGE_CLASS_COUNT> classes_;
    std::map<uint64_t, std::set<gate_entry>> gates_;  // entries may be of messages that are gone
    size_t heads_ = 0;                                // that may be chosen
    size_t waiting_ = 0;                              // heads, and what stands aside
    size_t aside_ = 0;
    uint64_t tails_ = 0;
};

}  // namespace kaskad::engine
