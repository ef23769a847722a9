#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Over what a message reaches a person. The numbers are stored: added to, never changed.

namespace kaskad::core {

// other: what a webhook of somebody's own does.
enum class channel : uint8_t {
    sms = 0,
    whatsapp = 1,
    viber = 2,
    telegram = 3,
    push = 4,
    voice = 5,
    email = 6,
    other = 7,
};

inline constexpr channel CHANNEL_LAST = channel::other;

std::string_view to_string(channel value);
std::optional<channel> parse_channel(std::string_view text);

}  // namespace kaskad::core
