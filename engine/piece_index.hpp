#pragma once

#include "engine/facts/message.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

// Which message a piece of a text belongs to, and how many texts of an account have pieces to come. It follows from the
// messages in memory as they are assigned. A message stays findable when its text is whole: pieces come twice.

namespace kaskad::engine {

class piece_index {
  public:
    // The newest message in memory that has, or waits for, the pieces of this one's set. `like` has one piece.
    std::optional<core::message_id> find(const facts::message& like) const;
    // Of that message's account.
    size_t joining(const facts::message& like) const;

    // A message as it is now; the one it was leaves first.
    void add(const facts::message& value);
    void leave(const facts::message& value);
    // It goes out of memory.
    void forget(const facts::message& value);

  private:
    using account = std::pair<core::client_id, core::endpoint_id>;

    std::unordered_map<std::string, core::message_id> messages_;
    std::map<account, size_t> joining_;
};

// Tells pieces of the same number apart.
uint64_t print_of(const facts::piece& value);

}  // namespace kaskad::engine
