#pragma once

#include <compare>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

// Identifiers as types, so that a client's id cannot be handed over where a link's is meant. 0 means "none" everywhere.

namespace kaskad::core {

template <typename Tag, typename Value>
struct id {
    Value value = 0;

    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(const id&, const id&) = default;
};

using message_id = id<struct message_tag, uint64_t>;
using client_id = id<struct client_tag, uint32_t>;
using link_id = id<struct link_tag, uint32_t>;
using endpoint_id = id<struct endpoint_tag, uint32_t>;

// message_id: 41 bits of milliseconds since 2025-01-01 UTC, 10 bits node, 12 bits sequence; outside a decimal string.
inline constexpr int64_t MESSAGE_EPOCH_MS = 1735689600000;
inline constexpr uint32_t NODE_MAX = 1023;
inline constexpr uint32_t SEQUENCE_MAX = 4095;

message_id make_message_id(int64_t utc_ms, uint32_t node, uint32_t sequence);

// The time that names the id's generation, in milliseconds since 1970 UTC.
int64_t utc_ms_of(message_id id);

std::string to_string(message_id id);

// Decimal digits only, no sign, no leading zero, not 0; anything else is no message id.
std::expected<message_id, std::string> parse_message_id(std::string_view text);

// Gives ids in strictly rising order, also when the clock stands still or steps back.
class message_id_source {
  public:
    explicit message_id_source(uint32_t node, message_id last = {}) : node_{node}, last_{last} {}

    message_id last() const { return last_; }
    message_id next(int64_t utc_ms);

  private:
    uint32_t node_;
    message_id last_;
};

}  // namespace kaskad::core

template <typename Tag, typename Value>
struct std::hash<kaskad::core::id<Tag, Value>> {
    // Fibonacci hashing: the low bits of a message id repeat (the sequence within a millisecond), so they are mixed.
    size_t operator()(const kaskad::core::id<Tag, Value>& id) const noexcept {
        return static_cast<size_t>(static_cast<uint64_t>(id.value) * 0x9E3779B97F4A7C15ULL >> 13);
    }
};
