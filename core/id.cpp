#include "core/id.hpp"

#include "core/assert.hpp"

#include <charconv>

namespace kaskad::core {

namespace {

constexpr int SEQUENCE_BITS = 12;
constexpr int NODE_BITS = 10;
constexpr int TIME_SHIFT = SEQUENCE_BITS + NODE_BITS;

int64_t since_epoch(int64_t utc_ms) {
    return utc_ms > MESSAGE_EPOCH_MS ? utc_ms - MESSAGE_EPOCH_MS : 1;
}

}  // namespace

message_id make_message_id(int64_t utc_ms, uint32_t node, uint32_t sequence) {
    ASSERT(node <= NODE_MAX);
    ASSERT(sequence <= SEQUENCE_MAX);
    const auto time = static_cast<uint64_t>(since_epoch(utc_ms));
    ASSERT(time < 1ULL << 41);
    return {time << TIME_SHIFT | uint64_t{node} << SEQUENCE_BITS | sequence};
}

int64_t utc_ms_of(message_id id) {
    return static_cast<int64_t>(id.value >> TIME_SHIFT) + MESSAGE_EPOCH_MS;
}

std::string to_string(message_id id) {
    return std::to_string(id.value);
}

std::expected<message_id, std::string> parse_message_id(std::string_view text) {
    const std::string error = "a message id is a decimal number of 1 to 19 digits";
    if (text.empty() || text.size() > 19 || text.front() == '0') return std::unexpected(error);
    message_id id;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), id.value);
    if (code != std::errc{} || end != text.data() + text.size()) return std::unexpected(error);
    if (id.value >> 63 != 0) return std::unexpected(error);
    return id;
}

message_id message_id_source::next(int64_t utc_ms) {
    auto candidate = make_message_id(utc_ms, node_, 0);
    if (candidate <= last_) {
        const bool full = (last_.value & SEQUENCE_MAX) == SEQUENCE_MAX;
        candidate = full ? make_message_id(utc_ms_of(last_) + 1, node_, 0) : message_id{last_.value + 1};
    }
    last_ = candidate;
    return candidate;
}

}  // namespace kaskad::core
