#include "engine/step_hours.hpp"

#include "engine/facts/cascade_names.hpp"
#include "tests/engine/cascade_shop.hpp"

#include <memory>
#include <string>

// The hours of a step on the clocks of the recipient, by a calendar of four zones whose shifts of 2026 are written out
// here: Berlin goes ahead on 29 March and back on 25 October, at 01:00 UTC both times.

namespace kaskad::engine::test {

namespace {

using core::channel;
using core::message_class;
using core::reason;
using facts::message_state;

constexpr int64_t HOUR = 3'600'000;
constexpr int64_t DAY = 24 * HOUR;
constexpr int64_t NEW_YEAR = 1'767'225'600'000;          // 2026-01-01 00:00 UTC
constexpr int64_t SPRING = NEW_YEAR + 87 * DAY + HOUR;   // 2026-03-29 01:00 UTC
constexpr int64_t AUTUMN = NEW_YEAR + 297 * DAY + HOUR;  // 2026-10-25 01:00 UTC

class four_zones final : public billing::calendar {
  public:
    billing::local_period day(std::string_view zone, int64_t utc_ms) const override {
        const auto local = utc_ms + ahead(zone, utc_ms);
        const auto begin = local - local % DAY;
        return {static_cast<uint32_t>(begin / DAY), to_utc(zone, begin), to_utc(zone, begin + DAY)};
    }
    billing::local_period month(std::string_view, int64_t utc_ms) const override { return plain_.month({}, utc_ms); }

  private:
    static int64_t ahead(std::string_view zone, int64_t utc_ms) {
        if (zone == "Europe/Berlin") return utc_ms >= SPRING && utc_ms < AUTUMN ? 2 * HOUR : HOUR;
        if (zone == "America/New_York") return -5 * HOUR;
        if (zone == "Pacific/Honolulu") return -10 * HOUR;
        return 0;
    }
    static int64_t to_utc(std::string_view zone, int64_t local_ms) {
        for (const int64_t hours : {-10, -5, 0, 1, 2}) {
            const auto utc_ms = local_ms - hours * HOUR;
            if (ahead(zone, utc_ms) == hours * HOUR) return utc_ms;
        }
        return local_ms;
    }

    billing::utc_calendar plain_;
};

// The numbers of +49151 are in these zones.
facts::declare with_zones(std::string zones) {
    auto command = with_channels();
    command.plan.back().zone = std::move(zones);
    return command;
}

facts::submit_message within(uint16_t from_hour, uint16_t to_hour,
                             facts::hours_rule outside = facts::hours_rule::hold) {
    auto command = cascade_shop::viber_then_sms();
    auto& step = command.steps->steps[0];
    step.from_minute = static_cast<uint16_t>(from_hour * 60);
    step.to_minute = static_cast<uint16_t>(to_hour * 60);
    step.zone = facts::RECIPIENT_ZONE;
    step.hours = outside;
    return command;
}

struct clock_shop : cascade_shop {
    explicit clock_shop(std::string zones) : cascade_shop{with_zones(std::move(zones))} {
        engine->use_calendar(std::make_shared<four_zones>());
    }

    void stand_at(int64_t utc_ms) {
        now.utc_ms = utc_ms;
        run();
    }
    // How long after it was taken its first step begins.
    int64_t held_for(facts::submit_message command) {
        const auto taken = message(send(std::move(command)));
        EXPECT_EQ(taken.state, message_state::scheduled);
        return taken.wake_steady - now.steady_ms;
    }
};

}  // namespace

TEST(EngineStepHours, AreThoseOfTheRecipient) {
    clock_shop world{"Europe/Berlin"};
    world.send(within(9, 21));
    EXPECT_TRUE(world.sendings.empty()) << "it is one o'clock at night in Berlin";
    world.pass(8 * HOUR - 1);
    EXPECT_TRUE(world.sendings.empty());
    world.pass(1);
    EXPECT_EQ(world.sendings.size(), 1U);
}

TEST(EngineStepHours, ANumberOfSeveralZonesWaitsForAllOfThem) {
    clock_shop world{"Europe/Berlin America/New_York"};
    world.stand_at(NEW_YEAR + 10 * HOUR);  // 11:00 in Berlin, 05:00 in New York
    EXPECT_EQ(world.held_for(within(9, 21)), 4 * HOUR) << "09:00 in New York is 15:00 in Berlin";
    world.stand_at(NEW_YEAR + 21 * HOUR);  // 22:00 and 16:00
    EXPECT_EQ(world.held_for(within(9, 21)), 17 * HOUR) << "not when Berlin wakes";
}

TEST(EngineStepHours, HoursThatNoMomentIsWithinAreNotWaitedFor) {
    clock_shop world{"Europe/Berlin Pacific/Honolulu"};
    world.stand_at(NEW_YEAR + 10 * HOUR);
    const auto message = world.message(world.send(within(9, 18)));
    EXPECT_EQ(skipped(message), std::vector{reason::quiet_hours}) << "eleven hours lie between the two";
    EXPECT_EQ(message.state, message_state::in_progress);
}

TEST(EngineStepHours, TheNightBeforeSummerTimeIsAnHourShorter) {
    clock_shop world{"Europe/Berlin"};
    world.stand_at(SPRING - 4 * HOUR);  // 22:00 on the wall
    EXPECT_EQ(world.held_for(within(9, 21)), 10 * HOUR);
}

TEST(EngineStepHours, TheNightBeforeWinterTimeIsAnHourLonger) {
    clock_shop world{"Europe/Berlin"};
    world.stand_at(AUTUMN - 5 * HOUR);  // 22:00 on the wall
    EXPECT_EQ(world.held_for(within(9, 21)), 12 * HOUR);
}

TEST(EngineStepHours, HoursOverNightHoldInEachZoneToo) {
    clock_shop world{"Europe/Berlin America/New_York"};
    world.stand_at(NEW_YEAR + 21 * HOUR);  // 22:00 and 16:00
    EXPECT_EQ(world.held_for(within(20, 8)), 4 * HOUR) << "20:00 in New York is 02:00 in Berlin";
}

TEST(EngineStepHours, ACodeIsHeldOnlyByAStepThatNamesItsClass) {
    clock_shop world{"Europe/Berlin"};
    auto code = within(9, 21, facts::hours_rule::skip);
    code.klass = message_class::otp;
    EXPECT_TRUE(skipped(world.message(world.send(code))).empty());
    code.steps->steps[0].classes = {static_cast<uint8_t>(message_class::otp)};
    EXPECT_EQ(skipped(world.message(world.send(code))), std::vector{reason::quiet_hours});
}

TEST(EngineStepHours, WhereTheNumberSaysNothingTheyAreTheClients) {
    auto declared = with_zones("");
    declared.clients[0].value.zone = "America/New_York";
    declared.clients[0].value.digest = "2";
    cascade_shop world{std::move(declared)};
    world.engine->use_calendar(std::make_shared<four_zones>());
    const auto taken = world.message(world.send(within(9, 21)));
    EXPECT_EQ(taken.state, message_state::in_progress) << "it is 19:00 in New York";
}

}  // namespace kaskad::engine::test
