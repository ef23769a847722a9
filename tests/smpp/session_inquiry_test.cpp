#include "session_pair.hpp"
#include "smpp/session.hpp"

// What not every server takes: submit_multi, query_sm, cancel_sm and replace_sm of a client.

namespace kaskad::smpp {

TEST(SmppSessionInquiry, AServerThatTakesThemIsHandedThem) {
    wire_peer peer{session_role::smsc, {.takes_rare_requests = true}};
    peer.bind_as_smsc();
    peer.send(query_sm{.message_id = "42", .source = {5, 0, "Shop"}}, 7);
    const auto request = peer->expect<event::request_received>();
    EXPECT_EQ(std::get<query_sm>(request.body).source.addr, "Shop");
    peer->machine.reply(request.ref, query_sm_resp{"42", "250101121500000+", 2, 0});
    const pdu answer = peer.expect<query_sm_resp>();
    EXPECT_EQ(answer.sequence_number, 7U);
    EXPECT_EQ(answer.status, command_status::rok);
    EXPECT_EQ(std::get<query_sm_resp>(answer.body).message_state, 2);
    EXPECT_EQ(peer->machine.inbound_outstanding(), 0U);
    peer.send(cancel_sm{.message_id = "42", .source = {}, .destination = {}}, 8);
    peer->machine.reply(peer->expect<event::request_received>().ref, command_status::rcancelfail);
    EXPECT_EQ(peer.expect<cancel_sm_resp>().status, command_status::rcancelfail);
}

TEST(SmppSessionInquiry, OthersKnowNone) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    peer.send(query_sm{.message_id = "42", .source = {}}, 7);
    EXPECT_EQ(peer.expect<generic_nack>().status, command_status::rinvcmdid);
}

// A simulated operator was ended by one: its session handed it on.
TEST(SmppSessionInquiry, OthersKnowNoSubmitMultiEither) {
    const submit_multi request{.source = {5, 0, "Shop"}, .destinations = {address{1, 1, "491510000001"}}};
    wire_peer other{session_role::smsc};
    other.bind_as_smsc();
    other.send(request, 7);
    EXPECT_EQ(other.expect<generic_nack>().status, command_status::rinvcmdid);
    EXPECT_EQ(other->machine.inbound_outstanding(), 0U);
    wire_peer peer{session_role::smsc, {.takes_rare_requests = true}};
    peer.bind_as_smsc();
    peer.send(request, 7);
    EXPECT_EQ(peer->expect<event::request_received>().ref.id, command_id::submit_multi);
}

// SMPP 5.0 Table 2-1.
TEST(SmppSessionInquiry, AReceiverMayNotAsk) {
    wire_peer peer{session_role::smsc, {.takes_rare_requests = true}};
    peer.bind_as_smsc(bind_type::receiver);
    peer.send(replace_sm{.message_id = "42", .source = {}, .short_message = "x"}, 7);
    EXPECT_EQ(peer.expect<replace_sm_resp>().status, command_status::rinvbndsts);
}

}  // namespace kaskad::smpp
