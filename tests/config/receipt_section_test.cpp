#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What a link says of its receipts, and what is wrong with it.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string rule(std::string_view keys) {
    return link_with("[[link.reason]]\n" + std::string{keys} + "\n");
}

}  // namespace

TEST(ConfigReceipts, AreReadWhole) {
    const auto result = read(link_with(R"(
ids = "auto"
receipts = "first"
zone = "Europe/Berlin"
strict_receipts = true
receipt_patterns = ["<id> <stat>", "<id:10><stat:7>"]

[[link.stat]]
stat = "ARRIVED"
state = "delivered"

[[link.reason]]
stat = "UNDELIV"
err = "001"
network = "3:27"
reason = "absent_subscriber"

[[link.reason]]
command_status = 0x400
reason = "link_out_of_credit"

[[link.reason]]
command_status = 0x61
reason = "link_system_error"
retry_delay_ms = 300000
retries_max = 2
)"));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& link = result->declared.links.at(0);
    EXPECT_EQ(link.ids, smpp::id_mode::automatic);
    EXPECT_EQ(link.receipts, smpp::receipt_mode::first);
    EXPECT_EQ(link.zone, "Europe/Berlin");
    EXPECT_TRUE(link.strict_receipts);
    EXPECT_THAT(link.receipt_patterns, ElementsAre("<id> <stat>", "<id:10><stat:7>"));
    EXPECT_THAT(link.stats, ElementsAre(smpp::stat_rule{"ARRIVED", smpp::message_state::delivered}));
    ASSERT_EQ(link.reasons.size(), 3U);
    EXPECT_EQ(link.reasons[0].network, "3:27");
    EXPECT_EQ(link.reasons[0].reason, core::reason::absent_subscriber);
    EXPECT_EQ(link.reasons[1].command_status, 0x400U);
    EXPECT_EQ(link.reasons[1].reason, core::reason::link_out_of_credit);
    EXPECT_EQ(link.reasons[2].retry_delay_ms, 300'000U);
    EXPECT_EQ(link.reasons[2].retries_max, 2U);
}

TEST(ConfigReceipts, OnlyARefusalThatMayPassIsRepeated) {
    EXPECT_THAT(mistakes(rule("err = \"1\"\nreason = \"subscriber_busy\"\nretries_max = 2")),
                ElementsAre(HasSubstr("link.reason.retries_max: is of a refusal: command_status must name it")));
    EXPECT_THAT(mistakes(rule("command_status = 8\nreason = \"link_rejected\"\nretry_delay_ms = 2")),
                ElementsAre(HasSubstr("what is refused for link_rejected is not repeated over the same link")));
}

TEST(ConfigReceipts, APatternIsCheckedWhereItStands) {
    EXPECT_THAT(mistakes(link_with("receipt_patterns = [\"<id> <stat>\", \"<id><stat>\"]\n")),
                ElementsAre(HasSubstr("link.receipt_patterns: nothing says where the field before <stat> ends")));
}

TEST(ConfigReceipts, AZoneMustExistAndStandAlone) {
    EXPECT_THAT(mistakes(link_with("zone = \"Europe/Nowhere\"\n")), ElementsAre(HasSubstr("no time zone")));
    EXPECT_THAT(mistakes(link_with("zone = \"Europe/Berlin\"\nzone_minutes = 60\n")),
                ElementsAre(HasSubstr("link.zone_minutes: zone says it already")));
}

TEST(ConfigReceipts, AReasonIsOfAReceiptOrOfAResponse) {
    EXPECT_THAT(mistakes(rule("err = \"1\"\nreason = \"unknown_subscriber\"")), IsEmpty());
    EXPECT_THAT(mistakes(rule("reason = \"unknown_subscriber\"")), ElementsAre(HasSubstr("write at least one of")));
    EXPECT_THAT(mistakes(rule("err = \"1\"\ncommand_status = 8\nreason = \"unknown_subscriber\"")),
                ElementsAre(HasSubstr("command_status stands alone")));
    EXPECT_THAT(mistakes(rule("err = \"1\"\nreason = \"none\"")), ElementsAre(HasSubstr("reason catalogue")));
    EXPECT_THAT(mistakes(rule("network = \"3:\"\nreason = \"unknown\"")), testing::Contains(HasSubstr("\"3:27\"")));
}

}  // namespace kaskad::config
