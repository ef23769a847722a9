#include "core/channel.hpp"

#include <array>

namespace kaskad::core {

namespace {

constexpr std::array<std::string_view, static_cast<size_t>(CHANNEL_LAST) + 1> NAMES{
    "sms", "whatsapp", "viber", "telegram", "push", "voice", "email", "other"};

}  // namespace

std::string_view to_string(channel value) {
    return NAMES[static_cast<size_t>(value)];
}

std::optional<channel> parse_channel(std::string_view text) {
    for (size_t index = 0; index < NAMES.size(); ++index) {
        if (NAMES[index] == text) return static_cast<channel>(index);
    }
    return std::nullopt;
}

}  // namespace kaskad::core
