#include "engine/facts/arrivals.hpp"

#include "engine/facts/codec.hpp"

#include <algorithm>

namespace kaskad::facts {

bool is_on_its_way(const part& value) {
    return value.state >= part_state::submitting && value.state <= part_state::delivered;
}

bool has_failed(const attempt& value) {
    return value.state >= attempt_state::rejected && value.state <= attempt_state::expired;
}

bool has_arrived(const attempt& value) {
    return value.state == attempt_state::delivered || value.state == attempt_state::read;
}

bool has_arrived(message_state state) {
    return state == message_state::delivered || state == message_state::read;
}

bool is_unconfirmed(const message& value, core::link_id link, int64_t before_utc) {
    const bool goes_on = value.queue_link || value.step_end_steady > 0 || value.revoke_until_steady > 0;
    if (is_final(value.state) || goes_on) return false;
    bool is_any = false;
    for (const auto& attempt : value.attempts) {
        if (has_failed(attempt)) continue;
        const bool is_over = attempt.state > attempt_state::read;
        for (const auto& part : attempt.parts) {
            const bool is_out = part.state >= part_state::in_doubt && part.state <= part_state::sent;
            const bool will_leave = part.state == part_state::pending && !is_over;
            if (will_leave || part.state == part_state::submitting) return false;
            if (is_out && (attempt.link != link || part.submitted_utc >= before_utc)) return false;
            is_any = is_any || is_out;
        }
    }
    return is_any;
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
