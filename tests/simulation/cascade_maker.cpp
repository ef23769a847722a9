#include "tests/simulation/cascade_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::simulation {

namespace {

using core::channel;
using facts::step_goal;

constexpr uint32_t SECOND_MS = 1'000;
constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t DAY_MINUTES = 24 * 60;
constexpr size_t SUBJECTS = 5;  // of which newer messages take the place of older ones
// Few, so that messages share their cascades.
constexpr std::array<uint32_t, 5> TIMEOUTS_S{5, 10, 20, 40, 60};
constexpr std::array<uint32_t, 3> REST_S{2, 15, 60};

}  // namespace

cascade_maker::cascade_maker(chance luck, const plan& made) : luck_{luck}, plan_{made} {
    has_whatsapp_ = std::ranges::find(made.declaration.links, channel::whatsapp, &facts::link::channel) !=
                    made.declaration.links.end();
}

void cascade_maker::fill(facts::submit_message& command, core::now now) {
    if (luck_.happens(300)) {
        command.cascade_name = "saved";
    } else {
        command.steps = draw(command.klass.value_or(core::message_class::transactional), now);
    }
    if (luck_.happens(300)) {
        facts::channel_content own;
        own.channel = channel::viber;
        own.text = command.text + " by Viber";
        command.contents.push_back(std::move(own));
    }
    if (luck_.happens(200)) command.supersede_key = fmt::format("order-{}", luck_.below(SUBJECTS));
}

facts::put_cascade cascade_maker::make_saved(core::client_id client, core::now now) {
    facts::put_cascade command;
    command.client = client;
    command.value = draw(core::message_class::transactional, now);
    command.value.name = "saved";
    return command;
}

std::vector<core::channel> cascade_maker::draw_channels() {
    const auto other = has_whatsapp_ ? channel::whatsapp : channel::viber;
    switch (luck_.below(7)) {
        case 0:
        case 1:
            return {channel::viber, channel::sms};
        case 2:
            return {channel::sms, channel::telegram};
        case 3:
            return {channel::telegram, channel::sms};
        case 4:
            return {other, channel::telegram, channel::sms};
        case 5:
            return {other, channel::sms};
        default:
            return {channel::telegram};
    }
}

facts::cascade cascade_maker::draw(core::message_class klass, core::now now) {
    facts::cascade made;
    const auto channels = draw_channels();
    for (size_t place = 0; place < channels.size(); ++place)
        made.steps.push_back(draw_step(channels[place], place + 1 == channels.size(), now));
    if (luck_.happens(400)) made.duplicates = facts::duplicate_rule::avoid;
    made.stops_on_reply = luck_.happens(700);
    if (luck_.happens(300)) made.order = facts::step_order::expected_cost;
    draw_deadline(made, klass);
    return made;
}

facts::cascade_step cascade_maker::draw_step(core::channel over, bool is_last, core::now now) {
    facts::cascade_step step;
    step.channel = over;
    step.success_on = draw_goal(over);
    const bool has_no_end = is_last ? luck_.happens(700) : luck_.happens(50);
    step.timeout_ms = has_no_end ? 0 : luck_.one_of(TIMEOUTS_S) * SECOND_MS;
    step.retries = static_cast<uint8_t>(luck_.below(3));
    step.retry_ms = luck_.happens(500) ? 2 * SECOND_MS : 0;
    step.revokes = (over == channel::telegram && luck_.happens(700)) || (over == channel::sms && luck_.happens(400));
    if (luck_.happens(50)) step.price_max = {50'000};
    if (luck_.happens(50)) step.classes = {static_cast<uint8_t>(core::message_class::otp)};
    if (luck_.happens(50)) step.advance_on = {static_cast<uint8_t>(facts::advance_cause::refused)};
    if (luck_.happens(80)) draw_hours(step, now);
    return step;
}

step_goal cascade_maker::draw_goal(core::channel over) {
    if (over == channel::sms) return step_goal::delivered;
    if (luck_.happens(250)) return step_goal::read;
    if (luck_.happens(50)) return step_goal::accepted;
    if (over != channel::viber && luck_.happens(50)) return step_goal::sent;
    return step_goal::delivered;
}

// They begin within minutes, or not in this run.
void cascade_maker::draw_hours(facts::cascade_step& step, core::now now) {
    const auto minute = now.utc_ms / MINUTE_MS % DAY_MINUTES;
    step.hours = luck_.happens(600) ? facts::hours_rule::hold : facts::hours_rule::skip;
    const auto from = (minute / 2 * 2 + 2 * luck_.between(1, 3)) % DAY_MINUTES;
    step.from_minute = static_cast<uint16_t>(from);
    step.to_minute = static_cast<uint16_t>((from + DAY_MINUTES / 2) % DAY_MINUTES);
}

// Behind the beginning of its last step, as a cascade must have it.
void cascade_maker::draw_deadline(facts::cascade& made, core::message_class klass) {
    if (klass != core::message_class::otp && luck_.happens(700)) return;
    for (const auto& step : made.steps)
        made.deadline_ms += step.timeout_ms;
    made.deadline_ms += luck_.one_of(REST_S) * SECOND_MS;
}

}  // namespace kaskad::simulation
