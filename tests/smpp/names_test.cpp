#include "smpp/command.hpp"
#include "smpp/pdu.hpp"
#include "smpp/status.hpp"
#include "smpp/tlv.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

TEST(SmppCommand, NamesAll33) {
    int named = 0;
    for (uint32_t low = 0; low < 0x200; ++low) {
        for (const uint32_t id : {low, low | 0x80000000U}) {
            const auto name = command_name(static_cast<command_id>(id));
            if (name.empty()) continue;
            ++named;
            EXPECT_EQ(parse_command_name(name), static_cast<command_id>(id));
            EXPECT_EQ(is_response(static_cast<command_id>(id)), id >= 0x80000000U);
        }
    }
    EXPECT_EQ(named, 33);
    EXPECT_EQ(response_to(command_id::submit_sm), command_id::submit_sm_resp);
    EXPECT_EQ(request_of(command_id::data_sm_resp), command_id::data_sm);
}

TEST(SmppStatus, NamesEveryCodeOfTheSpecification) {
    EXPECT_EQ(status_name(command_status::rok), "ESME_ROK");
    EXPECT_EQ(status_name(static_cast<command_status>(0x58)), "ESME_RTHROTTLED");
    EXPECT_EQ(status_name(static_cast<command_status>(0x64)), "ESME_RX_T_APPN");
    EXPECT_EQ(status_name(static_cast<command_status>(0xC4)), "ESME_RINVTLVVAL");
    EXPECT_EQ(status_name(static_cast<command_status>(0x112)), "ESME_RINVBCASTCHANIND");
    for (const uint32_t unknown : {0x09U, 0x4AU, 0x400U, 0xFFFFFFFFU})
        EXPECT_EQ(status_name(static_cast<command_status>(unknown)), "");
    int named = 0;
    for (uint32_t value = 0; value < 0x200; ++value) {
        const auto status = static_cast<command_status>(value);
        if (status_name(status).empty()) continue;
        ++named;
        EXPECT_FALSE(status_text(status).empty());
        EXPECT_EQ(parse_status_name(status_name(status)), status);
        EXPECT_EQ(parse_status_name(status_name(status).substr(5)), status);
    }
    EXPECT_EQ(named, 67);
    EXPECT_EQ(parse_status_name("esme_rthrottled"), command_status::rthrottled);
    EXPECT_FALSE(parse_status_name("ESME_").has_value());
}

TEST(SmppTlv, TheFirstOfATagCounts) {
    const tlv_list list{make_tlv8(tag::message_state, 2), make_tlv8(tag::message_state, 5)};
    EXPECT_EQ(integer_tlv(list, tag::message_state), 2U);
    EXPECT_EQ(find_tlv(list, tag::source_port), nullptr);
}

TEST(SmppTlv, ReadsIntegersOfOneTwoAndFourOctetsOnly) {
    EXPECT_EQ(integer_tlv({make_tlv32(tag::qos_time_to_live, 0x01020304)}, tag::qos_time_to_live), 0x01020304U);
    EXPECT_EQ(integer_tlv({make_tlv16(tag::source_port, 0xFFFE)}, tag::source_port), 0xFFFEU);
    EXPECT_FALSE(integer_tlv({{tag::source_port, ""}}, tag::source_port).has_value());
    EXPECT_FALSE(integer_tlv({{tag::source_port, "abc"}}, tag::source_port).has_value());
}

TEST(SmppPdu, PrefersThePayloadToTheShortMessage) {
    submit_sm message;
    message.short_message = "short";
    EXPECT_EQ(text_octets(message), "short");
    message.tlvs = {{tag::message_payload, "long"}};
    EXPECT_EQ(text_octets(message), "long");
    EXPECT_EQ(text_octets(data_sm{}), "");
}

}  // namespace kaskad::smpp
