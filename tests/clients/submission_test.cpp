#include "gateway/clients/submission.hpp"

#include "gateway/clients/message_form.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

using smpp::command_status;

constexpr int64_t NOW = 1'735'733'700'000;  // 2025-01-01 12:15 UTC

account shop() {
    account made;
    made.client = core::client_id{3};
    made.endpoint = core::endpoint_id{7};
    made.terms.default_class = core::message_class::otp;
    return made;
}

smpp::submit_sm hello() {
    smpp::submit_sm made;
    made.source = {5, 0, "Shop"};
    made.destination = {1, 1, "4915123456789"};
    made.short_message = "hello";
    return made;
}

command_status refusal_of(const smpp::submit_sm& request, const account& from = shop()) {
    const auto made = make_command(request, from, NOW);
    return made ? command_status::rok : made.error();
}

TEST(ClientsSubmission, IsTheCommandOfTheApi) {
    auto request = hello();
    request.registered_delivery = 1;
    const auto made = make_command(request, shop(), NOW);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->client.value, 3U);
    EXPECT_EQ(made->to, "+4915123456789") << "international by its TON, with or without the plus";
    EXPECT_EQ(made->from, "Shop");
    EXPECT_EQ(made->text, "hello");
    EXPECT_EQ(made->klass, core::message_class::otp);
    EXPECT_EQ(made->class_source, core::class_source::account_default);
    EXPECT_EQ(made->endpoint.value, 7U);
    ASSERT_EQ(made->submissions.size(), 1U);
    EXPECT_EQ(made->submissions[0].source_ton, 5);
    EXPECT_EQ(made->validity_s, 0);
    EXPECT_EQ(made->send_at_utc, 0);
}

TEST(ClientsSubmission, NamesNobodyToHearOfItWhereNoReceiptIsWanted) {
    auto request = hello();
    EXPECT_FALSE(make_command(request, shop(), NOW)->endpoint);
    request.registered_delivery = 0x20;  // bits that mean nothing
    EXPECT_FALSE(make_command(request, shop(), NOW)->endpoint);
    request.registered_delivery = 1;
    request.esm_class = 1;  // a datagram has none (SMPP 3.4 §2.10.2)
    EXPECT_FALSE(make_command(request, shop(), NOW)->endpoint);
}

TEST(ClientsSubmission, ReadsTheTextByItsCoding) {
    auto request = hello();
    request.data_coding = 8;
    request.short_message = std::string("\x04\x1F\x04\x40", 4);
    EXPECT_EQ(make_command(request, shop(), NOW)->text, "Пр");
    request.data_coding = 3;
    request.short_message = "\xE9";
    EXPECT_EQ(make_command(request, shop(), NOW)->text, "é");
    request.data_coding = 0;
    request.short_message = std::string("\x00\x02\x1B\x65", 4);  // GSM 03.38
    EXPECT_EQ(make_command(request, shop(), NOW)->text, "@$€");
    request.data_coding = 4;
    EXPECT_EQ(refusal_of(request), command_status::rinvdcs) << "binary";
    request.data_coding = 0;
    request.short_message.clear();
    EXPECT_EQ(refusal_of(request), command_status::rinvmsglen);
    request.tlvs.push_back({smpp::tag::message_payload, "in the payload"});
    EXPECT_EQ(make_command(request, shop(), NOW)->text, "in the payload");
}

// 3GPP 23.040 §9.2.3.24.1 and .8, SMPP 3.4 §5.3.2.22 to 24.
TEST(ClientsSubmission, APartOfALongTextIsAPieceInItsPlace) {
    auto request = hello();
    request.esm_class = 0x40;
    request.short_message = std::string("\x05\x00\x03\x07\x02\x01", 6) + "first";
    auto made = make_command(request, shop(), NOW);
    ASSERT_TRUE(made && made->piece);
    EXPECT_EQ(made->text, "");
    EXPECT_EQ(*made->piece, (facts::piece{.reference = 7,
                                          .is_wide = false,
                                          .total = 2,
                                          .number = 1,
                                          .has_udh = true,
                                          .octets = request.short_message}));
    EXPECT_EQ(made->endpoint.value, 7U) << "pieces find each other by their account";
    EXPECT_EQ(made->join_ms, 60'000);
    request.short_message = std::string("\x06\x08\x04\x01\x02\x03\x03", 7) + "last";
    made = make_command(request, shop(), NOW);
    ASSERT_TRUE(made && made->piece);
    EXPECT_EQ(made->piece->reference, 0x0102);
    EXPECT_TRUE(made->piece->is_wide);
    request.short_message = std::string("\x05\x00\x03\x07\x01\x01", 6) + "first";
    EXPECT_EQ(make_command(request, shop(), NOW)->text, "first") << "one of one";
    request = hello();
    request.tlvs = {smpp::make_tlv16(smpp::tag::sar_msg_ref_num, 9), smpp::make_tlv8(smpp::tag::sar_total_segments, 2),
                    smpp::make_tlv8(smpp::tag::sar_segment_seqnum, 2)};
    made = make_command(request, shop(), NOW);
    ASSERT_TRUE(made && made->piece);
    EXPECT_EQ(made->piece->number, 2);
    EXPECT_EQ(made->piece->octets, "hello");
    request.tlvs.pop_back();
    EXPECT_FALSE(make_command(request, shop(), NOW)->piece) << "SMPP 3.4 §5.3.2.22: all three or none";
    request.esm_class = 0x40;
    request.data_coding = 4;
    request.short_message = std::string("\x05\x00\x03\x07\x02\x01", 6) + "octets";
    EXPECT_EQ(refusal_of(request), command_status::rinvdcs) << "binary";
}

// SMPP 3.4 §4.7.1.
TEST(ClientsSubmission, ADataSmIsASubmitWithItsTextInTheTlv) {
    smpp::data_sm request;
    request.source = {5, 0, "Shop"};
    request.destination = {1, 1, "4915123456789"};
    request.registered_delivery = 1;
    request.data_coding = 3;
    request.tlvs = {{smpp::tag::message_payload, "caf\xE9"}, smpp::make_tlv32(smpp::tag::qos_time_to_live, 600)};
    const auto made = make_command(as_submit(request), shop(), NOW);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->text, "café");
    EXPECT_EQ(made->validity_s, 600);
    EXPECT_EQ(made->endpoint.value, 7U);
}

TEST(ClientsSubmission, ASubmitMultiIsASubmitToEachOfItsDestinations) {
    smpp::submit_multi request;
    request.service_type = "CMT";
    request.source = {5, 0, "Shop"};
    request.priority_flag = 2;
    request.validity_period = "000000010000000R";
    request.short_message = "hello";
    const auto one = as_submit(request, {1, 1, "4915123456789"});
    EXPECT_EQ(one.service_type, "CMT");
    EXPECT_EQ(one.priority_flag, 2);
    const auto made = make_command(one, shop(), NOW);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->to, "+4915123456789");
    EXPECT_EQ(made->validity_s, 3'600);
}

TEST(ClientsSubmission, WhatCouldNotBeCarriedOutIsRefused) {
    auto request = hello();
    request.esm_class = 2;
    EXPECT_EQ(refusal_of(request), command_status::rinvesmclass) << "the final outcome in the response";
    request.esm_class = 0x08;
    EXPECT_EQ(refusal_of(request), command_status::rinvesmclass);
    request.esm_class = 3;
    EXPECT_EQ(refusal_of(request), command_status::rok) << "store and forward is what we do";
    request.esm_class = 0x40;
    request.short_message = std::string("\x06\x05\x04\x0B\x84\x23\xF0", 7) + "push";
    EXPECT_EQ(refusal_of(request), command_status::rinvesmclass) << "to a port";
    request = hello();
    request.replace_if_present_flag = 1;
    EXPECT_EQ(refusal_of(request), command_status::rinvrepflag);
    request = hello();
    request.sm_default_msg_id = 1;
    EXPECT_EQ(refusal_of(request), command_status::rinvdftmsgid);
}

TEST(ClientsSubmission, UsesTheSendersOfItsAccountOnly) {
    auto from = shop();
    from.terms.senders = {"Shop", "4930123"};
    EXPECT_EQ(refusal_of(hello(), from), command_status::rok);
    auto request = hello();
    request.source.addr = "Bank";
    EXPECT_EQ(refusal_of(request, from), command_status::rinvsrcadr);
    request.source = {1, 1, "+4930123"};
    EXPECT_EQ(make_command(request, from, NOW)->from, "4930123");
    request.source = {};
    EXPECT_EQ(make_command(request, from, NOW)->from, "") << "the client's own sender";
}

TEST(ClientsSubmission, LeavesNationalNumbersToTheClientsPrefix) {
    auto request = hello();
    request.destination = {2, 1, " 015123456789 "};
    EXPECT_EQ(make_command(request, shop(), NOW)->to, "015123456789");
    request.destination = {1, 1, "004915123456789"};
    EXPECT_EQ(make_command(request, shop(), NOW)->to, "004915123456789");
}

// SMPP 3.4 §7.1.1.
TEST(ClientsSubmission, TimesAreReadInBothForms) {
    auto request = hello();
    request.validity_period = "000000010000000R";
    EXPECT_EQ(make_command(request, shop(), NOW)->validity_s, 3'600);
    request.schedule_delivery_time = "000000003000000R";
    const auto both = make_command(request, shop(), NOW);
    EXPECT_EQ(both->send_at_utc, NOW + 1'800'000);
    EXPECT_EQ(both->validity_s, 1'800) << "it counts from when the message is to be sent";
    request.schedule_delivery_time = "250101121400000+";
    EXPECT_EQ(make_command(request, shop(), NOW)->send_at_utc, 0) << "a moment that is past means at once";
    request.schedule_delivery_time = "never";
    EXPECT_EQ(refusal_of(request), command_status::rinvsched);
    request = hello();
    request.validity_period = "250101121400000+";
    EXPECT_EQ(refusal_of(request), command_status::rinvexpiry);
    request.validity_period = "000000000000000R";
    EXPECT_EQ(refusal_of(request), command_status::rinvexpiry) << "now is no infinity";
    request.tlvs.push_back(smpp::make_tlv32(smpp::tag::qos_time_to_live, 90));
    EXPECT_EQ(make_command(request, shop(), NOW)->validity_s, 90) << "it supersedes the validity_period";
}

}  // namespace
}  // namespace kaskad::gateway::clients
