#pragma once

#include "core/assert.hpp"
#include "engine/facts/command.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

// The parts that one bind's session holds without an answer, each under a small number that serves as the session's
// token. As many places as the window has; nothing is allocated per part.

namespace kaskad::gateway::links {

class flight_table {
  public:
    explicit flight_table(size_t window) : parts_(window) { clear(); }

    size_t capacity() const { return parts_.size(); }
    size_t size() const { return parts_.size() - free_.size(); }
    bool is_full() const { return free_.empty(); }

    uint64_t add(const facts::part_ref& part) {
        ASSERT(!is_full());
        const auto token = free_.back();
        free_.pop_back();
        parts_[token] = part;
        return token;
    }

    // Each token once.
    facts::part_ref take(uint64_t token) {
        ASSERT(token < parts_.size());
        ASSERT(free_.size() < parts_.size());
        free_.push_back(static_cast<uint32_t>(token));
        return parts_[token];
    }

    void clear() {
        free_.clear();
        for (size_t token = parts_.size(); token > 0; --token)
            free_.push_back(static_cast<uint32_t>(token - 1));
    }

  private:
    std::vector<facts::part_ref> parts_;
    std::vector<uint32_t> free_;
};

}  // namespace kaskad::gateway::links
