#include "gateway/json_difference.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {
namespace {

using ::testing::ElementsAre;
namespace json = boost::json;

std::vector<std::string> difference(std::string_view before, std::string_view after) {
    std::vector<std::string> lines;
    for (const auto& change : json_difference(json::parse(before), json::parse(after)))
        lines.push_back(to_string(change));
    return lines;
}

TEST(GatewayJsonDifference, NamesEachMemberThatIsAnother) {
    EXPECT_THAT(difference(R"({"days":14,"fees":[{"name":"a","amount":"10"}],"buyer":{"name":"x"}})",
                           R"({"days":30,"fees":[{"name":"a","amount":"12"},{"name":"b"}],"buyer":{"name":"x"}})"),
                ElementsAre("days: 14 -> 30", "fees[0].amount: \"10\" -> \"12\"", "fees[1].name: new: \"b\""));
}

TEST(GatewayJsonDifference, NamesWhatIsGone) {
    EXPECT_THAT(difference(R"({"a":1,"b":{"c":null}})", R"({"a":1})"), ElementsAre("b.c: gone: null"));
    EXPECT_THAT(difference(R"({"a":[1,2]})", R"({"a":[1]})"), ElementsAre("a[1]: gone: 2"));
}

TEST(GatewayJsonDifference, TellsAnEmptyListFromNone) {
    EXPECT_THAT(difference(R"({"a":[]})", R"({})"), ElementsAre("a: gone: []", ": new: {}"));
    EXPECT_THAT(difference(R"({"a":[],"b":1})", R"({"a":["x"],"b":1})"),
                ElementsAre("a: gone: []", "a[0]: new: \"x\""));
}

TEST(GatewayJsonDifference, OrderOfMembersIsNone) {
    EXPECT_TRUE(difference(R"({"a":1,"b":2})", R"({"b":2,"a":1})").empty());
}

}  // namespace
}  // namespace kaskad::gateway
