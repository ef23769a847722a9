#pragma once

#include "engine/facts/effect.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

// What was taken lately from accounts that filter repeats, and how it was answered. Volatile: empty after a start.
// Bounded: of too many the oldest are forgotten, whose repeats are then taken as new.

namespace kaskad::engine {

inline constexpr size_t RECENT_SUBMITS_MAX = 100'000;

class recent_submits {
  public:
    explicit recent_submits(size_t max = RECENT_SUBMITS_MAX) : max_{max} {}

    size_t size() const { return submits_.size(); }
    std::optional<facts::accepted_item> find(const std::string& key, int64_t now) const;
    // Until then a submit with this key is a repeat.
    void add(const std::string& key, const facts::accepted_item& answer, int64_t until, int64_t now);

  private:
    struct submit {
        facts::accepted_item answer;
        int64_t until = 0;
    };

    size_t max_;
    std::unordered_map<std::string, submit> submits_;
    std::deque<std::pair<int64_t, std::string>> order_;  // as they came
};

}  // namespace kaskad::engine
