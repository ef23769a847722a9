#pragma once

#include "engine/facts/message.hpp"

#include <string>
#include <unordered_map>
#include <vector>

// The messages in memory that go by a cascade and have not ended, by whom they are for: an answer of that person ends
// them, and so may a newer message.

namespace kaskad::engine {

bool is_open_cascade(const facts::message& value);

class cascade_index {
  public:
    void note(const facts::message& value);
    void forget(const facts::message& value);
    // Oldest first.
    std::vector<core::message_id> of(const std::string& recipient) const;
    size_t size() const { return size_; }

  private:
    std::unordered_map<std::string, std::vector<core::message_id>> open_;
    size_t size_ = 0;
};

}  // namespace kaskad::engine
