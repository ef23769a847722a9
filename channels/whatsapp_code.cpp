#include "channels/whatsapp_code.hpp"

#include "channels/channel_text.hpp"

#include <array>
#include <utility>

namespace kaskad::channels {

namespace {

using core::reason;
using facts::channel_outcome;

constexpr int64_t PAIR_MS = 6'000;            // to one person, one message in so long
constexpr int64_t SPAM_PAUSE_MS = 3'600'000;  // what people marked as spam: for hours

constexpr std::array CODES{
    // This person.
    code_meaning{"131026", channel_outcome::next, reason::not_on_channel},
    code_meaning{"131049", channel_outcome::next, reason::recipient_flooded},
    code_meaning{"130472", channel_outcome::next, reason::link_rejected},  // the person is part of an experiment
    code_meaning{"131050", channel_outcome::next, reason::suppressed},
    code_meaning{"131047", channel_outcome::next, reason::conversation_closed},
    code_meaning{"137000", channel_outcome::next, reason::link_rejected},
    code_meaning{"130497", channel_outcome::next, reason::network_not_covered},
    code_meaning{"131021", channel_outcome::next, reason::invalid_recipient},  // the sender itself
    // What was to be sent.
    code_meaning{"132000", channel_outcome::config, reason::template_refused},
    code_meaning{"132001", channel_outcome::config, reason::template_refused},
    code_meaning{"132005", channel_outcome::config, reason::template_refused},
    code_meaning{"132007", channel_outcome::config, reason::template_refused},
    code_meaning{"132008", channel_outcome::config, reason::template_refused},
    code_meaning{"132012", channel_outcome::config, reason::template_refused},
    code_meaning{"132015", channel_outcome::config, reason::template_refused},
    code_meaning{"132016", channel_outcome::config, reason::template_refused},
    code_meaning{"131008", channel_outcome::config, reason::template_refused},
    code_meaning{"131009", channel_outcome::config, reason::template_refused},
    code_meaning{"131051", channel_outcome::config, reason::content_rejected},
    code_meaning{"131053", channel_outcome::config, reason::content_rejected},
    code_meaning{"131030", channel_outcome::config, reason::link_misconfigured},  // only numbers of a test list
    // Too fast.
    code_meaning{"130429", channel_outcome::throttle, reason::link_throttled},
    code_meaning{"80007", channel_outcome::throttle, reason::link_throttled},
    code_meaning{"4", channel_outcome::throttle, reason::link_throttled},
    code_meaning{"131056", channel_outcome::throttle, reason::recipient_flooded, PAIR_MS},
    code_meaning{"131048", channel_outcome::throttle, reason::link_throttled, SPAM_PAUSE_MS},
    // Later.
    code_meaning{"131000", channel_outcome::retry, reason::link_system_error},
    code_meaning{"131016", channel_outcome::retry, reason::link_system_error},
    code_meaning{"2", channel_outcome::retry, reason::link_system_error},
    code_meaning{"1", channel_outcome::retry, reason::link_system_error},
    code_meaning{"135000", channel_outcome::retry, reason::link_system_error},
    code_meaning{"131057", channel_outcome::retry, reason::link_in_maintenance},
    // The account.
    code_meaning{"0", channel_outcome::account, reason::link_credentials},
    code_meaning{"3", channel_outcome::account, reason::link_credentials},
    code_meaning{"10", channel_outcome::account, reason::link_credentials},
    code_meaning{"190", channel_outcome::account, reason::link_credentials},
    code_meaning{"368", channel_outcome::account, reason::link_disabled},
    code_meaning{"131031", channel_outcome::account, reason::link_disabled},
    code_meaning{"131042", channel_outcome::account, reason::link_out_of_credit},
    code_meaning{"131044", channel_outcome::account, reason::link_out_of_credit},
    code_meaning{"131045", channel_outcome::account, reason::link_misconfigured},
    code_meaning{"131005", channel_outcome::account, reason::link_credentials},
    code_meaning{"131037", channel_outcome::account, reason::link_misconfigured},
    code_meaning{"131064", channel_outcome::account, reason::link_quota_used},
};

// 200 to 299: what the token may not do.
constexpr code_meaning PERMISSION{"2xx", channel_outcome::account, reason::link_credentials};

}  // namespace

std::span<const code_meaning> whatsapp_codes() {
    return CODES;
}

const code_meaning* find_whatsapp_code(std::string_view code) {
    if (code.size() == 3 && code.front() == '2' && is_digits(code)) return &PERMISSION;
    return find_meaning(CODES, code);
}

reply_reading read_whatsapp_code(const net::http_response& reply, provider_words said) {
    const auto* meaning = find_whatsapp_code(said.code);
    return read_code(meaning, reply, repetition::sends_twice, std::move(said));
}

}  // namespace kaskad::channels
