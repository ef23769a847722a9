#pragma once

#include "core/assert.hpp"
#include "smpp/pdu.hpp"
#include "smpp/receipt.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

// The messages whose receipts are still to come, in numbered slots; the number is also the session's token for the
// deliver_sm under way. Bounded by its owner.

namespace kaskad::gateway::simulators {

struct smsc_account;

struct taken_message {
    smsc_account* account = nullptr;
    uint64_t id = 0;
    uint64_t origin = 0;  // number of the connection it came over
    smpp::address source;
    smpp::address destination;
    std::string text;  // its first characters
    int64_t submit_utc_ms = 0;
    int64_t taken_ms = 0;  // steady
    int64_t receipt_delay_ms = 0;
    smpp::message_state state = smpp::message_state::delivered;
    uint32_t error_code = 0;
    bool is_elsewhere = false;
    bool has_enroute = false;   // an intermediate receipt is still to be sent
    uint8_t receipts_left = 1;  // final ones
};

class message_slab {
  public:
    size_t size() const { return messages_.size() - free_.size(); }

    uint32_t add(taken_message value) {
        if (free_.empty()) {
            messages_.push_back(std::move(value));
            return static_cast<uint32_t>(messages_.size() - 1);
        }
        const auto slot = free_.back();
        free_.pop_back();
        messages_[slot] = std::move(value);
        return slot;
    }
    taken_message& at(uint32_t slot) {
        ASSERT(slot < messages_.size());
        return messages_[slot];
    }
    void remove(uint32_t slot) {
        at(slot) = {};
        free_.push_back(slot);
    }

  private:
    std::deque<taken_message> messages_;
    std::vector<uint32_t> free_;
};

}  // namespace kaskad::gateway::simulators
