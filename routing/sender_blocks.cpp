#include "routing/sender_blocks.hpp"

#include "routing/hash_mix.hpp"

#include <algorithm>

namespace kaskad::routing {

size_t sender_block_key_hash::operator()(const sender_block_key& key) const {
    return mixed(mixed(link_network_hash{}(key.arm), uint64_t{key.client.value}), std::string_view{key.sender});
}

int64_t sender_blocks::block(const sender_block_key& key, int64_t now_ms) {
    auto* known = known_.find(key);
    if (known != nullptr && known->until_ms > now_ms) return known->until_ms;
    if (known == nullptr) {
        known = &known_.add(key, {});
    } else {
        known_.use(key);
    }
    if (now_ms - known->until_ms >= SENDER_BLOCK_MS_MAX) known->times = 0;
    const auto time = std::min(SENDER_BLOCK_MS * ++known->times, SENDER_BLOCK_MS_MAX);
    known->until_ms = now_ms + time;
    return known->until_ms;
}

bool sender_blocks::release(const sender_block_key& key) {
    return known_.erase(key);
}

int64_t sender_blocks::blocked_until_ms(const sender_block_key& key, int64_t now_ms) const {
    int64_t until = 0;
    for (const auto client : {core::client_id{}, key.client}) {
        const auto* const known = known_.find({.arm = key.arm, .sender = key.sender, .client = client});
        if (known != nullptr && known->until_ms > now_ms) until = std::max(until, known->until_ms);
    }
    return until;
}

}  // namespace kaskad::routing
