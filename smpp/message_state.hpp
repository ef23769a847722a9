#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// What became of a message by a message centre's word (SMPP 5.0 §4.7.15), and how that is written in receipts.

namespace kaskad::smpp {

enum class message_state : uint8_t {
    scheduled = 0,
    enroute = 1,
    delivered = 2,
    expired = 3,
    deleted = 4,
    undeliverable = 5,
    accepted = 6,
    unknown = 7,
    rejected = 8,
    skipped = 9,
};

std::string_view to_string(message_state state);  // "delivered"
std::string_view stat_word(message_state state);  // "DELIVRD"
// The name alone, as people write it in a link's map.
std::optional<message_state> parse_message_state(std::string_view name);
// Of the message_state TLV; empty for a number nobody knows.
std::optional<message_state> message_state_of(uint32_t number);

// "DELIVRD", "delivered", "2" and what else was seen in the wild ("BUFFERD", "FAILED", ...); empty for what nobody
// knows.
std::optional<message_state> parse_stat(std::string_view stat);

}  // namespace kaskad::smpp
