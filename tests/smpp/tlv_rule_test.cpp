#include "smpp/tlv_rule.hpp"

#include "random_pdu.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::smpp {

namespace {

std::optional<pdu_fault> fault_of(const tlv_list& list, size_t index = 0, uint8_t version = VERSION_50) {
    return find_tlv_fault(list, list[index], version);
}

}  // namespace

TEST(SmppTlvRule, KnowsEveryTagOfBothTables) {
    size_t count = 0;
    size_t repeatable = 0;
    for (uint32_t tag = 0; tag <= 0xFFFF; ++tag) {
        const auto* const rule = find_tlv_rule(static_cast<uint16_t>(tag));
        if (rule == nullptr) continue;
        ++count;
        repeatable += rule->is_repeatable ? 1 : 0;
        EXPECT_EQ(rule->tag, tag);
        EXPECT_FALSE(rule->name.empty());
        EXPECT_EQ(tag_name(rule->tag), rule->name);
        EXPECT_LE(rule->length_min, rule->length_max) << rule->name;
        EXPECT_EQ(rule->is_of_50, tag == 0x0428 || (tag >> 8) == 0x06) << rule->name;
    }
    EXPECT_EQ(count, 64U);
    EXPECT_EQ(repeatable, 6U);
    EXPECT_EQ(tag_name(0x0424), "message_payload");
    EXPECT_EQ(tag_name(0x1401), "");
    // sc_interface_version with its octets swapped, as seen.
    EXPECT_EQ(find_tlv_rule(0x1002), nullptr);
}

TEST(SmppTlvRule, JudgesTheLengthsOfClients) {
    const tlv_list fine{make_tlv8(tag::message_state, 1),
                        {0x1401, std::string(999, 'x')},
                        {tag::message_payload, ""},
                        {tag::receipted_message_id, ""},
                        {tag::receipted_message_id, std::string(64, 'x') + std::string(2, '\0')}};
    EXPECT_EQ(find_tlv_of_wrong_length(fine), nullptr);
    const tlv_list wrong{make_tlv8(tag::message_state, 1), make_tlv8(tag::user_message_reference, 1)};
    EXPECT_EQ(find_tlv_of_wrong_length(wrong), &wrong[1]);
}

TEST(SmppTlvRule, JudgesTheValuesOfClients) {
    const tlv_list fine{make_tlv8(tag::dest_addr_subunit, 0xFF), make_tlv8(tag::number_of_messages, 99)};
    EXPECT_EQ(find_tlv_of_wrong_value(fine), nullptr);
    const tlv_list wrong{make_tlv8(tag::sar_total_segments, 0)};
    EXPECT_EQ(find_tlv_of_wrong_value(wrong), &wrong[0]);
}

TEST(SmppTlvRule, SendsNoLengthThatTheTablesDoNotHave) {
    EXPECT_EQ(fault_of({make_tlv8(tag::user_message_reference, 1)}), pdu_fault::bad_tlv_length);
    EXPECT_EQ(fault_of({{tag::callback_num, "abc"}}), pdu_fault::bad_tlv_length);
    EXPECT_EQ(fault_of({{tag::callback_num, std::string(19, '1')}}), std::nullopt);
    EXPECT_EQ(fault_of({{tag::additional_status_info_text, std::string(256, 'x') + '\0'}}), pdu_fault::bad_tlv_length);
    EXPECT_EQ(fault_of({{0x1400, std::string(65536, 'x')}}), pdu_fault::bad_tlv_length);
    // 5.0 has a longer ms_validity and a shorter nothing between.
    const tlv_list four{make_tlv32(tag::ms_validity, 0x04000102)};
    EXPECT_EQ(fault_of(four), std::nullopt);
    EXPECT_EQ(fault_of(four, 0, VERSION_34), pdu_fault::bad_tlv_length);
    EXPECT_EQ(fault_of({make_tlv16(tag::ms_validity, 1)}), pdu_fault::bad_tlv_length);
    const tlv_list alert{make_tlv8(tag::alert_on_message_delivery, 1)};
    EXPECT_EQ(fault_of(alert), std::nullopt);
    EXPECT_EQ(fault_of(alert, 0, VERSION_34), pdu_fault::bad_tlv_length);
}

TEST(SmppTlvRule, SendsNoValueOutsideItsRange) {
    EXPECT_EQ(fault_of({make_tlv8(tag::privacy_indicator, 4)}), pdu_fault::bad_tlv_value);
    EXPECT_EQ(fault_of({make_tlv8(tag::congestion_state, 101)}), pdu_fault::bad_tlv_value);
    EXPECT_EQ(fault_of({{tag::receipted_message_id, "no nul"}}), pdu_fault::bad_tlv_value);
    EXPECT_EQ(fault_of({{tag::receipted_message_id, std::string("a\0b\0", 4)}}), pdu_fault::bad_tlv_value);
    EXPECT_EQ(fault_of({make_text_tlv(tag::receipted_message_id, "")}), std::nullopt);
}

TEST(SmppTlvRule, RepeatsOnlyWhatMayRepeat) {
    const tlv_list twice{make_tlv8(tag::source_bearer_type, 1), make_tlv8(tag::source_bearer_type, 1)};
    EXPECT_EQ(fault_of(twice, 0), std::nullopt);
    EXPECT_EQ(fault_of(twice, 1), pdu_fault::repeated_tlv);
    const tlv_list numbers{{tag::callback_num, "1234"}, {tag::callback_num, "5678"}};
    EXPECT_EQ(fault_of(numbers, 1), std::nullopt);
    const tlv_list vendors{{0x1400, "a"}, {0x1400, "a"}};
    EXPECT_EQ(fault_of(vendors, 1), std::nullopt);
}

TEST(SmppTlvRule, SendsTogetherWhatMeansNothingAlone) {
    tlv_list sar{make_tlv16(tag::sar_msg_ref_num, 1), make_tlv8(tag::sar_total_segments, 2)};
    EXPECT_EQ(fault_of(sar), pdu_fault::missing_tlv);
    sar.push_back(make_tlv8(tag::sar_segment_seqnum, 1));
    EXPECT_EQ(fault_of(sar), std::nullopt);
    EXPECT_EQ(fault_of({make_text_tlv(tag::source_network_id, "262015")}), pdu_fault::missing_tlv);
    EXPECT_EQ(fault_of({make_tlv8(tag::dest_addr_np_resolution, 2)}), pdu_fault::missing_tlv);
    EXPECT_EQ(fault_of({make_tlv8(tag::dest_addr_np_resolution, 1)}), std::nullopt);
}

TEST(SmppTlvRule, KnowsWhatAnOlderPeerDoesNotKnow) {
    const tlv reference = make_tlv16(tag::user_message_reference, 7);
    EXPECT_FALSE(is_tlv_known_to(VERSION_33, reference));
    EXPECT_TRUE(is_tlv_known_to(VERSION_34, reference));
    EXPECT_FALSE(is_tlv_known_to(VERSION_34, make_tlv8(tag::congestion_state, 5)));
    EXPECT_FALSE(is_tlv_known_to(VERSION_34, {tag::billing_identification, "x"}));
    EXPECT_TRUE(is_tlv_known_to(VERSION_34, {0x1401, "v"}));
    EXPECT_TRUE(is_tlv_known_to(VERSION_34, {0x0690, "not in the tables"}));
    // SCHEDULED and SKIPPED.
    for (const uint8_t state : {uint8_t{0}, uint8_t{9}}) {
        EXPECT_FALSE(is_tlv_known_to(VERSION_34, make_tlv8(tag::message_state, state)));
        EXPECT_TRUE(is_tlv_known_to(VERSION_50, make_tlv8(tag::message_state, state)));
    }
    EXPECT_TRUE(is_tlv_known_to(VERSION_34, make_tlv8(tag::message_state, 8)));
}

}  // namespace kaskad::smpp
