#include "gateway/clients/inquiry.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

using smpp::command_status;

constexpr int64_t NOW = 1'735'733'700'000;  // 2025-01-01 12:15 UTC
constexpr auto* ID = "252201579132747776";

account shop() {
    account made;
    made.client = core::client_id{3};
    made.endpoint = core::endpoint_id{7};
    return made;
}

std::expected<facts::command, command_status> made(const smpp::pdu_body& request, uint8_t version = 0x34) {
    const auto from = shop();
    return make_inquiry(request, {.from = from, .interface_version = version, .now_utc_ms = NOW});
}

command_status refusal(const smpp::pdu_body& request, uint8_t version = 0x34) {
    const auto command = made(request, version);
    return command ? command_status::rok : command.error();
}

smpp::replace_sm replace() {
    return {.message_id = ID, .source = {5, 0, "Shop"}, .registered_delivery = 1, .short_message = "other"};
}

}  // namespace

TEST(ClientsInquiry, AQueryNamesItsMessageClientAndSender) {
    const auto command = made(smpp::query_sm{.message_id = ID, .source = {1, 1, "+4915199"}});
    const auto& query = std::get<facts::query_message>(*command);
    EXPECT_EQ(query.claim.client.value, 3U);
    EXPECT_EQ(query.claim.message.value, 252'201'579'132'747'776U);
    EXPECT_EQ(query.claim.sender, "4915199");
    EXPECT_TRUE(query.claim.recipient.empty());
}

TEST(ClientsInquiry, WhatIsNoIdOfOursIsAnsweredLikeAStrangers) {
    EXPECT_EQ(refusal(smpp::query_sm{.message_id = "no id", .source = {}}), command_status::rinvmsgid);
    EXPECT_EQ(refusal(smpp::query_sm{.message_id = "", .source = {}}), command_status::rinvmsgid);
    EXPECT_EQ(refusal(smpp::cancel_sm{.message_id = "?", .source = {}, .destination = {}}), command_status::rinvmsgid);
    EXPECT_EQ(status_of(facts::refusal_code::not_found, smpp::command_id::query_sm), command_status::rinvmsgid);
}

// SMPP 3.3 section 5.2.3: eight hexadecimal digits.
TEST(ClientsInquiry, ASessionOf33NamesItsAliasAlone) {
    const auto command = made(smpp::query_sm{.message_id = "0000002A", .source = {}}, 0x33);
    EXPECT_EQ(std::get<facts::query_message>(*command).claim.alias, 42U);
    EXPECT_EQ(refusal(smpp::query_sm{.message_id = ID, .source = {}}, 0x33), command_status::rinvmsgid);
}

TEST(ClientsInquiry, ACancelWithoutAnIdNeedsARecipient) {
    EXPECT_EQ(refusal(smpp::cancel_sm{.source = {5, 0, "Shop"}, .destination = {}}), command_status::rinvdstadr);
    const auto command = made(smpp::cancel_sm{.source = {5, 0, "Shop"}, .destination = {1, 1, "4915123"}});
    const auto& cancel = std::get<facts::cancel_messages>(*command);
    EXPECT_EQ(cancel.sender, "Shop");
    EXPECT_EQ(cancel.recipient, "+4915123");
    EXPECT_EQ(cancel.client.value, 3U);
}

TEST(ClientsInquiry, ACancelWithAnIdMayNameTheRecipientToo) {
    const auto command = made(smpp::cancel_sm{.message_id = ID, .source = {}, .destination = {1, 1, "4915123"}});
    EXPECT_EQ(std::get<facts::cancel_message>(*command).claim.recipient, "+4915123");
}

TEST(ClientsInquiry, AReplacementBringsTextTimesAndWhoHearsOfIt) {
    auto request = replace();
    request.schedule_delivery_time = "000000010000000R";  // in an hour
    request.validity_period = "000000020000000R";
    const auto command = made(request);
    const auto& replacement = std::get<facts::replace_message>(*command);
    EXPECT_EQ(replacement.text, "other");
    EXPECT_EQ(replacement.send_at_utc, NOW + 3'600'000);
    EXPECT_EQ(replacement.validity_end_utc, NOW + 7'200'000);
    EXPECT_EQ(replacement.endpoint.value, 7U);
    request.registered_delivery = 0;
    EXPECT_FALSE(std::get<facts::replace_message>(*made(request)).endpoint);
}

TEST(ClientsInquiry, AFaultOfAReplacementHasTheCodeOfItsField) {
    auto request = replace();
    request.short_message.clear();
    EXPECT_EQ(refusal(request), command_status::rinvmsglen);
    request = replace();
    request.schedule_delivery_time = "soon";
    EXPECT_EQ(refusal(request), command_status::rinvsched);
    request = replace();
    request.validity_period = "never";
    EXPECT_EQ(refusal(request), command_status::rinvexpiry);
    request = replace();
    request.sm_default_msg_id = 1;
    EXPECT_EQ(refusal(request), command_status::rinvdftmsgid);
}

// SMPP 5.0 section 4.5.3.1: the text may stand in message_payload.
TEST(ClientsInquiry, AReplacementMayBringItsTextInThePayload) {
    auto request = replace();
    request.short_message.clear();
    request.tlvs.push_back({smpp::tag::message_payload, "payload"});
    EXPECT_EQ(std::get<facts::replace_message>(*made(request)).text, "payload");
}

TEST(ClientsInquiry, AnswersInTheWordsOfTheSpecification) {
    const smpp::query_sm asked{.message_id = "00000042", .source = {}};
    using facts::message_state;
    const auto state = [&](message_state value) { return make_query_response(asked, {.state = value}).message_state; };
    EXPECT_EQ(state(message_state::scheduled), 1) << "SMPP 3.4 section 5.2.28: ENROUTE";
    EXPECT_EQ(state(message_state::in_progress), 1);
    EXPECT_EQ(state(message_state::delivered), 2);
    EXPECT_EQ(state(message_state::expired), 3);
    EXPECT_EQ(state(message_state::cancelled), 4);
    EXPECT_EQ(state(message_state::failed), 5);
    EXPECT_EQ(state(message_state::unknown), 7);
    EXPECT_EQ(state(message_state::rejected), 8);
    const auto ended = make_query_response(
        asked, {.state = message_state::failed, .reason = core::reason::unknown_subscriber, .final_utc = NOW});
    EXPECT_EQ(ended.message_id, "00000042") << "as it was asked";
    EXPECT_EQ(ended.final_date, "250101121500000+");
    EXPECT_EQ(ended.error_code, 2);
    EXPECT_EQ(make_query_response(asked, {}).final_date, "");
}

// Of a cascade no further step begins; what of it is on its way may arrive yet.
TEST(ClientsInquiry, OnlyWhatIsCancelledIsAnsweredSo) {
    const auto status = [](facts::message_state state, smpp::command_id request) {
        return status_of(facts::message_status{.message = {}, .state = state}, request);
    };
    using facts::message_state;
    EXPECT_EQ(status(message_state::cancelled, smpp::command_id::cancel_sm), command_status::rok);
    EXPECT_EQ(status(message_state::in_progress, smpp::command_id::cancel_sm), command_status::rcancelfail);
    EXPECT_EQ(status(message_state::delivered, smpp::command_id::cancel_sm), command_status::rcancelfail);
    EXPECT_EQ(status(message_state::in_progress, smpp::command_id::query_sm), command_status::rok);
    EXPECT_EQ(status(message_state::accepted, smpp::command_id::replace_sm), command_status::rok);
}

TEST(ClientsInquiry, RefusalsOfAReplacementAreNotThoseOfASubmit) {
    using facts::refusal_code;
    const auto status = [](refusal_code code) { return status_of(code, smpp::command_id::replace_sm); };
    EXPECT_EQ(status(refusal_code::insufficient_balance), command_status::rreplacefail);
    EXPECT_EQ(status(refusal_code::no_route), command_status::rreplacefail);
    EXPECT_EQ(status(refusal_code::not_replaceable), command_status::rreplacefail);
    EXPECT_EQ(status(refusal_code::too_many_parts), command_status::rinvmsglen);
    EXPECT_EQ(status_of(refusal_code::not_cancellable, smpp::command_id::cancel_sm), command_status::rcancelfail);
    EXPECT_EQ(status_of(refusal_code::insufficient_balance, smpp::command_id::submit_sm), command_status::rsubmitfail);
}

}  // namespace kaskad::gateway::clients
