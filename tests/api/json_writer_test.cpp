#include "gateway/api/json_writer.hpp"

#include "gateway/api/utf8.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

std::string quoted(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(JsonWriter, PutsCommasOnlyBetweenMembersAndElements) {
    json_writer out;
    out.begin_object();
    out.begin_array("a");
    out.end_array();
    out.begin_array("b");
    out.number({}, -1);
    out.text({}, "x");
    out.begin_object();
    out.end_object();
    out.raw({}, "[1]");
    out.end_array();
    out.flag("c", true);
    out.null("d");
    out.text_or_null("e", "");
    out.end_object();
    EXPECT_EQ(out.take(), R"({"a":[],"b":[-1,"x",{},[1]],"c":true,"d":null,"e":null})");
}

TEST(JsonWriter, EscapesWhatJsonDoesNotTake) {
    EXPECT_EQ(quoted("a\"b\\c\n\r\t"), R"("a\"b\\c\n\r\t")");
    EXPECT_EQ(quoted(std::string_view{"\0\x1F\x7F", 3}), R"("\u0000\u001f\u007f")");
    EXPECT_EQ(quoted("п€😀"), "\"п€😀\"");
    EXPECT_EQ(quoted("ends in ["), "\"ends in [\"");
}

// A receipt's text comes from an operator: it may be Latin-1 or anything else.
TEST(JsonWriter, ReplacesWhatIsNoUtf8) {
    const std::string bad = "\xEF\xBF\xBD";
    EXPECT_EQ(quoted("\xE9t\xE9"), "\"" + bad + "t" + bad + "\"");
    EXPECT_EQ(quoted("\xC0\xAF"), "\"" + bad + bad + "\"") << "overlong";
    EXPECT_EQ(quoted("\xED\xA0\x80"), "\"" + bad + bad + bad + "\"") << "surrogate";
    EXPECT_EQ(quoted("\xF4\x90\x80\x80"), "\"" + bad + bad + bad + bad + "\"") << "above U+10FFFF";
    EXPECT_EQ(quoted("a\xE2\x82"), "\"a" + bad + bad + "\"") << "cut";
}

TEST(Utf8, CountsCharactersNotOctets) {
    EXPECT_EQ(utf8_length("п€😀a"), 4U);
    EXPECT_EQ(utf8_character_size(""), 0U);
    EXPECT_EQ(utf8_character_size("😀"), 4U);
}

}  // namespace
}  // namespace kaskad::gateway::api
