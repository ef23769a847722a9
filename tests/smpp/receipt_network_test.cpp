#include "smpp/receipt_network.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

namespace {

std::string named_in(std::string_view text, const tlv_list& tlvs = {}, std::span<const uint16_t> tags = {}) {
    return reported_network(parse_receipt_text(text), tlvs, tags);
}

constexpr std::string_view PLAIN =
    "id:1 sub:001 dlvrd:001 submit date:2601010000 done date:2601010001 stat:DELIVRD err:000 ";

}  // namespace

TEST(SmppReceiptNetwork, ReadsFieldsOfTheText) {
    struct {
        std::string_view fields;
        std::string_view network;
    } const table[] = {
        {"mccmnc:26201", "26201"},  {"MCCMNC:310260", "310260"}, {"mcc:250 mnc:01", "25001"},
        {"mcc:262 mnc:1", "26201"}, {"mcc-mnc:26202", "26202"},  {"mnc:01 mcc:250", "25001"},
    };
    for (const auto& [fields, network] : table)
        EXPECT_EQ(named_in(std::string{PLAIN} + std::string{fields} + " text:Hello"), network) << fields;
}

TEST(SmppReceiptNetwork, WhatIsNoCodeIsNone) {
    for (const auto* fields : {"", "mccmnc:", "mccmnc:262", "mccmnc:2620100", "mccmnc:26x01", "mcc:262", "mnc:01",
                               "mcc:26 mnc:01", "mcc:262 mnc:0001", "xmccmnc:26201"})
        EXPECT_EQ(named_in(std::string{PLAIN} + fields + " text:Hello"), "") << fields;
}

// developer.8x8.com, "SMS - SMPP TLVs": 0x1503 the MCC, 0x1504 the MNC, in digits.
TEST(SmppReceiptNetwork, ReadsTlvs) {
    EXPECT_EQ(named_in(PLAIN, {{MCC_TAG, "525"}, {MNC_TAG, "01"}}), "52501");
    EXPECT_EQ(named_in(PLAIN, {{MCC_TAG, "525"}, {MNC_TAG, "1"}}), "52501");
    EXPECT_EQ(named_in(PLAIN, {{MCC_TAG, std::string{"525\0", 4}}, {MNC_TAG, std::string{"01\0", 3}}}), "52501");
    EXPECT_EQ(named_in(PLAIN, {{MCC_TAG, "525"}}), "");
    EXPECT_EQ(named_in(PLAIN, {{MCC_TAG, "\x01\x02\x03"}, {MNC_TAG, "\x01"}}), "");
    EXPECT_EQ(named_in(std::string{PLAIN} + "mccmnc:26201", {{MCC_TAG, "525"}, {MNC_TAG, "01"}}), "26201");
}

// A supplier whose place is declared is read there and nowhere else.
TEST(SmppReceiptNetwork, ReadsTheTagsThatAreDeclared) {
    const auto read = [](const tlv_list& tlvs, std::vector<uint16_t> tags, std::string_view text = PLAIN) {
        return named_in(text, tlvs, tags);
    };
    EXPECT_EQ(read({{0x1420, "26201"}}, {0x1420}), "26201");
    EXPECT_EQ(read({{0x1420, "262"}, {0x1421, "1"}}, {0x1420, 0x1421}), "26201");
    EXPECT_EQ(read({{0x1421, "262"}, {0x1420, "1"}}, {0x1420, 0x1421}), "");
    EXPECT_EQ(read({{0x1420, "26"}}, {0x1420}), "");
    EXPECT_EQ(read({{MCC_TAG, "525"}, {MNC_TAG, "01"}}, {0x1420}, std::string{PLAIN} + "mccmnc:26201"), "");
}

}  // namespace kaskad::smpp
