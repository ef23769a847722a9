#include "engine/step_content.hpp"

#include "engine/cascade_state.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

const facts::channel_content* find_content(core::channel channel, const facts::message_text& texts) {
    const auto found = std::ranges::find(texts.contents, channel, &facts::channel_content::channel);
    return found == texts.contents.end() ? nullptr : &*found;
}

// Accounts of one channel are all found alike by people, or by any of what is known.
bool goes_by_number(const turn& turn, core::channel channel) {
    return std::ranges::any_of(turn.memory.links, [&](const auto& entry) {
        const auto& link = entry.second;
        return link.channel == channel && link.enabled && link.capability.addressed_by == facts::address_kind::number;
    });
}

}  // namespace

bool has_content(const facts::cascade_step& step, const facts::message_text& texts) {
    return find_content(step.channel, texts) != nullptr || !texts.text.empty();
}

facts::channel_content content_for(core::channel channel, const facts::message_text& texts) {
    if (const auto* own = find_content(channel, texts)) return *own;
    facts::channel_content common;
    common.channel = channel;
    common.text = texts.text;
    return common;
}

std::string address_for(const turn& turn, const facts::message& draft, const facts::message_text& texts) {
    const auto channel = channel_of(turn, draft);
    const auto given = std::ranges::find(texts.addresses, channel, &facts::channel_address::channel);
    if (given != texts.addresses.end()) return given->address;
    const auto* known = turn.memory.contacts.find(draft.client, draft.recipient, channel);
    return known ? known->address : std::string{};
}

bool has_address(const turn& turn, const facts::message& draft, const facts::message_text& texts) {
    const auto channel = channel_of(turn, draft);
    if (channel == core::channel::sms || goes_by_number(turn, channel)) return true;
    return !address_for(turn, draft, texts).empty();
}

uint32_t ttl_for(const turn& turn, const facts::message& draft, const facts::link& account) {
    const auto& can = account.capability;
    if (can.ttl_max_s == 0) return 0;
    const auto& step = step_at(turn, draft, draft.step);
    const auto left_ms = draft.step_end_steady > 0
                             ? draft.step_end_steady - turn.now.steady_ms - turn.limits.cascade.grace_ms
                             : draft.validity_steady - turn.now.steady_ms;
    const auto wanted = step.ttl_s > 0 ? int64_t{step.ttl_s} : left_ms / 1'000;
    return static_cast<uint32_t>(std::clamp<int64_t>(wanted, can.ttl_min_s, can.ttl_max_s));
}

}  // namespace kaskad::engine
