#pragma once

#include "core/id.hpp"
#include "routing/bounded_table.hpp"
#include "routing/network_key.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

// Senders that do not get through over a link to a network, for all clients or for one, and until when they are kept
// off it. Nobody else's traffic is touched. Bounded: of too many the one whose block is oldest ends early.

namespace kaskad::routing {

inline constexpr size_t SENDER_BLOCKS_MAX = 10'000;
// Times how often it was blocked, up to the limit. A sender that was free for as long as the limit begins anew.
inline constexpr int64_t SENDER_BLOCK_MS = 600'000;
inline constexpr int64_t SENDER_BLOCK_MS_MAX = 6 * 3'600'000;

// client 0: whoever uses the sender.
struct sender_block_key {
    link_network arm;
    std::string sender;
    core::client_id client;

    friend bool operator==(const sender_block_key&, const sender_block_key&) = default;
};

struct sender_block_key_hash {
    size_t operator()(const sender_block_key& key) const;
};

struct sender_block {
    int64_t until_ms = 0;
    uint32_t times = 0;
};

class sender_blocks {
  public:
    explicit sender_blocks(size_t blocks_max = SENDER_BLOCKS_MAX) : known_{blocks_max} {}

    size_t size() const { return known_.size(); }

    // Until when: one that is blocked already stays as it is.
    int64_t block(const sender_block_key& key, int64_t now_ms);
    // By an operator's hand.
    bool release(const sender_block_key& key);

    // 0: not blocked. `key.client` is the one that wants to send.
    int64_t blocked_until_ms(const sender_block_key& key, int64_t now_ms) const;

    // The one blocked longest ago first; some may have ended.
    const auto& entries() const { return known_.entries(); }

  private:
    bounded_table<sender_block_key, sender_block, sender_block_key_hash> known_;
};

}  // namespace kaskad::routing
