#include "engine/facts/arrivals.hpp"

#include <algorithm>

namespace kaskad::facts {

bool is_on_its_way(const part& value) {
    return value.state >= part_state::submitting && value.state <= part_state::delivered;
}

bool has_arrived(const attempt& value) {
    return value.state == attempt_state::delivered || value.state == attempt_state::read;
}

bool has_arrived(message_state state) {
    return state == message_state::delivered || state == message_state::read;
}

std::vector<uint8_t> delivered_via(const message& value) {
    constexpr auto SMS = static_cast<uint8_t>(core::channel::sms);
    if (value.cascade == 0) return has_arrived(value.state) ? std::vector<uint8_t>{SMS} : std::vector<uint8_t>{};
    std::vector<uint8_t> channels;
    for (const auto& each : value.attempts) {
        const auto channel = static_cast<uint8_t>(each.channel);
        const bool is_known = std::ranges::find(channels, channel) != channels.end();
        if (has_arrived(each) && !is_known) channels.push_back(channel);
    }
    return channels;
}

}  // namespace kaskad::facts
