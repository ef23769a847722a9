#pragma once

#include "smpp/command.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

// Our requests that wait for a response, by sequence number. Nothing is allocated per request; a new capacity holds at
// once, and what is beyond a smaller one stays until it is answered. Oldest first in order of sending; a deadline is
// never earlier than that of an older request.

namespace kaskad::smpp {

class window {
  public:
    struct request {
        uint32_t sequence_number = 0;
        command_id id{};
        uint64_t token = 0;    // the application's own word for it
        uint64_t ordinal = 0;  // how many requests were sent before and with it
        int64_t sent_ms = 0;
        int64_t deadline_ms = 0;
    };

    explicit window(size_t capacity);

    size_t capacity() const { return capacity_; }
    size_t size() const { return size_; }
    bool is_empty() const { return size_ == 0; }
    bool is_full() const { return size_ >= capacity_; }
    bool contains(uint32_t sequence_number) const { return find(sequence_number).has_value(); }
    std::optional<int64_t> oldest_deadline() const;
    std::optional<int64_t> newest_deadline() const;

    void change_capacity(size_t capacity);

    // The window must not be full nor hold this number, and the deadline not lie before the newest one.
    void add(const request& value);

    // Removes and returns it; empty when the number is not outstanding.
    std::optional<request> take(uint32_t sequence_number);
    std::optional<request> take_oldest();
    std::optional<request> take_expired(int64_t now);

  private:
    static constexpr uint32_t NONE = UINT32_MAX;

    struct slot {
        request value;
        uint32_t older = NONE;
        uint32_t newer = NONE;
    };

    size_t home(uint32_t sequence_number) const { return sequence_number & (index_.size() - 1); }
    size_t next(size_t position) const { return (position + 1) & (index_.size() - 1); }
    size_t distance(size_t position) const;                      // from home, of the number that stands there
    std::optional<size_t> find(uint32_t sequence_number) const;  // position in index_
    void insert_index(uint32_t slot_number);
    void erase_index(size_t position);
    request release(uint32_t slot_number);

    size_t capacity_;
    std::vector<slot> slots_;  // at least as many
    // Open addressing, at most half full, each number behind those that are farther from home: so a run of consecutive
    // numbers, all at home, is neither searched nor moved.
    std::vector<uint32_t> index_;
    uint32_t free_ = NONE;  // chained by newer
    uint32_t oldest_ = NONE;
    uint32_t newest_ = NONE;
    size_t size_ = 0;
};

}  // namespace kaskad::smpp
