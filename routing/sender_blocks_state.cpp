#include "routing/sender_blocks_state.hpp"

#include <algorithm>
#include <vector>

namespace kaskad::routing {

namespace {

constexpr uint64_t VERSION = 1;
constexpr size_t SENDER_OCTETS_MAX = 32;  // SMPP allows 20
// With so many times a block is as long as one can be.
constexpr uint32_t TIMES_MAX = static_cast<uint32_t>(SENDER_BLOCK_MS_MAX / SENDER_BLOCK_MS);

bool is_told(const sender_block_key& key, const sender_block& block, int64_t now_ms) {
    return key.sender.size() <= SENDER_OCTETS_MAX && block.until_ms + SENDER_BLOCK_MS_MAX > now_ms;
}

// Blocked as often as it had been, each time at the end of the time before: the last one ends when it was to end.
void block_again(sender_blocks& blocks, const sender_block_key& key, const sender_block& wanted) {
    int64_t at = wanted.until_ms;
    for (uint32_t times = wanted.times; times > 0; --times)
        at -= SENDER_BLOCK_MS * times;
    for (uint32_t times = 1; times <= wanted.times; ++times) {
        blocks.block(key, at);
        at += SENDER_BLOCK_MS * times;
    }
}

sender_block_key take_key(state_reader& from) {
    sender_block_key key;
    key.arm.link = {static_cast<uint32_t>(from.take_count(UINT32_MAX))};
    key.arm.network = {static_cast<uint32_t>(from.take_count(UINT32_MAX))};
    key.client = {static_cast<uint32_t>(from.take_count(UINT32_MAX))};
    key.sender = from.take_text(SENDER_OCTETS_MAX);
    return key;
}

}  // namespace

std::string save_sender_blocks(const sender_blocks& blocks, int64_t now_ms) {
    state_writer to;
    to.put_count(VERSION);
    to.put_time(now_ms);
    const auto is_kept = [now_ms](const auto& each) { return is_told(each.key, each.value, now_ms); };
    to.put_count(static_cast<uint64_t>(std::ranges::count_if(blocks.entries(), is_kept)));
    for (const auto& each : blocks.entries()) {
        if (!is_kept(each)) continue;
        to.put_count(each.key.arm.link.value);
        to.put_count(each.key.arm.network.value);
        to.put_count(each.key.client.value);
        to.put_text(each.key.sender);
        to.put_count(std::min(each.value.times, TIMES_MAX));
        to.put_count(static_cast<uint64_t>(each.value.until_ms + SENDER_BLOCK_MS_MAX - now_ms));
    }
    return to.take();
}

std::expected<sender_blocks, state_fault> load_sender_blocks(std::string_view octets, int64_t now_ms,
                                                             size_t blocks_max) {
    state_reader from{octets};
    if (from.take_count(UINT64_MAX) != VERSION && from.is_good()) return std::unexpected(state_fault::unknown_version);
    const auto saved_ms = std::min(from.take_time(), now_ms);
    sender_blocks made{blocks_max};
    for (auto left = from.take_count(blocks_max); left > 0 && from.is_good(); --left) {
        const auto key = take_key(from);
        const auto times = static_cast<uint32_t>(from.take_count(TIMES_MAX));
        const auto until =
            saved_ms - SENDER_BLOCK_MS_MAX + static_cast<int64_t>(from.take_count(2 * SENDER_BLOCK_MS_MAX));
        if (times == 0) from.refuse();
        const auto before = made.size();
        if (from.is_good()) block_again(made, key, {.until_ms = until, .times = times});
        if (made.size() == before) from.refuse();
    }
    if (!from.is_good() || !from.is_at_end()) return std::unexpected(state_fault::damaged);
    return made;
}

}  // namespace kaskad::routing
