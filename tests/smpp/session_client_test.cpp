#include "session_pair.hpp"

// A client that is called (outbind, SMPP 3.4 §2.2.1), its questions about messages (query_sm), and what changes while
// it runs.

namespace kaskad::smpp {

namespace {

session_options called() {
    return {.awaits_outbind = true};
}

}  // namespace

TEST(SmppSessionOutbind, IsToldWhoCallsAndThenBinds) {
    wire_peer peer{session_role::esme, called()};
    peer.send(outbind{"centre", "word"}, 1);
    const auto call = peer->expect<event::outbind_received>();
    EXPECT_EQ(call.request.system_id, "centre");
    EXPECT_EQ(call.request.password, "word");
    ASSERT_TRUE(peer->machine.bind({.type = bind_type::receiver}, 0).has_value());
    peer.send(bind_resp{bind_type::receiver, "centre", {}}, peer.expect<bind>().sequence_number);
    EXPECT_EQ(peer->expect<event::bound>().type, bind_type::receiver);
}

TEST(SmppSessionOutbind, WhoNeverSaysItIsLeft) {
    wire_peer peer{session_role::esme, called()};
    peer->machine.handle_time(9'999);
    EXPECT_FALSE(peer->machine.is_closed());
    peer->machine.handle_time(10'000);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::bind_timeout);
}

TEST(SmppSessionOutbind, OnceBoundTheTimeForItIsOver) {
    wire_peer peer{session_role::esme, called()};
    peer.send(outbind{"centre", "word"}, 1);
    peer->expect<event::outbind_received>();
    ASSERT_TRUE(peer->machine.bind({}, 9'000).has_value());
    peer.send(bind_resp{bind_type::transceiver, "centre", {}}, peer.expect<bind>().sequence_number);
    peer->expect<event::bound>();
    peer->machine.handle_time(11'000);
    EXPECT_TRUE(peer->machine.is_bound());
}

TEST(SmppSessionOutbind, MeansNothingToAClientThatConnects) {
    wire_peer peer{session_role::esme};
    peer.send(outbind{"centre", "word"}, 1);
    EXPECT_TRUE(peer->is_quiet());
    EXPECT_FALSE(peer->machine.is_closed());
}

TEST(SmppSessionQuery, TakesASlotOfTheWindowAndIsAnsweredOnce) {
    wire_peer peer{session_role::esme, {.window_size = 1}};
    peer.bind_as_esme({});
    const auto sent = peer->machine.query({"op-1", {5, 0, "Shop"}}, 7, 0);
    ASSERT_TRUE(sent.has_value());
    EXPECT_EQ(peer->machine.submit({}, 8, 0).error(), send_error::window_full);
    const auto asked = peer.expect<query_sm>();
    EXPECT_EQ(std::get<query_sm>(asked.body).message_id, "op-1");
    peer.send(query_sm_resp{"op-1", "", 2, 0}, asked.sequence_number);
    const auto answer = peer->expect<event::response_received>();
    EXPECT_EQ(answer.token, 7U);
    EXPECT_EQ(answer.request, command_id::query_sm);
    EXPECT_EQ(std::get<query_sm_resp>(answer.body).message_state, 2);
    EXPECT_EQ(peer->machine.window_free(), 1U);
}

TEST(SmppSessionQuery, IsNotForReceivers) {
    session_pair pair;
    pair.bind(bind_type::receiver);
    EXPECT_EQ(pair.esme.machine.query({"op-1", {}}, 7, 0).error(), send_error::wrong_bind_type);
}

TEST(SmppSessionCancel, TakesASlotOfTheWindowAndIsAnsweredOnce) {
    wire_peer peer{session_role::esme, {.window_size = 1}};
    peer.bind_as_esme({});
    cancel_sm wish;
    wish.message_id = "op-1";
    ASSERT_TRUE(peer->machine.cancel(wish, 7, 0));
    EXPECT_EQ(peer->machine.submit({}, 8, 0).error(), send_error::window_full);
    const auto asked = peer.expect<cancel_sm>();
    EXPECT_EQ(std::get<cancel_sm>(asked.body).message_id, "op-1");
    peer.send(cancel_sm_resp{}, asked.sequence_number);
    const auto answer = peer->expect<event::response_received>();
    EXPECT_EQ(answer.token, 7U);
    EXPECT_EQ(answer.request, command_id::cancel_sm);
    EXPECT_EQ(peer->machine.window_free(), 1U);
}

TEST(SmppSessionCancel, IsNotForReceivers) {
    session_pair pair;
    pair.bind(bind_type::receiver);
    EXPECT_EQ(pair.esme.machine.cancel({}, 7, 0).error(), send_error::wrong_bind_type);
}

TEST(SmppSessionChange, AWindowAndTimersHoldWhileItRuns) {
    wire_peer peer{session_role::esme, {.window_size = 1, .response_timeout_ms = 60'000}};
    peer.bind_as_esme();
    submit_sm message;
    message.destination = {1, 1, "491512345678"};
    ASSERT_TRUE(peer->machine.submit(message, 1, 0));
    EXPECT_EQ(peer->machine.submit(message, 2, 0).error(), send_error::window_full);
    peer->machine.change({.window_size = 3, .response_timeout_ms = 5'000});
    ASSERT_TRUE(peer->machine.submit(message, 2, 0));
    ASSERT_TRUE(peer->machine.submit(message, 3, 0));
    EXPECT_EQ(peer->machine.window_free(), 0U);
    peer->machine.change({.window_size = 1});
    EXPECT_EQ(peer->machine.window_free(), 0U);
    EXPECT_EQ(peer->machine.submit(message, 4, 0).error(), send_error::window_full);
    EXPECT_EQ(peer->machine.outstanding(), 3U) << "what is under way keeps its slots";
}

// An id of nine characters, towards a client of 3.3, stopped the process.
TEST(SmppSessionReply, AnIdThePeerCannotHoldIsTheCallersErrorAndStillAnswered) {
    session_pair pair{{.interface_version = VERSION_33}};
    pair.bind(bind_type::transceiver, 0x33);
    submit_sm message;
    message.destination = {1, 1, "491512345678"};
    message.short_message = "hello";
    ASSERT_TRUE(pair.esme.machine.submit(message, 7, pair.now).has_value());
    pair.run();
    const auto request = pair.smsc.expect<event::request_received>();
    EXPECT_FALSE(pair.smsc.machine.reply(request.ref, command_status::rok, "123456789").has_value());
    pair.run();
    EXPECT_EQ(pair.esme.expect<event::response_received>().status, command_status::rsyserr);
    EXPECT_EQ(pair.smsc.machine.inbound_outstanding(), 0U);
}

}  // namespace kaskad::smpp
