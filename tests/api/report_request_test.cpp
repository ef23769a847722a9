#include "gateway/api/report_request.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

constexpr int64_t NOVEMBER = 1'793'491'200'000;  // 2026-11-01
constexpr int64_t DAY = 86'400'000;
constexpr list_limits LIMITS{.standard = 100, .max = 100};

std::string field_of(std::string_view query) {
    const auto asked = parse_stats_request(query);
    return asked ? "taken" : asked.error().errors.front().field;
}

TEST(ReportRequest, TakesDaysAndTimes) {
    const auto days = parse_stats_request("from=2026-11-01&to=2026-11-02");
    ASSERT_TRUE(days);
    EXPECT_EQ(days->period, (report_period{NOVEMBER, NOVEMBER + DAY}));
    EXPECT_TRUE(days->question.groups.empty());
    const auto times = parse_stats_request("from=2026-11-01T01:00:00%2B01:00&to=2026-11-01T00:00:00.250Z");
    ASSERT_TRUE(times);
    EXPECT_EQ(times->period, (report_period{NOVEMBER, NOVEMBER + 250}));
}

TEST(ReportRequest, TakesGroupsAndFilters) {
    const auto asked = parse_stats_request(
        "from=2026-11-01&to=2026-11-02&group_by=hour,client,class&client=shop&sender=&network=26201&class=otp");
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->question.groups,
              (std::vector{stats_group::hour, stats_group::client, stats_group::message_class}));
    EXPECT_EQ(asked->client, "shop");
    EXPECT_EQ(asked->question.sender, "");
    EXPECT_EQ(asked->question.network, "26201");
    EXPECT_EQ(asked->question.klass, core::message_class::otp);
}

TEST(ReportRequest, HoldsAMonthAtMost) {
    EXPECT_EQ(field_of("from=2026-10-01&to=2026-11-01"), "taken");
    EXPECT_EQ(field_of("from=2026-10-01&to=2026-11-01T00:00:00.001Z"), "to");
    EXPECT_TRUE(parse_usage_request("from=2025-10-01&to=2026-11-01", LIMITS)) << "its pages are bounded themselves";
}

TEST(ReportRequest, RefusesByName) {
    const std::string days{"from=2026-11-01&to=2026-11-02"};
    EXPECT_EQ(field_of("to=2026-11-02"), "from");
    EXPECT_EQ(field_of("from=2026-11-01"), "to");
    EXPECT_EQ(field_of("from=2026-13-01&to=2026-11-02"), "from");
    EXPECT_EQ(field_of("from=yesterday&to=2026-11-02"), "from");
    EXPECT_EQ(field_of("from=2026-11-02&to=2026-11-02"), "to");
    EXPECT_EQ(field_of(days + "&group_by=link"), "group_by");
    EXPECT_EQ(field_of(days + "&group_by=hour,hour"), "group_by");
    EXPECT_EQ(field_of(days + "&class=bulk"), "class");
    EXPECT_EQ(field_of(days + "&link=alpha"), "link");
    EXPECT_EQ(field_of(days + "&from=2026-11-01"), "from");
    const auto limit = parse_usage_request(days + "&limit=101", LIMITS);
    ASSERT_FALSE(limit);
    EXPECT_EQ(limit.error().errors.front().field, "limit");
    EXPECT_EQ(parse_usage_request(days + "&after=x", LIMITS).error().errors.front().field, "after");
    EXPECT_EQ(parse_usage_request(days + "&group_by=hour", LIMITS).error().code(), "unknown_field");
}

}  // namespace
}  // namespace kaskad::gateway::api
