#include "gateway/clients/inbound_form.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

facts::event event_of(smpp::text_piece piece) {
    facts::event made;
    made.kind = facts::event_kind::inbound;
    made.inbound.push_back({.source = {1, 1, "491700000001"}, .destination = {0, 1, "8811"}});
    made.pieces.push_back(std::move(piece));
    return made;
}

// SMPP 3.4 §4.6.1: esm_class 0 is a message from a handset.
TEST(ClientsInboundForm, GoesFromTheHandsetToTheNumber) {
    const auto pdu = make_inbound(event_of({"Hello", false, 0}), 0x34);
    EXPECT_EQ(pdu.esm_class, 0);
    EXPECT_EQ(pdu.source, (smpp::address{1, 1, "491700000001"}));
    EXPECT_EQ(pdu.destination, (smpp::address{0, 1, "8811"}));
    EXPECT_EQ(pdu.short_message, "Hello");
    EXPECT_TRUE(pdu.tlvs.empty());
}

TEST(ClientsInboundForm, AHeaderIsMarkedAndALongTextIsAPayload) {
    EXPECT_EQ(make_inbound(event_of({"\x05...", true, 8}), 0x34).esm_class, smpp::esm::UDHI);
    const std::string longest(254, 'a');
    EXPECT_EQ(make_inbound(event_of({longest, false, 0}), 0x34).short_message, longest);
    const auto pdu = make_inbound(event_of({longest + 'a', false, 0}), 0x34);
    EXPECT_EQ(pdu.short_message, "");
    EXPECT_EQ(smpp::text_tlv(pdu.tlvs, smpp::tag::message_payload), longest + 'a');
}

// SMPP 3.3 has 160 octets and no parameters.
TEST(ClientsInboundForm, ALongPieceFitsWhereThereIsAPayload) {
    EXPECT_TRUE(fits(event_of({std::string(160, 'a'), false, 0}), 0x33));
    EXPECT_FALSE(fits(event_of({std::string(161, 'a'), false, 0}), 0x33));
    EXPECT_TRUE(fits(event_of({std::string(65'535, 'a'), false, 0}), 0x34));
    EXPECT_FALSE(fits(event_of({std::string(65'536, 'a'), false, 0}), 0x34));
}

TEST(ClientsInboundForm, SaysWhatIsMissingWhereTheVersionHasParameters) {
    auto event = event_of({"a", false, 0});
    event.inbound.front().parts = 3;
    event.inbound.front().parts_received = 1;
    const auto pdu = make_inbound(event, 0x34);
    const auto* tlv = smpp::find_tlv(pdu.tlvs, PARTS_RECEIVED_TAG);
    ASSERT_NE(tlv, nullptr);
    EXPECT_EQ(tlv->value, "\x01\x03");
    EXPECT_TRUE(make_inbound(event, 0x33).tlvs.empty());
}

}  // namespace
}  // namespace kaskad::gateway::clients
