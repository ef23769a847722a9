#include "gateway/simulators/channel_words.hpp"

#include <algorithm>
#include <span>

namespace kaskad::gateway::simulators {

namespace {

using enum channel_event;

constexpr std::array<std::string_view, PROVIDERS.size()> PROVIDER_NAMES{
    "whatsapp", "viber", "telegram_gateway", "telegram_bot", "fcm", "twilio", "voice", "webhook", "email"};

constexpr std::array<std::string_view, static_cast<size_t>(CHANNEL_EVENT_LAST) + 1> EVENT_NAMES{
    "sent",  "delivered", "read",    "expired", "failed", "opted_out", "revoked",
    "reply", "unknown",   "machine", "key",     "busy",   "ended"};

constexpr std::array<std::string_view, static_cast<size_t>(CHANNEL_VERDICT_LAST) + 1> VERDICT_NAMES{
    "accepted", "unreachable", "opted_out", "throttled", "suspended", "broken", "template_refused"};

constexpr std::array WHATSAPP{sent, delivered, read, failed, opted_out, reply, unknown};
constexpr std::array VIBER{delivered, read, expired, opted_out, reply, unknown};
constexpr std::array TELEGRAM_GATEWAY{sent, delivered, read, expired, revoked, unknown};
constexpr std::array TELEGRAM_BOT{opted_out, reply, unknown};
constexpr std::array FCM{delivered, read, unknown};
constexpr std::array TWILIO{sent, delivered, read, expired, failed, revoked, unknown, machine, key, busy, ended};
constexpr std::array VOICE{sent, delivered, read, expired, failed, revoked, unknown, machine, key, busy};
constexpr std::array WEBHOOK{sent, delivered, read, expired, failed, opted_out, revoked, reply, unknown};
constexpr std::array EMAIL{delivered, expired, failed, opted_out, unknown};

std::span<const channel_event> told_by(provider who) {
    switch (who) {
        case provider::whatsapp:
            return WHATSAPP;
        case provider::viber:
            return VIBER;
        case provider::telegram_gateway:
            return TELEGRAM_GATEWAY;
        case provider::telegram_bot:
            return TELEGRAM_BOT;
        case provider::fcm:
            return FCM;
        case provider::twilio:
            return TWILIO;
        case provider::voice:
            return VOICE;
        case provider::webhook:
            return WEBHOOK;
        case provider::email:
            return EMAIL;
    }
    return {};
}

template <typename Value>
std::optional<Value> parse(std::span<const std::string_view> names, std::string_view text) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<Value>(found - names.begin());
}

}  // namespace

std::string_view to_string(provider value) {
    return PROVIDER_NAMES[static_cast<size_t>(value)];
}

std::optional<provider> parse_provider(std::string_view text) {
    return parse<provider>(PROVIDER_NAMES, text);
}

std::string_view to_string(channel_event value) {
    return EVENT_NAMES[static_cast<size_t>(value)];
}

std::optional<channel_event> parse_channel_event(std::string_view text) {
    return parse<channel_event>(EVENT_NAMES, text);
}

bool tells(provider who, channel_event what) {
    return std::ranges::find(told_by(who), what) != told_by(who).end();
}

std::string events_of(provider who) {
    std::string names;
    for (const auto each : told_by(who))
        names.append(names.empty() ? "" : ", ").append(to_string(each));
    return names;
}

std::string_view to_string(channel_verdict value) {
    return VERDICT_NAMES[static_cast<size_t>(value)];
}

std::optional<channel_verdict> parse_channel_verdict(std::string_view text) {
    return parse<channel_verdict>(VERDICT_NAMES, text);
}

}  // namespace kaskad::gateway::simulators
