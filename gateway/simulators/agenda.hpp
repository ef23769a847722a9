#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

// What is to be done when: a heap by due time, in order of adding within a millisecond. Unbounded in itself; its owner
// counts.

namespace kaskad::gateway::simulators {

template <typename Item>
class agenda {
  public:
    size_t size() const { return heap_.size(); }
    bool is_empty() const { return heap_.empty(); }
    // INT64_MAX when there is nothing.
    int64_t next_due() const { return heap_.empty() ? INT64_MAX : heap_.top().due; }

    void add(int64_t due, Item item) { heap_.push({due, ++last_, std::move(item)}); }

    std::optional<Item> poll(int64_t now) {
        if (next_due() > now) return std::nullopt;
        auto item = heap_.top().item;
        heap_.pop();
        return item;
    }

  private:
    struct entry {
        int64_t due;
        uint64_t order;
        Item item;

        bool operator<(const entry& other) const { return due != other.due ? due > other.due : order > other.order; }
    };

    std::priority_queue<entry> heap_;
    uint64_t last_ = 0;
};

}  // namespace kaskad::gateway::simulators
