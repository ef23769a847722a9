#include "gateway/api/list_request.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

constexpr list_limits LIMITS{.standard = 100, .max = 1000};

TEST(ListRequest, HasDefaults) {
    const auto asked = parse_list_request("", LIMITS);
    ASSERT_TRUE(asked);
    EXPECT_FALSE(asked->after);
    EXPECT_EQ(asked->limit, 100U);
}

TEST(ListRequest, ReadsBothParameters) {
    const auto asked = parse_list_request("limit=1000&after=123456789", LIMITS);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->after.value, 123456789U);
    EXPECT_EQ(asked->limit, 1000U);
}

TEST(ListRequest, RefusesByName) {
    const std::pair<const char*, const char*> cases[] = {
        {"limit=0", "limit"},         {"limit=1001", "limit"}, {"limit=ten", "limit"},         {"limit=", "limit"},
        {"limit=1e2", "limit"},       {"after=x", "after"},    {"after=-1", "after"},          {"after=0", "after"},
        {"after=1&after=2", "after"}, {"page=2", "page"},      {"limit=99999999999", "limit"},
    };
    for (const auto& [query, field] : cases) {
        const auto asked = parse_list_request(query, LIMITS);
        ASSERT_FALSE(asked) << query;
        EXPECT_EQ(asked.error().status(), 422) << query;
        EXPECT_EQ(asked.error().errors.front().field, field) << query;
    }
    EXPECT_EQ(parse_list_request("a=%zz", LIMITS).error().status(), 400);
}

}  // namespace
}  // namespace kaskad::gateway::api
