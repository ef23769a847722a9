#include "session_pair.hpp"

#include <gmock/gmock.h>

// How a session ends: unbinding from either side, silence, lost connections, peers that do not read.

namespace kaskad::smpp {

using testing::ElementsAre;

TEST(SmppSessionEnd, DropsAPeerThatDoesNotRead) {
    wire_peer peer{session_role::smsc, {.output_max = 1000}};
    peer.bind_as_smsc();
    for (uint32_t number = 2; !peer->machine.is_closed() && number < 200; ++number)
        peer.send(enquire_link{}, number);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::output_overflow);
    EXPECT_EQ(peer->machine.output_size(), 0U);
}

TEST(SmppSessionEnd, TellsUnsentRequestsFromUnanswered) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 1, 0).has_value());
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 2, 0).has_value());
    peer.expect<submit_sm>();
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 3, 0).has_value());
    peer->machine.handle_close();
    const auto closed = peer->expect<event::closed>();
    EXPECT_EQ(closed.reason, close_reason::connection_lost);
    EXPECT_THAT(closed.unanswered, ElementsAre(1, 2));
    EXPECT_THAT(closed.unsent, ElementsAre(3));
    EXPECT_EQ(peer->machine.submit(session_pair::message(), 4, 0).error(), send_error::not_bound);
    EXPECT_FALSE(peer->machine.next_deadline().has_value());
    peer->machine.handle_close();
    EXPECT_TRUE(peer->is_quiet());
}

TEST(SmppSessionEnd, AsksASilentPeerAndGivesUp) {
    wire_peer peer{session_role::esme,
                   {.enquire_link_interval_ms = 1000, .enquire_link_timeout_ms = 300, .enquire_link_misses_max = 2}};
    peer.bind_as_esme();
    peer.advance(999);
    EXPECT_EQ(peer->machine.output_size(), 0U);
    peer.advance(1);
    peer.expect<enquire_link>();
    peer.advance(300);
    peer.expect<enquire_link>();
    EXPECT_FALSE(peer->machine.is_closed());
    peer.advance(300);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::enquire_link_timeout);
}

TEST(SmppSessionEnd, TakesAnyPduForASignOfLife) {
    wire_peer peer{session_role::esme,
                   {.enquire_link_interval_ms = 1000, .enquire_link_timeout_ms = 300, .enquire_link_misses_max = 1}};
    peer.bind_as_esme();
    peer.advance(1000);
    peer.expect<enquire_link>();
    peer.advance(100);
    peer.send(submit_sm_resp{}, 999);
    peer->events.clear();
    peer.advance(200);
    EXPECT_FALSE(peer->machine.is_closed());
    EXPECT_EQ(peer->machine.next_deadline(), 2100);
}

// Found by fuzzing: a session woken late, whose peer had been heard but not lately, was due again at once.
TEST(SmppSessionEnd, AsksAtOnceWhereTheLastSignOfLifeIsLongAgo) {
    wire_peer peer{session_role::esme, {.enquire_link_interval_ms = 1000, .enquire_link_timeout_ms = 300}};
    peer.bind_as_esme();
    peer.advance(1000);
    peer.expect<enquire_link>();
    peer.advance(100);
    peer.send(submit_sm_resp{}, 999);
    peer.advance(5000);
    peer.expect<enquire_link>();
    EXPECT_EQ(peer->machine.next_deadline(), peer.now + 300);
}

TEST(SmppSessionEnd, UnbindsAnIdleSession) {
    session_pair pair{{.enquire_link_interval_ms = 100, .inactivity_timeout_ms = 1000}};
    pair.bind();
    for (int i = 0; i < 9; ++i) {
        pair.advance(100);
        pair.run();
    }
    EXPECT_TRUE(pair.esme.machine.is_bound());
    pair.advance(100);
    pair.run();
    EXPECT_EQ(pair.esme.expect<event::closed>().reason, close_reason::inactivity);
    pair.smsc.expect<event::unbind_received>();
    EXPECT_EQ(pair.smsc.expect<event::closed>().reason, close_reason::unbound_by_peer);
}

TEST(SmppSessionEnd, UnbindsFromEitherSide) {
    for (const bool by_esme : {true, false}) {
        session_pair pair;
        pair.bind();
        side& first = by_esme ? pair.esme : pair.smsc;
        side& second = by_esme ? pair.smsc : pair.esme;
        first.machine.unbind(0);
        pair.run();
        EXPECT_EQ(first.expect<event::closed>().reason, close_reason::closed_by_us);
        second.expect<event::unbind_received>();
        EXPECT_EQ(second.expect<event::closed>().reason, close_reason::unbound_by_peer);
    }
}

TEST(SmppSessionEnd, UnbindsOnlyWhenWhatIsInFlightIsAnswered) {
    session_pair pair;
    pair.bind();
    const request_ref ref = pair.submit(1);
    pair.esme.machine.unbind(0);
    pair.run();
    EXPECT_EQ(pair.esme.machine.submit(session_pair::message(), 2, 0).error(), send_error::unbinding);
    EXPECT_TRUE(pair.smsc.is_quiet());
    pair.smsc.machine.reply(ref, command_status::rok, "x");
    pair.run();
    EXPECT_EQ(pair.esme.expect<event::response_received>().token, 1U);
    EXPECT_EQ(pair.esme.expect<event::closed>().reason, close_reason::closed_by_us);
}

TEST(SmppSessionEnd, AnswersAnUnbindWhenItsOwnAnswersAreOut) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    peer.send(session_pair::message(), 2);
    peer.send(unbind{}, 3);
    peer.send(session_pair::message(), 4);
    EXPECT_EQ(peer.expect<submit_sm_resp>().status, command_status::rinvbndsts);
    peer->machine.reply({command_id::submit_sm, 2}, command_status::rok, "x");
    EXPECT_EQ(peer.expect<submit_sm_resp>().sequence_number, 2U);
    EXPECT_EQ(peer.expect<unbind_resp>().sequence_number, 3U);
    EXPECT_TRUE(peer->machine.is_closed());
}

TEST(SmppSessionEnd, LetsThePeersUnbindRunItsCourse) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    peer.send(session_pair::message(), 2);
    peer.send(unbind{}, 3);
    peer->machine.unbind(0);
    EXPECT_FALSE(peer->machine.is_closed());
    peer->machine.reply({command_id::submit_sm, 2}, command_status::rok, "x");
    peer.expect<submit_sm_resp>();
    peer.expect<unbind_resp>();
}

TEST(SmppSessionEnd, AnswersAnUnbindInTimeWhateverIsOpen) {
    wire_peer peer{session_role::smsc, {.unbind_timeout_ms = 400}};
    peer.bind_as_smsc();
    peer.send(session_pair::message(), 2);
    peer.send(unbind{}, 3);
    peer.advance(399);
    EXPECT_EQ(peer->machine.output_size(), 0U);
    peer.advance(1);
    peer.expect<unbind_resp>();
    peer->machine.reply({command_id::submit_sm, 2}, command_status::rok, "x");
    EXPECT_EQ(peer->machine.output_size(), 0U);
}

TEST(SmppSessionEnd, ClosesWhenTheUnbindIsNotAnswered) {
    wire_peer peer{session_role::esme, {.drain_timeout_ms = 100, .unbind_timeout_ms = 200}};
    peer.bind_as_esme();
    ASSERT_TRUE(peer->machine.submit(session_pair::message(), 5, 0).has_value());
    peer.expect<submit_sm>();
    peer->machine.unbind(0);
    EXPECT_EQ(peer->machine.next_deadline(), 100);
    peer.advance(100);
    peer.expect<unbind>();
    peer.advance(200);
    const auto closed = peer->expect<event::closed>();
    EXPECT_EQ(closed.reason, close_reason::unbind_timeout);
    EXPECT_THAT(closed.unanswered, ElementsAre(5));
}

TEST(SmppSessionEnd, SettlesTwoUnbindsThatCross) {
    session_pair pair;
    pair.bind();
    pair.esme.machine.unbind(0);
    pair.smsc.machine.unbind(0);
    pair.run();
    EXPECT_TRUE(pair.esme.machine.is_closed());
    EXPECT_TRUE(pair.smsc.machine.is_closed());
}

TEST(SmppSessionEnd, RefusesNewSubmitsWhileItGoesDown) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    peer.send(session_pair::message(), 2);
    peer->machine.unbind(0);
    peer.send(session_pair::message(), 3);
    EXPECT_EQ(peer.expect<submit_sm_resp>().status, command_status::rsyserr);
}

TEST(SmppSessionEnd, CloseEndsAtOnce) {
    wire_peer peer{session_role::esme};
    peer.bind_as_esme();
    peer->machine.close();
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::closed_by_us);
    EXPECT_THAT(peer->machine.window_free(), 0U);
    peer->machine.unbind(0);
    peer->machine.reply({command_id::deliver_sm, 1}, command_status::rok);
    peer.advance(100'000);
    EXPECT_TRUE(peer->is_quiet());
}

}  // namespace kaskad::smpp
