#include "config/toml_text.hpp"

#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;

value parsed(std::string_view text) {
    problems found{"a.toml"};
    auto root = parse_toml(text, found);
    EXPECT_TRUE(root) << (found.is_empty() ? "" : to_string(found.in_order()[0]));
    return root.value_or(value{});
}

std::vector<std::string> refused(std::string_view text) {
    problems found{"a.toml"};
    EXPECT_FALSE(parse_toml(text, found));
    return lines_of(found.in_order());
}

TEST(ConfigTomlText, KnowsWhereEachValueStands) {
    const auto root = parsed("a = 1\n[t]\n  key = \"x\"\n[[list]]\nb = true\n[[list]]\n");
    EXPECT_EQ(root.find("a")->at, (position{1, 5}));
    EXPECT_EQ(root.find("t")->at, (position{2, 1}));
    EXPECT_EQ(root.find("t")->find("key")->at, (position{3, 9}));
    EXPECT_EQ(root.find("t")->members[0].at, (position{3, 3}));
    EXPECT_EQ(root.find("list")->items.at(1).at, (position{6, 1}));
    EXPECT_EQ(root.find("missing"), nullptr);
}

TEST(ConfigTomlText, KeepsTheOrderOfTheFile) {
    const auto root = parsed("b = 1\na = 2\nc = 3\n");
    ASSERT_EQ(root.members.size(), 3u);
    EXPECT_EQ(root.members[0].key, "b");
    EXPECT_EQ(root.members[1].key, "a");
}

TEST(ConfigTomlText, ReadsDatesAsUtc) {
    const auto at = [](std::string_view text) { return parsed("d = " + std::string{text}).find("d")->number; };
    EXPECT_EQ(at("1970-01-02"), 86'400'000);
    EXPECT_EQ(at("2025-01-01"), 1'735'689'600'000);
    EXPECT_EQ(at("2025-01-01T00:00:00Z"), 1'735'689'600'000);
    EXPECT_EQ(at("2025-01-01T03:00:00+03:00"), 1'735'689'600'000);
    EXPECT_EQ(at("2024-12-31T19:00:00-05:00"), 1'735'689'600'000);
    EXPECT_EQ(at("2025-01-01T00:00:01.250"), 1'735'689'601'250);
    EXPECT_EQ(at("1969-12-31"), -86'400'000);
}

TEST(ConfigTomlText, WritesWhatItRead) {
    for (const std::string text : {"1", "-7", "true", "false", "\"a \\\"quote\\\" and \\\\\"", "[1, 2]", "[]",
                                   "2025-01-31", "2025-01-31T10:20:30Z", "{ a = 1, b = \"x\" }"}) {
        EXPECT_EQ(to_toml(*parsed("v = " + text).find("v")), text);
    }
}

TEST(ConfigTomlText, SaysWhereItIsNoToml) {
    EXPECT_THAT(refused("a = 1\nb = \n"), ElementsAre(::testing::StartsWith("a.toml:2:5: not valid TOML: ")));
    EXPECT_THAT(refused("a = 1\na = 2\n"), ElementsAre(::testing::StartsWith("a.toml:2:")));
    EXPECT_THAT(refused("a = \"\xff\"\n"), ElementsAre(::testing::HasSubstr("not valid TOML")));
    EXPECT_THAT(refused("a = 99999999999999999999\n"), ElementsAre(::testing::StartsWith("a.toml:1:")));
}

TEST(ConfigTomlText, RefusesDepthAndSizeWithoutEnd) {
    EXPECT_EQ(refused("a = " + std::string(100'000, '[')).size(), 1u);
    EXPECT_THAT(refused(std::string(TOML_OCTETS_MAX + 1, '\n')), ElementsAre("a.toml: larger than 16 MiB"));
}

}  // namespace
}  // namespace kaskad::config
