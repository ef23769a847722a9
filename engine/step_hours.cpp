#include "engine/step_hours.hpp"

#include "engine/facts/cascade_names.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace kaskad::engine {

namespace {

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t DAY_MINUTES = 24 * 60;
constexpr int64_t SHIFT_IS_OVER = 4 * 60;  // clocks are put forward and back in the first hours of a day
// All that is asked of a day comes within two, whatever the clocks do.
constexpr int64_t LOOK_AHEAD_MS = 2 * DAY_MINUTES * MINUTE_MS;

// A code is wanted at once, at whatever hour: only a step that names the class holds it.
bool are_for(const facts::cascade_step& step, const facts::message& draft) {
    if (step.from_minute == step.to_minute) return false;
    if (draft.klass != core::message_class::otp) return true;
    return std::ranges::find(step.classes, static_cast<uint8_t>(draft.klass)) != step.classes.end();
}

std::vector<std::string_view> split(std::string_view names) {
    std::vector<std::string_view> zones;
    while (!names.empty()) {
        const auto end = std::min(names.find(' '), names.size());
        if (end > 0) zones.push_back(names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
    return zones;
}

std::vector<std::string_view> zones_of(const turn& turn, const facts::cascade_step& step, const facts::message& draft) {
    if (!step.zone.empty() && step.zone != facts::RECIPIENT_ZONE) return {step.zone};
    if (step.zone == facts::RECIPIENT_ZONE) {
        const auto found = turn.memory.plan.find(draft.recipient);
        if (found && !found->zone.empty()) return split(found->zone);
    }
    return {turn.memory.clients.at(draft.client).zone};
}

// By the clock on the wall: behind a shift of the clocks minutes count from the end of the day.
int64_t minute_of(const billing::local_period& day, int64_t utc_ms) {
    const auto from_begin = (utc_ms - day.begin_utc_ms) / MINUTE_MS;
    const auto from_end = DAY_MINUTES - (day.end_utc_ms - utc_ms + MINUTE_MS - 1) / MINUTE_MS;
    return from_end >= SHIFT_IS_OVER ? from_end : from_begin;
}

// The other way round.
int64_t moment_of(const billing::local_period& day, int64_t minute) {
    if (minute < SHIFT_IS_OVER) return day.begin_utc_ms + minute * MINUTE_MS;
    return day.end_utc_ms - (DAY_MINUTES - minute) * MINUTE_MS;
}

bool is_within(const facts::cascade_step& step, int64_t minute) {
    const bool is_over_night = step.from_minute > step.to_minute;
    if (is_over_night) return minute >= step.from_minute || minute < step.to_minute;
    return minute >= step.from_minute && minute < step.to_minute;
}

// The first moment from `utc_ms` on that is within the hours of one zone.
int64_t next_within(const billing::calendar& calendar, const facts::cascade_step& step, std::string_view zone,
                    int64_t utc_ms) {
    const auto today = calendar.day(zone, utc_ms);
    if (is_within(step, minute_of(today, utc_ms))) return utc_ms;
    const auto begin = moment_of(today, step.from_minute);
    return begin > utc_ms ? begin : moment_of(calendar.day(zone, today.end_utc_ms), step.from_minute);
}

}  // namespace

std::optional<int64_t> wait_for_hours(const turn& turn, const facts::cascade_step& step, const facts::message& draft) {
    if (!are_for(step, draft)) return 0;
    const auto zones = zones_of(turn, step, draft);
    const auto begun = turn.now.utc_ms;
    // What is too early for one zone is too early for all of them: so each step forward leaves nothing out.
    for (auto at = begun; at <= begun + LOOK_AHEAD_MS;) {
        auto later = at;
        for (const auto zone : zones)
            later = next_within(*turn.memory.calendar, step, zone, later);
        if (later == at) return at - begun;
        at = later;
    }
    return std::nullopt;
}

}  // namespace kaskad::engine
