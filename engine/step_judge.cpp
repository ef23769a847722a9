#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/contacts.hpp"
#include "engine/step_content.hpp"

#include <algorithm>

// Whether a step may begin: the reasons against it in the order in which they are looked at.

namespace kaskad::engine {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t DAY_MINUTES = 24 * 60;
constexpr int64_t SHIFT_IS_OVER = 4 * 60;  // clocks are put forward and back in the first hours of a day

template <typename T>
bool contains(const std::vector<T>& list, const T& value) {
    return std::ranges::find(list, value) != list.end();
}

bool is_meant_for(const facts::cascade_step& step, const facts::message& draft) {
    const auto klass = static_cast<uint8_t>(draft.klass);
    if (!step.classes.empty() && !contains(step.classes, klass)) return false;
    return step.countries.empty() || contains(step.countries, draft.country);
}

// By the clock on the wall: behind a shift of the clocks minutes count from the end of the day.
int64_t minute_of_day(const turn& turn, const std::string& zone) {
    const auto day = turn.memory.calendar->day(zone, turn.now.utc_ms);
    const auto from_begin = (turn.now.utc_ms - day.begin_utc_ms) / MINUTE_MS;
    const auto from_end = DAY_MINUTES - (day.end_utc_ms - turn.now.utc_ms + MINUTE_MS - 1) / MINUTE_MS;
    return from_end >= SHIFT_IS_OVER ? from_end : from_begin;
}

// Until its hours begin; 0: it is within them.
int64_t wait_for_hours(const turn& turn, const facts::cascade_step& step, const facts::message& draft) {
    if (step.from_minute == step.to_minute) return 0;
    const auto& client = turn.memory.clients.at(draft.client);
    const auto now = minute_of_day(turn, step.zone.empty() ? client.zone : step.zone);
    const bool is_over_night = step.from_minute > step.to_minute;
    const bool is_within = is_over_night ? now >= step.from_minute || now < step.to_minute
                                         : now >= step.from_minute && now < step.to_minute;
    if (is_within) return 0;
    const auto minutes = (step.from_minute - now + DAY_MINUTES) % DAY_MINUTES;
    return minutes * MINUTE_MS - turn.now.utc_ms % MINUTE_MS;
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

}  // namespace

step_verdict judge_step(const turn& turn, const facts::message& draft, const facts::message_text& texts) {
    const auto& step = step_at(turn, draft, draft.step);
    step_verdict made{.skipped = why_not(turn, draft, texts, step), .decision = {}, .text = {}};
    if (made.skipped != core::reason::none) return made;
    const auto wait_ms = wait_for_hours(turn, step, draft);
    if (wait_ms > 0 && step.hours == facts::hours_rule::skip) made.skipped = core::reason::quiet_hours;
    if (wait_ms > 0 && step.hours == facts::hours_rule::hold) made.hold_ms = wait_ms;
    if (wait_ms > 0) return made;
    if (find_way(turn, draft, texts, made)) return made;
    made.skipped = step.channel == core::channel::sms ? core::reason::no_link : core::reason::no_channel_account;
    return made;
}

}  // namespace kaskad::engine
