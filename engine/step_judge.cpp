#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/contacts.hpp"
#include "engine/step_content.hpp"
#include "engine/step_hours.hpp"

#include <algorithm>

// Whether a step may begin: the reasons against it in the order in which they are looked at.

namespace kaskad::engine {

namespace {

template <typename T>
bool contains(const std::vector<T>& list, const T& value) {
    return std::ranges::find(list, value) != list.end();
}

bool is_meant_for(const facts::cascade_step& step, const facts::message& draft) {
    const auto klass = static_cast<uint8_t>(draft.klass);
    if (!step.classes.empty() && !contains(step.classes, klass)) return false;
    return step.countries.empty() || contains(step.countries, draft.country);
}

core::reason why_not(const turn& turn, const facts::message& draft, const facts::message_text& texts,
                     const facts::cascade_step& step) {
    if (!is_meant_for(step, draft)) return core::reason::step_not_applicable;
    if (!has_content(step, texts)) return core::reason::no_content;
    if (is_unwanted(turn, draft, step.channel)) return core::reason::suppressed;
    if (!has_address(turn, draft, texts)) return core::reason::no_address;
    if (is_lately_unreachable(turn, draft.recipient, step.channel)) return core::reason::lately_unreachable;
    const auto* price = price_of_step(draft, draft.step, 0);
    if (!price) return core::reason::no_price;
    const auto total = core::charge(price->price, price->units);
    if (!total || (step.price_max.e6 > 0 && *total > step.price_max)) return core::reason::step_too_dear;
    return core::reason::none;
}

// A link that takes the text in so many parts as were counted, or an account of the channel.
bool find_way(const turn& turn, const facts::message& draft, const facts::message_text& texts, step_verdict& into) {
    auto tried = tried_links(draft);
    while (true) {
        into.decision = route(turn, draft, tried);
        if (into.decision.outcome == routing::route_outcome::refused) return false;
        const auto text = plan_text(turn.memory.links.at(into.decision.link), texts.text);
        if (text) {
            into.text = *text;
            return true;
        }
        tried.push_back(into.decision.link);
    }
}

// Where only what it costs stands against a way, that is why, and not that there is none.
core::reason why_no_way(const routing::decision& refused, core::channel channel) {
    const bool loses = std::ranges::any_of(refused.candidates, [](const routing::candidate& each) {
        return each.verdict == core::reason::link_loses_money;
    });
    if (loses) return core::reason::link_loses_money;
    return channel == core::channel::sms ? core::reason::no_link : core::reason::no_channel_account;
}

}  // namespace

step_verdict judge_step(const turn& turn, const facts::message& draft, const facts::message_text& texts) {
    const auto& step = step_at(turn, draft, draft.step);
    step_verdict made{.skipped = why_not(turn, draft, texts, step), .decision = {}, .text = {}};
    if (made.skipped != core::reason::none) return made;
    const auto wait_ms = wait_for_hours(turn, step, draft);
    const bool can_wait = wait_ms.has_value() && step.hours == facts::hours_rule::hold;
    if (wait_ms != 0 && can_wait) made.hold_ms = *wait_ms;
    if (wait_ms != 0 && !can_wait) made.skipped = core::reason::quiet_hours;
    if (wait_ms != 0) return made;
    if (find_way(turn, draft, texts, made)) return made;
    made.skipped = why_no_way(made.decision, step.channel);
    return made;
}

}  // namespace kaskad::engine
