#include "channels/own_contract.hpp"

#include "channels/answer_reading.hpp"
#include "channels/json_document.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace kaskad::channels {

namespace {

using core::reason;
using facts::channel_outcome;

constexpr int64_t RETRY_AFTER_MAX_MS = 86'400'000;

// With the reason that holds where none is given, or none of ours.
constexpr std::array WORDS{
    code_meaning{"next", channel_outcome::next, reason::link_rejected},
    code_meaning{"retry", channel_outcome::retry, reason::link_system_error},
    code_meaning{"throttle", channel_outcome::throttle, reason::link_throttled},
    code_meaning{"account", channel_outcome::account, reason::link_disabled},
    code_meaning{"config", channel_outcome::config, reason::link_rejected},
};

}  // namespace

reply_reading read_contract_reply(const net::http_response& reply) {
    const auto body = parse_json(reply.body);
    if (!body) return read_status(reply, repetition::harmless, {});
    const auto word = text_at(*body, "/status");
    const bool is_success = reply.status >= 200 && reply.status <= 299;
    if (word == "accepted" && is_success) return make_acceptance(text_at(*body, "/id"));
    const auto* known = find_meaning(WORDS, word);
    auto reading = read_code(known, reply, repetition::harmless, {text_at(*body, "/code"), text_at(*body, "/text")});
    if (!known) return reading;
    reading.reason = core::parse_reason(text_at(*body, "/reason")).value_or(known->reason);
    if (reading.reason == reason::none) reading.reason = known->reason;
    const auto wait = std::clamp<int64_t>(whole_at(*body, "/retry_after_ms").value_or(0), 0, RETRY_AFTER_MAX_MS);
    reading.retry_after_ms = std::max(reading.retry_after_ms, wait);
    return reading;
}

std::optional<facts::attempt_state> parse_report_state(std::string_view word) {
    using facts::attempt_state;
    if (word == "sent") return attempt_state::sent;
    if (word == "delivered") return attempt_state::delivered;
    if (word == "read") return attempt_state::read;
    if (word == "undelivered") return attempt_state::undelivered;
    if (word == "expired") return attempt_state::expired;
    if (word == "cancelled") return attempt_state::cancelled;
    return std::nullopt;
}

}  // namespace kaskad::channels
