#include "smpp/session.hpp"

#include "session_pair.hpp"

#include <gmock/gmock.h>

// Requests, responses, windows, bad PDUs. How a session ends is in session_end_test.cpp.

namespace kaskad::smpp {

using testing::ElementsAre;

TEST(SmppSession, CarriesARequestAndItsResponse) {
    session_pair pair;
    pair.bind();
    EXPECT_TRUE(pair.esme.machine.submit(session_pair::message("Hi"), 42, 0).has_value());
    pair.run();
    const auto request = pair.smsc.expect<event::request_received>();
    EXPECT_EQ(std::get<submit_sm>(request.body).short_message, "Hi");
    pair.now = 25;
    pair.smsc.machine.reply(request.ref, command_status::rok, "id-1");
    pair.run();
    const auto response = pair.esme.expect<event::response_received>();
    EXPECT_EQ(response.token, 42U);
    EXPECT_EQ(response.request, command_id::submit_sm);
    EXPECT_EQ(response.status, command_status::rok);
    EXPECT_EQ(std::get<submit_sm_resp>(response.body).message_id, "id-1");
    EXPECT_EQ(response.latency_ms, 25);
    EXPECT_EQ(pair.esme.machine.outstanding(), 0U);
    EXPECT_EQ(pair.smsc.machine.inbound_outstanding(), 0U);
}

TEST(SmppSession, CarriesDeliveriesTheOtherWay) {
    session_pair pair;
    pair.bind();
    EXPECT_TRUE(pair.smsc.machine.deliver({}, 7, 0).has_value());
    pair.run();
    pair.esme.machine.reply(pair.esme.expect<event::request_received>().ref, command_status::rx_t_appn);
    pair.run();
    const auto response = pair.smsc.expect<event::response_received>();
    EXPECT_EQ(response.token, 7U);
    EXPECT_EQ(response.status, command_status::rx_t_appn);
}

TEST(SmppSession, NeverExceedsItsWindow) {
    session_pair pair{{.window_size = 3}};
    pair.bind();
    for (uint64_t token = 1; token <= 3; ++token)
        EXPECT_TRUE(pair.esme.machine.submit(session_pair::message(), token, 0).has_value());
    EXPECT_EQ(pair.esme.machine.window_free(), 0U);
    EXPECT_EQ(pair.esme.machine.submit(session_pair::message(), 4, 0).error(), send_error::window_full);
    pair.run();
    pair.smsc.machine.reply(pair.smsc.expect<event::request_received>().ref, command_status::rok, "a");
    pair.run();
    EXPECT_EQ(pair.esme.machine.window_free(), 1U);
    EXPECT_TRUE(pair.esme.machine.submit(session_pair::message(), 4, 0).has_value());
}

TEST(SmppSession, SendsControlsAndResponsesThroughAFullWindow) {
    wire_peer peer{session_role::esme, {.window_size = 1}};
    peer.bind_as_esme();
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 1, 0).has_value());
    peer.expect<submit_sm>();
    peer.send(deliver_sm{}, 9);
    peer->machine.reply(peer->expect<event::request_received>().ref, command_status::rok);
    EXPECT_EQ(peer.expect<deliver_sm_resp>().sequence_number, 9U);
    peer.advance(30'000);
    peer.expect<enquire_link>();
    peer->machine.unbind(peer.now);
    peer.advance(5'000);
    peer.expect<unbind>();
}

TEST(SmppSession, WritesResponsesBeforeRequests) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 1, 0).has_value());
    peer.send(enquire_link{}, 5);
    peer.expect<enquire_link_resp>();
    peer.expect<submit_sm>();
}

TEST(SmppSession, MatchesResponsesInAnyOrder) {
    session_pair pair;
    pair.bind();
    std::vector<request_ref> refs;
    for (uint64_t token = 1; token <= 3; ++token)
        refs.push_back(pair.submit(token));
    for (const size_t i : {2, 0, 1})
        pair.smsc.machine.reply(refs[i], command_status::rok, std::to_string(i));
    pair.run();
    for (const uint64_t token : {3, 1, 2})
        EXPECT_EQ(pair.esme.expect<event::response_received>().token, token);
}

TEST(SmppSession, ReportsATimeoutOnceAndTheLateResponseApart) {
    wire_peer peer{session_role::esme, {.enquire_link_interval_ms = 0, .response_timeout_ms = 1000}};
    peer.bind_as_esme();
    const uint32_t number = peer->machine.submit(session_pair::message(), 42, 0).value();
    EXPECT_EQ(peer->machine.next_deadline(), 1000);
    peer.advance(999);
    EXPECT_TRUE(peer->is_quiet());
    peer.advance(1);
    EXPECT_EQ(peer->expect<event::request_timed_out>().token, 42U);
    EXPECT_EQ(peer->machine.window_free(), 10U);
    peer.send(submit_sm_resp{"late", {}}, number);
    EXPECT_EQ(peer->expect<event::response_unmatched>().sequence_number, number);
    EXPECT_TRUE(peer->is_quiet());
}

TEST(SmppSession, IgnoresDuplicateAndUnknownResponses) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    const uint32_t number = peer->machine.submit(session_pair::message(), 42, 0).value();
    peer.send(submit_sm_resp{"a", {}}, number);
    peer.send(submit_sm_resp{"a", {}}, number);
    peer.send(submit_sm_resp{"a", {}}, 0xFFFFFFFF);
    peer->expect<event::response_received>();
    peer->expect<event::response_unmatched>();
    peer->expect<event::response_unmatched>();
    EXPECT_TRUE(peer->is_quiet());
    EXPECT_TRUE(peer->machine.is_bound());
}

TEST(SmppSession, NeverAnswersAnUnknownResponse) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    peer.send_hex("00000010800033020000000000000001");
    peer.send(generic_nack{}, 55, command_status::rinvcmdid);
    EXPECT_EQ(peer->machine.output_size(), 0U);
    EXPECT_TRUE(peer->machine.is_bound());
}

TEST(SmppSession, FailsARequestAnsweredByAnotherType) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    const uint32_t number = peer->machine.submit(session_pair::message(), 42, 0).value();
    peer.send(data_sm_resp{"x", {}}, number);
    const auto response = peer->expect<event::response_received>();
    EXPECT_EQ(response.token, 42U);
    EXPECT_TRUE(response.is_mismatched);
    EXPECT_EQ(response.status, command_status::runknownerr);
}

TEST(SmppSession, FailsTheRequestThatIsNacked) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    const uint32_t number = peer->machine.submit(session_pair::message(), 42, 0).value();
    peer.send(generic_nack{}, number, command_status::rinvcmdid);
    const auto response = peer->expect<event::response_received>();
    EXPECT_EQ(response.status, command_status::rinvcmdid);
    EXPECT_FALSE(response.is_mismatched);
    EXPECT_TRUE(peer->machine.is_bound());
}

TEST(SmppSession, TakesANackWithoutANumberForTheOnlyRequest) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 42, 0).has_value());
    peer.send(generic_nack{}, 0, command_status::rsyserr);
    EXPECT_EQ(peer->expect<event::response_received>().token, 42U);

    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 43, 0).has_value());
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 44, 0).has_value());
    peer.expect<submit_sm>();
    peer.send(generic_nack{}, 0, command_status::rsyserr);
    const auto closed = peer->expect<event::closed>();
    EXPECT_EQ(closed.reason, close_reason::nacked);
    EXPECT_THAT(closed.unanswered, ElementsAre(43, 44));
}

TEST(SmppSession, EndsWhenThePeerLostOurFrames) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    const uint32_t number = peer->machine.submit(session_pair::message(), 42, 0).value();
    peer.send(generic_nack{}, number, command_status::rinvcmdlen);
    EXPECT_EQ(peer->expect<event::response_received>().status, command_status::rinvcmdlen);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::nacked);
}

TEST(SmppSession, EchoesAnySequenceNumberOfThePeer) {
    for (const uint32_t number : {0U, 1U, 0x80000000U, 0xFFFFFFFFU}) {
        wire_peer peer{session_role::smsc};
        peer.bind_as_smsc();
        peer.send(session_pair::message(), number);
        peer->machine.reply(peer->expect<event::request_received>().ref, command_status::rok, "x");
        EXPECT_EQ(peer.expect<submit_sm_resp>().sequence_number, number);
    }
}

TEST(SmppSession, AnswersABadPduAndGoesOn) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    // sm_length 5, one octet there.
    peer.send_hex(
        "00000022000000040000000000000007"
        "00000000000000000000000000000000"
        "0541");
    const pdu refused = peer.expect<submit_sm_resp>();
    EXPECT_EQ(refused.status, command_status::rinvmsglen);
    EXPECT_EQ(refused.sequence_number, 7U);
    EXPECT_EQ(peer->expect<event::violation>().error.field, "short_message");
    peer.send(session_pair::message(), 8);
    EXPECT_EQ(peer->expect<event::request_received>().ref.sequence_number, 8U);
}

TEST(SmppSession, NacksAnUnknownCommandAndGoesOn) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    peer.send_hex(
        "0000001100000110000000000a342ee70f"
        "0000001000000015000000000a342ee7");
    const pdu nack = peer.expect<generic_nack>();
    EXPECT_EQ(nack.status, command_status::rinvcmdid);
    EXPECT_EQ(nack.sequence_number, 0x0a342ee7U);
    peer.expect<enquire_link_resp>();
}

TEST(SmppSession, DoesNotAnswerAnAlertNotification) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    peer.send_hex(
        "00000016000001020000000000000003"
        "000000000000");
    EXPECT_EQ(peer->machine.output_size(), 0U);
}

TEST(SmppSession, NacksABadLengthAndEnds) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    peer.send_hex("0000000f");
    const pdu nack = peer.expect<generic_nack>();
    EXPECT_EQ(nack.status, command_status::rinvcmdlen);
    EXPECT_EQ(nack.sequence_number, 0U);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::framing_error);
    peer.send(enquire_link{}, 1);
    EXPECT_EQ(peer->machine.output_size(), 0U);
}

TEST(SmppSession, EndsAfterTooManyViolations) {
    wire_peer peer{session_role::smsc, {.violations_max = 3}};
    for (uint32_t i = 1; i <= 3; ++i)
        peer.send(session_pair::message(), i);
    EXPECT_FALSE(peer->machine.is_closed());
    peer.send(session_pair::message(), 4);
    for (int i = 0; i < 4; ++i)
        peer->expect<event::violation>();
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::violations);
}

TEST(SmppSession, ForgetsViolationsAfterAGoodMessage) {
    wire_peer peer{session_role::smsc, {.violations_max = 3}};
    peer.bind_as_smsc();
    for (uint32_t number = 2; number < 30; ++number) {
        const pdu_body body = number % 3 == 0 ? pdu_body{session_pair::message()} : pdu_body{deliver_sm{}};
        peer.send(body, number);
    }
    EXPECT_TRUE(peer->machine.is_bound());
}

TEST(SmppSession, WrapsItsSequenceNumbersToOne) {
    // The bind takes 0x7FFFFFFD.
    session_pair pair{{.first_sequence_number = 0x7FFFFFFD}};
    pair.bind();
    std::vector<uint32_t> numbers;
    for (uint64_t token = 1; token <= 4; ++token)
        numbers.push_back(pair.submit(token).sequence_number);
    EXPECT_THAT(numbers, ElementsAre(0x7FFFFFFE, 0x7FFFFFFF, 1, 2));
    for (const uint32_t number : numbers)
        pair.smsc.machine.reply({command_id::submit_sm, number}, command_status::rok, std::to_string(number));
    pair.run();
    for (const uint64_t token : {1, 2, 3, 4})
        EXPECT_EQ(pair.esme.expect<event::response_received>().token, token);
}

TEST(SmppSession, JudgesTheTlvsOfItsClients) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    submit_sm message = session_pair::message();
    // The encoder writes no TLV of a wrong length, so this one is made of one that means nothing.
    message.tlvs = {{0x4001, "x"}};
    std::string raw;
    ASSERT_TRUE(encode({{}, 2, message}, raw).has_value());
    raw.replace(raw.size() - 5, 2, from_hex("0204"));
    peer.send_raw(raw);
    EXPECT_EQ(peer.expect<submit_sm_resp>().status, command_status::rinvtlvlen);
    data_sm data;
    data.destination = message.destination;
    peer.send(data, 3);
    EXPECT_EQ(peer.expect<data_sm_resp>().status, command_status::rmissingtlv);
    message.tlvs = {{0x1402, "vendor"}, {0x4001, ""}};
    peer->events.clear();
    peer.send(message, 4);
    peer->collect();
    EXPECT_TRUE(std::holds_alternative<event::request_received>(peer->events.back()));
}

TEST(SmppSession, AnswersABadPduOfTheRarerKindsByItsOwnResponse) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    // A message_id without its NUL.
    peer.send_hex(
        "00000012"
        "00000003"
        "00000000"
        "00000021"
        "3432");
    const pdu answer = peer.expect<query_sm_resp>();
    EXPECT_EQ(answer.status, command_status::rinvmsgid);
    EXPECT_EQ(answer.sequence_number, 0x21U);
    // Nothing answers an alert_notification.
    peer.send_hex(
        "00000012"
        "00000102"
        "00000000"
        "00000022"
        "0101");
    EXPECT_EQ(peer->machine.output_size(), 0U);
    peer->collect();
    EXPECT_EQ(std::get<event::violation>(peer->events.back()).error.field, "source_addr");
}

TEST(SmppSession, JudgesFieldsByOption) {
    submit_sm odd = session_pair::message();
    odd.destination.ton = 7;
    for (const bool is_strict : {false, true}) {
        wire_peer peer{session_role::smsc, {.strict_fields = is_strict}};
        peer.bind_as_smsc();
        peer.send(odd, 2);
        peer->collect();
        const auto* const violation = std::get_if<event::violation>(&peer->events.back());
        ASSERT_EQ(violation != nullptr, is_strict);
        if (is_strict) {
            EXPECT_EQ(violation->error.field, "dest_addr_ton");
            EXPECT_EQ(peer.expect<submit_sm_resp>().status, command_status::rinvdstton);
        }
    }
}

TEST(SmppSession, TrimsTheStringsOfOldClients) {
    submit_sm message = session_pair::message();
    const std::string addr = message.destination.addr;
    message.destination.addr = "  " + addr;
    for (const uint8_t version : {VERSION_33, VERSION_34}) {
        wire_peer peer{session_role::smsc};
        peer.bind_as_smsc(bind_type::transceiver, version);
        peer.send(message, 2);
        const auto request = peer->expect<event::request_received>();
        EXPECT_EQ(std::get<submit_sm>(request.body).destination.addr, version == VERSION_33 ? addr : "  " + addr);
    }
}

TEST(SmppSession, RefusesMoreRequestsThanItMayHoldOpen) {
    wire_peer peer{session_role::smsc, {.inbound_window_size = 2}};
    peer.bind_as_smsc();
    for (uint32_t number = 2; number <= 4; ++number)
        peer.send(session_pair::message(), number);
    const pdu refused = peer.expect<submit_sm_resp>();
    EXPECT_EQ(refused.status, command_status::rmsgqful);
    EXPECT_EQ(refused.sequence_number, 4U);
    EXPECT_EQ(peer->machine.inbound_outstanding(), 2U);
    peer->machine.reply({command_id::submit_sm, 2}, command_status::rok, "x");
    peer.expect<submit_sm_resp>();
    peer.send(session_pair::message(), 5);
    EXPECT_EQ(peer->machine.inbound_outstanding(), 2U);
}

TEST(SmppSession, NamesItsStatesReasonsAndErrors) {
    EXPECT_EQ(to_string(session_state::unbinding), "unbinding");
    EXPECT_EQ(to_string(send_error::window_full), "window_full");
    EXPECT_EQ(to_string(close_reason::output_overflow), "output_overflow");
}

}  // namespace kaskad::smpp
