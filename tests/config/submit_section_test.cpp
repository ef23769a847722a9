#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What a [[link]] says of its submit_sm: rules of addresses, priorities, parameters.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string HEAD = R"([[link]]
name = "a"
hosts = ["h"]
system_id = "s"
password = "p"
)";

std::string refusal_of(const std::string& text) {
    const auto result = read(HEAD + text);
    EXPECT_FALSE(result) << text;
    return result ? "" : to_string(result.error()[0]);
}

}  // namespace

TEST(ConfigSubmitSection, IsReadWhole) {
    const auto result = read(HEAD + R"(service_type = "CMT"
priority_otp = 3
priority_service = 1
message_tlvs = ["0x1401", "0x14fF"]

[[link.source]]
form = "numeric"
length_min = 3
length_max = 6
ton = 3
npi = 0

[[link.source]]
prefix = "A"
ton = 0
npi = 9

[[link.destination]]
prefix = "91"
ton = 2
npi = 8

[[link.tlv]]
tag = 0x1400
text = "1101234567890123456"

[[link.tlv]]
tag = 0x1402
hex = "00fF41"
)");
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& link = result->declared.links.at(0);
    EXPECT_EQ(link.service_type, "CMT");
    EXPECT_EQ(link.priority_otp, 3);
    EXPECT_EQ(link.priority_transactional, 0);
    EXPECT_EQ(link.priority_service, 1);
    EXPECT_THAT(link.message_tlvs, ElementsAre(0x1401, 0x14FF));
    ASSERT_EQ(link.source_rules.size(), 2U);
    EXPECT_EQ(link.source_rules[0].form, smpp::address_form::numeric);
    EXPECT_EQ(link.source_rules[0].length_min, 3);
    EXPECT_EQ(link.source_rules[0].length_max, 6);
    EXPECT_EQ(link.source_rules[0].ton, 3);
    EXPECT_EQ(link.source_rules[1].form, smpp::address_form::any);
    EXPECT_EQ(link.source_rules[1].prefix, "A");
    EXPECT_EQ(link.source_rules[1].npi, 9);
    ASSERT_EQ(link.destination_rules.size(), 1U);
    EXPECT_EQ(link.destination_rules[0].prefix, "91");
    EXPECT_THAT(link.tlvs, ElementsAre(smpp::tlv{0x1400, "1101234567890123456"}, smpp::tlv{0x1402, std::string{"\0\xFF"
                                                                                                               "A",
                                                                                                               3}}));
}

TEST(ConfigSubmitSection, SaysWhatIsWrong) {
    EXPECT_THAT(refusal_of("message_tlvs = [\"0x0424\"]"), HasSubstr("0x1400"));
    EXPECT_THAT(refusal_of("message_tlvs = [\"5121\"]"), HasSubstr("link.message_tlvs"));
    EXPECT_THAT(refusal_of("priority_otp = 4"), HasSubstr("0 to 3"));
    EXPECT_THAT(refusal_of("service_type = \"TOOLONG\""), HasSubstr("link.service_type"));
    EXPECT_THAT(refusal_of("[[link.source]]\nnpi = 1"), HasSubstr("link.source.ton: missing"));
    EXPECT_THAT(refusal_of("[[link.destination]]\nton = 1\nnpi = 1\nlength_min = 5\nlength_max = 4"),
                HasSubstr("must not be over length_max"));
    EXPECT_THAT(refusal_of("[[link.tlv]]\ntag = 0x1400"), HasSubstr("either text or hex"));
    EXPECT_THAT(refusal_of("[[link.tlv]]\ntag = 0x1400\ntext = \"a\"\nhex = \"61\""), HasSubstr("either text or hex"));
    EXPECT_THAT(refusal_of("[[link.tlv]]\ntag = 0x1400\nhex = \"6\""), HasSubstr("hexadecimal"));
    EXPECT_THAT(refusal_of("[[link.tlv]]\ntag = 0x0204\nhex = \"01\""), HasSubstr("cannot be sent")) << "two octets";
    EXPECT_THAT(refusal_of("[[link.tlv]]\ntag = 0x0424\ntext = \"a\""), HasSubstr("written with the text"));
    EXPECT_THAT(refusal_of("[[link.tlv]]\ntag = 0x1400\ntext = \"a\"\n[[link.tlv]]\ntag = 0x1400\ntext = \"b\""),
                HasSubstr("stands already"));
    EXPECT_THAT(refusal_of("interface_version = \"3.3\"\nmessage_tlvs = [\"0x1401\"]"), HasSubstr("interface_version"));
}

}  // namespace kaskad::config
