#pragma once

#include "core/id.hpp"
#include "engine/facts/message.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

// Over which link each recipient's last one-time code went: who asks for another within a moment probably never got it,
// and the next goes over another link. Volatile and bounded: at the limit the oldest is forgotten.

namespace kaskad::engine {

class recent_codes {
  public:
    struct code {
        core::message_id message;
        core::link_id link;
        int64_t until_steady = 0;
    };

    explicit recent_codes(size_t most) : most_{most} {}

    void note(const facts::message& value, core::link_id link, int64_t until_steady);
    // Of the client's message to that recipient before this one, if it is a code and still recent.
    const code* last(const facts::message& value, int64_t now_steady) const;
    core::link_id last_link(const facts::message& value, int64_t now_steady) const;

    // Taken for not arrived, as another was asked for: until somebody says that it did arrive.
    void give_up(core::message_id message) { given_up_.insert(message); }
    bool is_given_up(core::message_id message) const { return given_up_.contains(message); }

    size_t size() const { return codes_.size(); }

  private:
    void forget_oldest();

    size_t most_;
    std::unordered_map<std::string, code> codes_;  // by client and recipient
    std::deque<std::pair<std::string, core::message_id>> order_;
    std::unordered_set<core::message_id> given_up_;
};

}  // namespace kaskad::engine
