#include "gateway/text_command.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

std::string described(std::string text, bool is_national = false, int bits = 8) {
    return describe_text({std::move(text), is_national, bits}).value_or("(error)");
}

std::string error_of(std::string text) {
    const auto result = describe_text({std::move(text)});
    return result ? "(none)" : result.error();
}

}  // namespace

TEST(TextCommand, DescribesAShortText) {
    EXPECT_EQ(described("Hi €"), R"({"encoding":"gsm7","data_coding":0,"units":5,)"
                                 R"("parts":[{"units":5,"octets_hex":"4869201b65"}],"remaining":155,"shift":null})");
    EXPECT_EQ(described("Да"), R"({"encoding":"ucs2","data_coding":8,"units":2,)"
                               R"("parts":[{"units":2,"octets_hex":"04140430"}],"remaining":68,"shift":null})");
    EXPECT_EQ(described(""), R"({"encoding":"gsm7","data_coding":0,"units":0,)"
                             R"("parts":[{"units":0,"octets_hex":""}],"remaining":160,"shift":null})");
}

TEST(TextCommand, CountsWhatIsLeftInTheLastPart) {
    const auto value = boost::json::parse(described(std::string(161, 'a')));
    EXPECT_EQ(value.at("parts").as_array().size(), 2U);
    EXPECT_EQ(value.at("parts").at(0).at("units").to_number<int>(), 153);
    EXPECT_EQ(value.at("remaining").to_number<int>(), 153 - 8);
    const auto wide = boost::json::parse(described(std::string(161, 'a'), false, 16));
    EXPECT_EQ(wide.at("parts").at(0).at("units").to_number<int>(), 152);
    EXPECT_EQ(wide.at("remaining").to_number<int>(), 152 - 9);
}

TEST(TextCommand, UsesNationalTablesWhereAsked) {
    EXPECT_EQ(boost::json::parse(described("ş")).at("encoding"), "ucs2");
    EXPECT_EQ(described("ş", true), R"({"encoding":"gsm7","data_coding":0,"units":1,)"
                                    R"("parts":[{"units":1,"octets_hex":"1d"}],"remaining":154,)"
                                    R"("shift":{"single":null,"locking":"turkish"}})");
    EXPECT_EQ(boost::json::parse(described("é", true)).at("shift"), nullptr);
}

TEST(TextCommand, RefusesWhatIsNoText) {
    EXPECT_EQ(error_of("ab\xFF"), "not UTF-8 at octet 3");
    EXPECT_EQ(error_of("a\x07"), "control character U+0007 at octet 2");
    EXPECT_EQ(error_of("\xC2\x85"), "control character U+0085 at octet 1");
    EXPECT_EQ(error_of("a\n\r\f\tb"), "(none)");
    EXPECT_EQ(error_of(std::string(255 * 153 + 1, 'a')), "the text has more than 255 parts");
}

}  // namespace kaskad::gateway
