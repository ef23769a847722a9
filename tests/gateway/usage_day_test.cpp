#include "gateway/usage_day.hpp"

#include "gateway/usage_export.hpp"
#include "tests/gateway/traded_days.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

// Which day a client is told of next, and what it is told, part by part: a real engine's random traffic.

namespace kaskad::gateway::test {
namespace {

constexpr int64_t DAY_MS = 86'400'000;
constexpr int64_t HOUR_MS = 3'600'000;
constexpr int64_t NOVEMBER_10 = 20'767 * DAY_MS;  // 2026-11-10
constexpr uint32_t JANUARY_1 = 20'454;            // 2026-01-01, where the traffic begins

std::optional<uint32_t> due(uint32_t told_day, int64_t utc_ms, std::string_view zone = "UTC") {
    return usage_day_due({.value = {}, .client = "shop", .zone = {}, .told_day = told_day},
                         *api::local_days::load(zone), utc_ms, HOUR_MS);
}

// All parts of a day, without the header lines of all but the first.
struct told_day {
    std::vector<usage_part> parts;
    std::string text;
};

told_day read(traded_days& world, core::client_id client, uint32_t day, usage_part_size size) {
    auto reader = world.reader();
    usage_day_reading reading{client, day, {}, size};
    told_day made;
    while (made.parts.empty() || !made.parts.back().is_last) {
        auto part = reading.step(reader);
        EXPECT_TRUE(part);
        if (!part) break;
        if (!*part) continue;
        const auto header = (*part)->text.find('\n') + 1;
        made.text += made.parts.empty() ? (*part)->text : (*part)->text.substr(header);
        made.parts.push_back(**part);
    }
    return made;
}

std::string exported_day(traded_days& world, core::client_id client, uint32_t day) {
    auto reader = world.reader();
    std::string text;
    const auto made = export_usage(
        reader, {{day * DAY_MS, (day + 1) * DAY_MS}, client, false},
        [&](std::string_view more) {
            text += more;
            return true;
        },
        [](const exported&) { return true; });
    EXPECT_TRUE(made);
    return text;
}

}  // namespace

TEST(GatewayUsageDay, ADayIsDueAnHourAfterItIsOver) {
    EXPECT_EQ(due(20'765, NOVEMBER_10 + HOUR_MS - 1), std::nullopt);
    EXPECT_EQ(due(20'765, NOVEMBER_10 + HOUR_MS), 20'766U);
    EXPECT_EQ(due(20'766, NOVEMBER_10 + HOUR_MS), std::nullopt) << "it was told";
    // There it is ten in the morning already: the ninth was over nine hours ago.
    EXPECT_EQ(due(20'765, NOVEMBER_10, "Australia/Brisbane"), 20'766U);
    EXPECT_EQ(due(20'765, NOVEMBER_10 + 5 * HOUR_MS, "America/New_York"), std::nullopt);
    EXPECT_EQ(due(20'765, NOVEMBER_10 + 6 * HOUR_MS, "America/New_York"), 20'766U);
}

TEST(GatewayUsageDay, WhoWasAwayIsToldEachDayAndNoneBeforeAMonth) {
    EXPECT_EQ(due(0, NOVEMBER_10 + HOUR_MS), 20'766U) << "a new one begins with yesterday";
    EXPECT_EQ(due(20'760, NOVEMBER_10 + HOUR_MS), 20'761U);
    EXPECT_EQ(due(20'735, NOVEMBER_10 + HOUR_MS), 20'736U) << "31 days";
    EXPECT_EQ(due(20'700, NOVEMBER_10 + HOUR_MS), 20'736U);
}

TEST(GatewayUsageDay, ItsPartsTogetherAreTheExportOfThatDay) {
    traded_days world{11, 60};
    size_t lines = 0;
    for (const auto client : {SHOP, BANK, CHILD, GRANDCHILD}) {
        const auto whole = exported_day(world, client, JANUARY_1);
        lines += static_cast<size_t>(std::ranges::count(whole, '\n')) - 1;
        for (const auto size : {usage_part_size{1, 7}, usage_part_size{4'000, 7}, usage_part_size{}}) {
            const auto told = read(world, client, JANUARY_1, size);
            EXPECT_EQ(told.text, whole);
            EXPECT_EQ(told.parts.front().number, 1U);
            for (const auto& part : told.parts)
                EXPECT_EQ(part.text.substr(0, 6), "msg_id") << "each can be read alone";
        }
    }
    EXPECT_GT(lines, 10U);
}

}  // namespace kaskad::gateway::test
