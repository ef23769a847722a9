#include "channels/twiml.hpp"

#include <gtest/gtest.h>

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <memory>

// Read by libxml2, which knows nothing of how it was written.

namespace kaskad::channels {

namespace {

struct release {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

using document = std::unique_ptr<xmlDoc, release>;

document parse(const std::string& xml) {
    constexpr int QUIET = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    return document{xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, "UTF-8", QUIET)};
}

std::string text_of(const xmlNode* node) {
    const std::unique_ptr<xmlChar, decltype(xmlFree)> text{xmlNodeGetContent(node), xmlFree};
    return reinterpret_cast<const char*>(text.get());
}

std::string attribute_of(const xmlNode* node, const char* name) {
    const std::unique_ptr<xmlChar, decltype(xmlFree)> text{
        xmlGetProp(const_cast<xmlNode*>(node), reinterpret_cast<const xmlChar*>(name)), xmlFree};
    return text ? reinterpret_cast<const char*>(text.get()) : "";
}

}  // namespace

TEST(Twiml, SaysATextAndWaitsForAKey) {
    EXPECT_EQ(
        make_twiml({.text = "Hello", .language = "en-US", .answer_url = "https://a.example/x?a=1&b=2"}),
        R"(<Response><Gather numDigits="1" action="https://a.example/x?a=1&amp;b=2"><Say language="en-US">Hello</Say></Gather></Response>)");
    EXPECT_EQ(make_twiml({.text = "Hello", .language = "en-US", .voice = "Polly.Joanna"}),
              R"(<Response><Say language="en-US" voice="Polly.Joanna">Hello</Say></Response>)");
}

// "</Say><Dial>" would call a number of somebody else's choice at our cost.
TEST(Twiml, ATextCannotBecomeElements) {
    const std::string texts[] = {"</Say><Dial>+19005550000</Dial><Say>",
                                 "<![CDATA[x]]>",
                                 "]]>",
                                 "&lt;Dial&gt;",
                                 "<!-- --><?x?>",
                                 "\"'&<>",
                                 "&#60;Dial&#62;",
                                 "Заказ \U0001F600"};
    for (const auto& text : texts) {
        const auto read = parse(make_twiml({.text = text, .language = "en-US", .answer_url = "https://a.example/"}));
        ASSERT_TRUE(read) << text;
        const auto* gather = xmlDocGetRootElement(read.get())->children;
        const auto* say = gather->children;
        EXPECT_EQ(gather->next, nullptr) << text;
        EXPECT_EQ(say->next, nullptr) << text;
        EXPECT_STREQ(reinterpret_cast<const char*>(say->name), "Say");
        EXPECT_EQ(text_of(say), text);
        EXPECT_EQ(xmlChildElementCount(const_cast<xmlNode*>(say)), 0u);
    }
}

TEST(Twiml, AnAttributeCannotEnd) {
    const std::string evil = "\"><Dial>1</Dial><Say a='";
    const auto read = parse(make_twiml({.text = "x", .language = evil, .voice = evil, .answer_url = evil}));
    ASSERT_TRUE(read);
    const auto* gather = xmlDocGetRootElement(read.get())->children;
    EXPECT_EQ(attribute_of(gather, "action"), evil);
    EXPECT_EQ(attribute_of(gather->children, "language"), evil);
    EXPECT_EQ(attribute_of(gather->children, "voice"), evil);
    EXPECT_EQ(gather->children->next, nullptr);
}

// XML 1.0 has no place for most control characters, not even escaped.
TEST(Twiml, EveryOctetGivesXml) {
    for (int octet = 0; octet < 256; ++octet) {
        const std::string text{'a', static_cast<char>(octet), 'z'};
        EXPECT_TRUE(parse(make_twiml({.text = text, .language = text, .answer_url = text}))) << octet;
    }
    for (const std::string text : {"\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xED\xA0\x80", "\xC0\xBC", "\xF4\x90\x80\x80"})
        EXPECT_TRUE(parse(make_twiml({.text = text, .language = text})));
}

}  // namespace kaskad::channels
