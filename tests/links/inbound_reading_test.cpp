#include "gateway/links/inbound_reading.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::links {

namespace {

smpp::event::request_received deliver(smpp::deliver_sm message) {
    return {{smpp::command_id::deliver_sm, 42}, std::move(message), false};
}

smpp::deliver_sm text(std::string octets, uint8_t esm_class = 0) {
    smpp::deliver_sm message;
    message.source = {1, 1, "491700000001"};
    message.destination = {0, 1, "8811"};
    message.esm_class = esm_class;
    message.data_coding = 8;
    message.short_message = std::move(octets);
    return message;
}

}  // namespace

TEST(InboundReading, BecomesTheEnginesCommand) {
    auto request = deliver(text("octets"));
    const auto command = read_inbound(request);
    ASSERT_TRUE(command);
    EXPECT_EQ(command->sequence_number, 42U);
    EXPECT_FALSE(command->data_sm);
    EXPECT_EQ(command->source, (smpp::address{1, 1, "491700000001"}));
    EXPECT_EQ(command->destination, (smpp::address{0, 1, "8811"}));
    EXPECT_EQ(command->piece, (smpp::text_piece{"octets", false, 8}));
    EXPECT_FALSE(command->place);
}

TEST(InboundReading, FindsThePlaceByHeaderOrBySar) {
    auto by_header = deliver(text(std::string{"\x05\x00\x03\x07\x02\x01text", 10}, smpp::esm::UDHI));
    const auto first = read_inbound(by_header);
    EXPECT_TRUE(first->piece.has_udh);
    EXPECT_EQ(first->place, (smpp::concatenation{smpp::reference_width::bits_8, 7, 2, 1}));
    auto message = text("text");
    message.tlvs = {smpp::make_tlv16(smpp::tag::sar_msg_ref_num, 300),
                    smpp::make_tlv8(smpp::tag::sar_total_segments, 3),
                    smpp::make_tlv8(smpp::tag::sar_segment_seqnum, 2)};
    auto by_sar = deliver(std::move(message));
    EXPECT_EQ(read_inbound(by_sar)->place, (smpp::concatenation{smpp::reference_width::bits_16, 300, 3, 2}));
}

TEST(InboundReading, TakesMessagePayloadAndDataSm) {
    auto message = text("");
    message.tlvs = {{smpp::tag::message_payload, "long"}};
    auto request = deliver(message);
    EXPECT_EQ(read_inbound(request)->piece.octets, "long");
    smpp::data_sm data;
    data.tlvs = message.tlvs;
    smpp::event::request_received other{{smpp::command_id::data_sm, 7}, data, false};
    const auto command = read_inbound(other);
    EXPECT_TRUE(command->data_sm);
    EXPECT_EQ(command->piece.octets, "long");
}

TEST(InboundReading, LeavesOtherRequestsAlone) {
    smpp::event::request_received request{{smpp::command_id::enquire_link, 7}, smpp::enquire_link{}, false};
    EXPECT_FALSE(read_inbound(request));
}

}  // namespace kaskad::gateway::links
