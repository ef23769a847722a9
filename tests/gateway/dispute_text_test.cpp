#include "gateway/dispute_text.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

constexpr int64_t DAY_MS = 86'400'000;
constexpr int64_t DEADLINE = 1'797'811'200'000;  // 2026-12-21

json::object dispute(const char* open) {
    return json::parse(R"({"id":12,"state":"answered","supplier":"alpha","link":"alpha","from_day":"2026-11-01",
        "to_day":"2026-12-01","invoice_number":null,"file":"a.csv","sha256":"0af","currency":"EUR","theirs":"104",
        "ours":"100","accepted":"0","disputed":"4","credited":"1.5","conceded":"0","open":")" +
                       std::string{open} + R"(","deadline":"2026-12-21T00:00:00.000Z",
        "categories":[{"name":"price","count":4,"difference":"4"}],
        "notes":[{"at":"2026-12-01T10:00:00.000Z","by":"owner/root","state":"answered","credited":"1.5","conceded":"0",
                  "words":"half of it","posting":31}]})")
        .as_object();
}

TEST(GatewayDisputeText, SaysHowLongThereIs) {
    EXPECT_EQ(deadline_words(dispute("2.5"), DEADLINE - 3 * DAY_MS), "3 days left");
    EXPECT_EQ(deadline_words(dispute("2.5"), DEADLINE - 1), "0 days left");
    EXPECT_EQ(deadline_words(dispute("2.5"), DEADLINE), "0 days overdue");
    EXPECT_EQ(deadline_words(dispute("2.5"), DEADLINE + 12 * DAY_MS), "12 days overdue");
    EXPECT_EQ(deadline_words(dispute("0"), DEADLINE + 12 * DAY_MS), "");
    auto agreed = dispute("0.5");
    agreed["deadline"] = nullptr;
    EXPECT_EQ(deadline_words(agreed, DEADLINE), "");
}

TEST(GatewayDisputeText, ListsALineEachAndShowsOneWhole) {
    const auto list = disputes_text({dispute("2.5"), dispute("0")}, DEADLINE + DAY_MS);
    EXPECT_THAT(list, HasSubstr("2026-11-01/2026-12-01"));
    EXPECT_THAT(list, HasSubstr("1 days overdue"));
    EXPECT_EQ(std::ranges::count(list, '\n'), 3);
    const auto one = dispute_text(dispute("2.5"), DEADLINE - DAY_MS);
    EXPECT_THAT(one, HasSubstr("open              2.5 EUR\n"));
    EXPECT_THAT(one, HasSubstr("2026-12-21T00:00:00.000Z (1 days left)\n"));
    EXPECT_THAT(one, HasSubstr("half of it"));
    EXPECT_THAT(one, HasSubstr("price"));
}

}  // namespace
}  // namespace kaskad::gateway
