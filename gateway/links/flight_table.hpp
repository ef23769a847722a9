#pragma once

#include "core/assert.hpp"
#include "engine/facts/command.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

// What one bind's session holds without an answer: submits of parts, questions about parts, and wishes to take parts
// back. Each under a small
// number that serves as the session's token. As many places as the window has; nothing is allocated per part.

namespace kaskad::gateway::links {

enum class flight_kind : uint8_t { submit, query, cancel };

struct flight {
    facts::part_ref part;
    flight_kind kind = flight_kind::submit;
};

class flight_table {
  public:
    explicit flight_table(size_t window) : capacity_{window}, flights_(window) { clear(); }

    size_t capacity() const { return capacity_; }
    size_t size() const { return flights_.size() - free_.size(); }
    bool is_full() const { return size() >= capacity_; }

    // What is in flight beyond a smaller one keeps its place.
    void change_capacity(size_t window) {
        capacity_ = window;
        for (size_t token = flights_.size(); token < window; ++token)
            free_.push_back(static_cast<uint32_t>(token));
        flights_.resize(std::max(flights_.size(), window));
    }

    uint64_t add(const flight& value) {
        ASSERT(!is_full());
        const auto token = free_.back();
        free_.pop_back();
        flights_[token] = value;
        return token;
    }

    // Each token once.
    flight take(uint64_t token) {
        ASSERT(token < flights_.size());
        ASSERT(free_.size() < flights_.size());
        free_.push_back(static_cast<uint32_t>(token));
        return flights_[token];
    }

    void clear() {
        free_.clear();
        for (size_t token = flights_.size(); token > 0; --token)
            free_.push_back(static_cast<uint32_t>(token - 1));
    }

  private:
    size_t capacity_;
    std::vector<flight> flights_;
    std::vector<uint32_t> free_;
};

}  // namespace kaskad::gateway::links
