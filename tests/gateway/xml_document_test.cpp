#include "gateway/xml_document.hpp"

#include "tests/gateway/payment_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// XML of strangers: what is read of it, and what is never done for it.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;

std::string why_not(std::string_view octets) {
    const auto read = xml_document::parse(octets);
    return read ? std::string{} : std::to_string(read.error().line) + ": " + read.error().why;
}

TEST(GatewayXmlDocument, FindsTextAttributesAndLinesByLocalNames) {
    const auto read = xml_document::parse(
        "<a xmlns='urn:x' xmlns:p='urn:x'>\n"
        "  <p:b> one <!-- no --><![CDATA[& two]]>\n  </p:b>\n"
        "  <b k='&lt;v'><c>&#x416;</c></b>\n"
        "</a>");
    ASSERT_TRUE(read);
    const auto root = read->root();
    const auto all = root.all("b");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].text(), "one & two");
    EXPECT_EQ(all[0].attribute("k"), "");
    EXPECT_EQ(all[1].attribute("k"), "<v");
    EXPECT_EQ(all[1].text_at("c"), "Ж");
    EXPECT_EQ(all[1].find("c")->path(), "b/c");
    EXPECT_EQ(all[1].line(), 4U);
    EXPECT_EQ(root.path(), "a");
    // Of each name the first: it has no c.
    EXPECT_FALSE(root.find("b/c"));
    EXPECT_EQ(root.text_at("b/c"), "");
}

TEST(GatewayXmlDocument, ReadsOtherEncodings) {
    const auto read = xml_document::parse("<?xml version='1.0' encoding='ISO-8859-1'?><a>M\xFCller</a>");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->root().text(), "Müller");
}

TEST(GatewayXmlDocument, NamesTheLineOfWhatIsNoXml) {
    EXPECT_THAT(why_not("<a>\n<b>\n</a>"), HasSubstr("3: is no XML"));
    EXPECT_THAT(why_not("<a>"), HasSubstr("is no XML"));
    EXPECT_THAT(why_not(""), HasSubstr("is no XML"));
    EXPECT_THAT(why_not("<a>\n&unknown;</a>"), HasSubstr("2: is no XML"));
}

// A hundred million words would not fit; a file beside would be read.
TEST(GatewayXmlDocument, RefusesTypesBeforeTheirFirstEntity) {
    EXPECT_THAT(why_not(payment_file("billion_laughs.xml")), HasSubstr("DOCTYPE"));
    EXPECT_THAT(why_not("<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><a>&f;</a>"), HasSubstr("DOCTYPE"));
    EXPECT_THAT(why_not("<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a/>"), HasSubstr("DOCTYPE"));
    EXPECT_THAT(why_not("<!DOCTYPE a><a/>"), HasSubstr("DOCTYPE"));
}

TEST(GatewayXmlDocument, RefusesWhatIsTooLargeUnread) {
    EXPECT_EQ(why_not(std::string(XML_OCTETS_MAX + 1, '<')), "0: is larger than 32 MiB");
}

// libxml2's own limit: a stack of any depth would be a fault of ours.
TEST(GatewayXmlDocument, RefusesEndlessDepth) {
    std::string deep;
    for (int level = 0; level < 100'000; ++level)
        deep += "<a>";
    EXPECT_THAT(why_not(deep), HasSubstr("is no XML"));
}

}  // namespace
}  // namespace kaskad::gateway
