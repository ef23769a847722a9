#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The words of the simulated messengers that all of them share: who is simulated, what a provider may tell of a
// message, and what it may answer to a send. Pure.

namespace kaskad::gateway::simulators {

// fcm: push, together with the app that acknowledges. voice and webhook: contracts of our own. email: a server of mail.
enum class provider : uint8_t { whatsapp, viber, telegram_gateway, telegram_bot, fcm, twilio, voice, webhook, email };

inline constexpr std::array PROVIDERS{provider::whatsapp,     provider::viber,   provider::telegram_gateway,
                                      provider::telegram_bot, provider::fcm,     provider::twilio,
                                      provider::voice,        provider::webhook, provider::email};

std::string_view to_string(provider value);
std::optional<provider> parse_provider(std::string_view text);

// What is told of a message, or of the person it went to. On a telephone: sent = it rings, delivered = a person
// answers, read = the text was heard to its end, expired = nobody answers.
enum class channel_event : uint8_t {
    sent,
    delivered,
    read,
    expired,
    failed,     // not reached, told only afterwards
    opted_out,  // the person wants nothing more
    revoked,
    reply,    // a text of the person
    unknown,  // a state that no document knows
    machine,  // an answering machine answers
    key,      // the person presses one
    busy,
    ended,  // the call is over, after some seconds
};

inline constexpr channel_event CHANNEL_EVENT_LAST = channel_event::ended;

std::string_view to_string(channel_event value);
std::optional<channel_event> parse_channel_event(std::string_view text);

// Whether that provider has such an event at all.
bool tells(provider who, channel_event what);
// "sent, delivered, read"
std::string events_of(provider who);

// The answer to a send.
enum class channel_verdict : uint8_t {
    accepted,
    unreachable,
    opted_out,
    throttled,
    suspended,  // the whole account
    broken,     // 5xx, or the provider's own word for it
    template_refused,
};

inline constexpr channel_verdict CHANNEL_VERDICT_LAST = channel_verdict::template_refused;

std::string_view to_string(channel_verdict value);
std::optional<channel_verdict> parse_channel_verdict(std::string_view text);

}  // namespace kaskad::gateway::simulators
