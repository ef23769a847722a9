#include "smpp/transport/client.hpp"

#include "tests/net/certificate_files.hpp"
#include "tests/transport/transport_fixture.hpp"

#include <gmock/gmock.h>

// The client that stays connected, against a listener with real sessions over TCP and TLS.

namespace kaskad::smpp::transport {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using TransportClient = TransportFixture;

TEST_F(TransportClient, BindsSubmitsAndUnbinds) {
    open();
    auto& link = make_bound_client();
    EXPECT_EQ(script_.binds.at(0).system_id, "us");
    EXPECT_EQ(script_.binds.at(0).password, "secret");
    EXPECT_THAT(owner_.bound_epochs, ElementsAre(1));
    EXPECT_EQ(link.window_free(), 10u);
    for (uint64_t token = 100; token < 103; ++token)
        EXPECT_TRUE(link.submit(1, message("hello"), token));
    EXPECT_EQ(link.window_free(), 7u);
    ASSERT_TRUE(run_until([&] { return owner_.responses.size() == 3; }));
    EXPECT_EQ(owner_.responses[0].token, 100u);
    EXPECT_EQ(std::get<submit_sm_resp>(owner_.responses[2].body).message_id, "id-3");
    EXPECT_THAT(script_.texts, ElementsAre("hello", "hello", "hello"));

    bool stopped = false;
    link.stop(5s, [&] { stopped = true; });
    ASSERT_TRUE(run_until([&] { return stopped && !script_.closed.empty(); }));
    EXPECT_EQ(link.state(), client_state::stopped);
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::unbound_by_peer));
    ASSERT_THAT(owner_.losses, SizeIs(1));
    EXPECT_EQ(owner_.losses[0].reason, close_reason::closed_by_us);
    EXPECT_EQ(owner_.losses[0].retry_after, 0ms);
    EXPECT_THAT(owner_.losses[0].unanswered, IsEmpty());
    EXPECT_EQ(script_.binds.size(), 1u);
}

TEST_F(TransportClient, StopWaitsForOutstandingResponses) {
    open();
    script_.answer_submits = false;
    auto& link = make_bound_client();
    ASSERT_TRUE(link.submit(1, message("late"), 5));
    ASSERT_TRUE(run_until([&] { return script_.submits == 1; }));
    bool stopped = false;
    link.stop(5s, [&] { stopped = true; });
    run_for(20ms);
    EXPECT_FALSE(stopped);
    EXPECT_EQ(link.submit(1, message("no more"), 6).error(), send_error::unbinding);
    script_.bound_connections[0]->reply({command_id::submit_sm, 2}, command_status::rok, "id");
    ASSERT_TRUE(run_until([&] { return stopped; }));
    EXPECT_THAT(owner_.responses, SizeIs(1));
    EXPECT_THAT(owner_.losses.at(0).unanswered, IsEmpty());
}

TEST_F(TransportClient, StopCutsAfterItsTimeAndNamesWhatIsInDoubt) {
    open();
    script_.answer_submits = false;
    auto& link = make_bound_client();
    ASSERT_TRUE(link.submit(1, message("never answered"), 5));
    ASSERT_TRUE(run_until([&] { return script_.submits == 1; }));
    bool stopped = false;
    link.stop(20ms, [&] { stopped = true; });
    ASSERT_TRUE(run_until([&] { return stopped; }));
    EXPECT_THAT(owner_.losses.at(0).unanswered, ElementsAre(5));
    EXPECT_THAT(owner_.losses.at(0).unsent, IsEmpty());
}

TEST_F(TransportClient, StopsAtOnceWhileItWaitsOrHasNotBegun) {
    auto never_begun = std::make_unique<client>(home_, options(), owner_);
    bool stopped = false;
    never_begun->stop(1h, [&] { stopped = true; });
    ASSERT_TRUE(run_until([&] { return stopped; }));

    auto slow = options();
    slow.retry.lost = {1h, 1h};
    auto& link = make_client(slow);
    ASSERT_TRUE(run_until([&] { return link.state() == client_state::waiting; }));
    stopped = false;
    link.stop(1h, [&] { stopped = true; });
    EXPECT_TRUE(run_until([&] { return stopped; }));
}

TEST_F(TransportClient, HandsDeliversOutAndRepliesLater) {
    open();
    auto& link = make_bound_client();
    deliver_sm receipt;
    receipt.short_message = "id:1 stat:DELIVRD";
    ASSERT_TRUE(script_.bound_connections[0]->deliver(receipt, 1));
    ASSERT_TRUE(script_.bound_connections[0]->deliver(receipt, 2));
    ASSERT_TRUE(run_until([&] { return owner_.requests.size() == 2; }));
    EXPECT_EQ(std::get<deliver_sm>(owner_.requests[0].body).short_message, "id:1 stat:DELIVRD");
    EXPECT_THAT(script_.deliver_responses, IsEmpty());
    EXPECT_TRUE(link.reply(1, owner_.requests[1].ref, command_status::rok));
    EXPECT_TRUE(link.reply(1, owner_.requests[0].ref, command_status::rx_t_appn));
    ASSERT_TRUE(run_until([&] { return script_.deliver_responses.size() == 2; }));
    EXPECT_THAT(script_.deliver_responses, ElementsAre(command_status::rok, command_status::rx_t_appn));
}

TEST_F(TransportClient, RespectsItsWindow) {
    open();
    script_.answer_submits = false;
    auto narrow = options();
    narrow.session.window_size = 3;
    auto& link = make_bound_client(narrow);
    for (uint64_t token = 0; token < 3; ++token)
        EXPECT_TRUE(link.submit(1, message("x"), token));
    EXPECT_EQ(link.submit(1, message("x"), 3).error(), send_error::window_full);
    EXPECT_EQ(link.window_free(), 0u);
    ASSERT_TRUE(run_until([&] { return script_.submits == 3; }));
    script_.bound_connections[0]->reply({command_id::submit_sm, 3}, command_status::rok, "id");
    ASSERT_TRUE(run_until([&] { return link.window_free() == 1; }));
    EXPECT_EQ(owner_.responses.at(0).token, 1u);
    EXPECT_TRUE(link.submit(1, message("x"), 4));
    EXPECT_FALSE(link.submit(1, message("x"), 5));
    ASSERT_TRUE(run_until([&] { return script_.submits == 4; }));
    EXPECT_EQ(script_.most_at_once, 3u);
}

TEST_F(TransportClient, ComesBackWithANewEpochAndHandsBackWhatWasUnderWay) {
    open();
    script_.answer_submits = false;
    auto& link = make_bound_client();
    ASSERT_TRUE(link.submit(1, message("in doubt"), 41));
    ASSERT_TRUE(link.submit(1, message("in doubt"), 42));
    ASSERT_TRUE(run_until([&] { return script_.submits == 2; }));
    script_.bound_connections[0]->cut();
    ASSERT_TRUE(run_until([&] { return owner_.down_epochs.size() == 1; }));
    EXPECT_EQ(owner_.losses[0].reason, close_reason::connection_lost);
    EXPECT_THAT(owner_.losses[0].unanswered, ElementsAre(41, 42));
    EXPECT_GT(owner_.losses[0].retry_after, 0ms);
    EXPECT_LE(owner_.losses[0].retry_after, 10ms);
    ASSERT_TRUE(run_until([&] { return owner_.bound_epochs.size() == 2; }));
    const auto epoch = owner_.bound_epochs[1];
    EXPECT_GT(epoch, 1u);
    EXPECT_EQ(link.epoch(), epoch);
    // Whoever still speaks of the dead epoch sends nothing.
    EXPECT_EQ(link.submit(1, message("stale"), 43).error(), send_error::not_bound);
    EXPECT_FALSE(link.reply(1, {command_id::deliver_sm, 1}, command_status::rok));
    script_.answer_submits = true;
    EXPECT_TRUE(link.submit(epoch, message("fresh"), 44));
    ASSERT_TRUE(run_until([&] { return owner_.responses.size() == 1; }));
    EXPECT_EQ(owner_.responses[0].token, 44u);
}

TEST_F(TransportClient, TellsWhatNeverLeftFromWhatIsInDoubt) {
    open();
    auto small = options();
    small.session.output_max = 550'000;
    auto& link = make_bound_client(small);
    // More in one turn than may wait: the session gives up before any octet was handed to the socket.
    auto large = message("");
    large.tlvs.push_back({tag::message_payload, std::string(60'000, 'x')});
    std::vector<uint64_t> accepted;
    for (uint64_t token = 1; token <= 10; ++token) {
        if (link.submit(1, large, token)) accepted.push_back(token);
    }
    ASSERT_THAT(accepted, SizeIs(10));
    ASSERT_TRUE(run_until([&] { return owner_.losses.size() == 1; }));
    EXPECT_EQ(owner_.losses[0].reason, close_reason::output_overflow);
    EXPECT_EQ(owner_.losses[0].unsent, accepted);
    EXPECT_THAT(owner_.losses[0].unanswered, IsEmpty());
}

TEST_F(TransportClient, ComesBackAfterThePeerUnbinds) {
    open();
    make_bound_client();
    script_.bound_connections[0]->unbind();
    ASSERT_TRUE(run_until([&] { return owner_.bound_epochs.size() == 2; }));
    EXPECT_EQ(owner_.losses.at(0).reason, close_reason::unbound_by_peer);
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::closed_by_us));
}

TEST_F(TransportClient, KeepsTryingWhileNobodyListens) {
    open();
    auto later = options();
    centre_.reset();
    run_for(1ms);
    make_client(later);
    ASSERT_TRUE(run_until([&] { return owner_.failures.size() == 5; }));
    EXPECT_EQ(owner_.failures[4].kind, failure_kind::lost);
    EXPECT_EQ(owner_.failures[4].failures, 5u);
    EXPECT_THAT(owner_.failures[4].text, HasSubstr("127.0.0.1:" + std::to_string(later.port)));
    EXPECT_LE(owner_.failures[4].retry_after, 50ms);
    open({.port = later.port});
    EXPECT_TRUE(run_until([&] { return client_->is_bound(); }));
    EXPECT_THAT(owner_.down_epochs, IsEmpty());
}

TEST_F(TransportClient, RefusedCredentialsAreNotTriedFast) {
    open();
    for (const auto status : {command_status::rinvpaswd, command_status::rinvsysid, command_status::rinvsystyp}) {
        script_.bind_status = status;
        owner_.failures.clear();
        script_.binds.clear();
        make_client(options());
        ASSERT_TRUE(run_until([&] { return client_->state() == client_state::waiting; }));
        ASSERT_THAT(owner_.failures, SizeIs(1));
        EXPECT_EQ(owner_.failures[0].kind, failure_kind::credentials);
        EXPECT_EQ(owner_.failures[0].status, status);
        EXPECT_THAT(owner_.failures[0].text, HasSubstr("ESME_RINV"));
        EXPECT_GE(owner_.failures[0].retry_after, 30min);
        run_for(60ms);
        EXPECT_THAT(script_.binds, SizeIs(1));
    }
}

TEST_F(TransportClient, AlreadyBoundIsTriedAgainAtItsOwnPaceAndNeverOverTwoConnections) {
    open();
    script_.bind_status = command_status::ralybnd;
    auto patient = options();
    patient.retry.busy = {60ms, 60ms};
    make_client(patient);
    ASSERT_TRUE(run_until([&] { return owner_.failures.size() == 2; }));
    EXPECT_EQ(owner_.failures[1].kind, failure_kind::busy);
    EXPECT_GE(owner_.failures[1].retry_after, 30ms);
    script_.bind_status = command_status::rok;
    ASSERT_TRUE(run_until([&] { return client_->is_bound(); }));
    EXPECT_EQ(centre_->counts().connections, 1u);
}

// Some servers of 3.4 refuse 5.0 so, instead of answering lower.
TEST_F(TransportClient, AsksForALowerVersionAfterARefusalThatMayMeanIt) {
    open();
    script_.bind_status = command_status::rbindfail;
    auto newest = options();
    newest.bind.interface_version = newest.session.interface_version = 0x50;
    make_client(newest);
    ASSERT_TRUE(run_until([&] { return script_.binds.size() == 3; }));
    EXPECT_EQ(script_.binds[0].interface_version, 0x50);
    EXPECT_EQ(script_.binds[1].interface_version, 0x34);
    EXPECT_EQ(script_.binds[2].interface_version, 0x34);
}

TEST_F(TransportClient, GivesUpOnAPeerThatDoesNotAnswerTheBind) {
    net::asio::io_context context;
    net::asio::ip::tcp::acceptor silent{context, {net::asio::ip::address_v4::loopback(), 0}};
    auto impatient = options();
    impatient.port = silent.local_endpoint().port();
    impatient.session.bind_timeout_ms = 20;
    impatient.limits.linger_max = 10ms;
    make_client(impatient);
    ASSERT_TRUE(run_until([&] { return owner_.failures.size() == 2; }));
    EXPECT_THAT(owner_.failures[0].text, HasSubstr("bind_timeout"));
}

TEST_F(TransportClient, ASilentPeerIsFoundByEnquireLink) {
    open();
    auto watchful = options();
    watchful.session.enquire_link_interval_ms = 20;
    watchful.session.enquire_link_timeout_ms = 20;
    watchful.limits.linger_max = 10ms;
    make_bound_client(watchful);
    script_.bound_connections[0]->pause_reading();
    // What was being read at that moment is still answered; then nothing is.
    ASSERT_TRUE(run_until([&] { return owner_.losses.size() == 1; }));
    EXPECT_EQ(owner_.losses[0].reason, close_reason::enquire_link_timeout);
}

TEST_F(TransportClient, ARequestWithoutAnswerTimesOutAndFreesItsPlace) {
    open();
    script_.answer_submits = false;
    auto quick = options();
    quick.session.response_timeout_ms = 20;
    auto& link = make_bound_client(quick);
    ASSERT_TRUE(link.submit(1, message("x"), 77));
    ASSERT_TRUE(run_until([&] { return owner_.time_outs.size() == 1; }));
    EXPECT_THAT(owner_.time_outs, ElementsAre(77));
    EXPECT_EQ(link.window_free(), 10u);
}

TEST_F(TransportClient, NoEventFollowsItsDestruction) {
    open();
    make_bound_client();
    ASSERT_TRUE(client_->submit(1, message("x"), 1));
    client_.reset();
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    run_for(20ms);
    EXPECT_THAT(owner_.losses, IsEmpty());
    EXPECT_THAT(owner_.responses, IsEmpty());
    EXPECT_THAT(script_.binds, SizeIs(1));
}

TEST_F(TransportClient, PausedItLeavesTheOctetsWithThePeer) {
    open();
    auto& link = make_bound_client();
    link.pause_reading();
    for (uint64_t token = 1; token <= 5; ++token)
        ASSERT_TRUE(link.submit(1, message("x"), token));
    ASSERT_TRUE(run_until([&] { return script_.submits == 5; }));
    run_for(20ms);
    // One read was under way when the pause began.
    EXPECT_LE(owner_.responses.size(), 5u);
    const auto before = owner_.responses.size();
    for (uint64_t token = 6; token <= 9; ++token)
        link.submit(1, message("x"), token);
    run_for(20ms);
    EXPECT_EQ(owner_.responses.size(), before);
    link.resume_reading();
    EXPECT_TRUE(run_until([&] { return owner_.responses.size() == 5 + 4; }));
}

class TransportTls : public TransportFixture {
  protected:
    void open_tls() {
        const auto pair = files_.issue("server", "DNS:localhost");
        open({.tls = *net::make_tls_server({pair.certificate, pair.key}), .handshake_deadline = 1s});
    }
    client_options secure(const std::string& name) {
        auto result = options();
        result.tls = *net::make_tls_client({.ca_file = files_.authority_file()});
        result.tls_name = name;
        return result;
    }

    net::certificate_files files_;
};

TEST_F(TransportTls, BindsSubmitsReconnectsAndUnbindsOverTls) {
    open_tls();
    auto& link = make_bound_client(secure("localhost"));
    EXPECT_TRUE(script_.bound_connections[0]->is_secure());
    ASSERT_TRUE(link.submit(1, message(std::string(200, 'x')), 1));
    ASSERT_TRUE(run_until([&] { return owner_.responses.size() == 1; }));
    script_.bound_connections[0]->cut();
    ASSERT_TRUE(run_until([&] { return owner_.bound_epochs.size() == 2; }));
    bool stopped = false;
    link.stop(5s, [&] { stopped = true; });
    ASSERT_TRUE(run_until([&] { return stopped; }));
    EXPECT_EQ(owner_.losses.back().reason, close_reason::closed_by_us);
}

TEST_F(TransportTls, RefusesACertificateOfAnotherName) {
    open_tls();
    make_client(secure("elsewhere.example"));
    ASSERT_TRUE(run_until([&] { return owner_.failures.size() == 2; }));
    EXPECT_THAT(owner_.failures[0].text, HasSubstr("mismatch"));
    EXPECT_THAT(script_.binds, IsEmpty());
}

// A stop left the connection that was being opened to its own deadline.
TEST_F(TransportTls, StopEndsADialUnderWay) {
    net::tcp_acceptor silent{home_.get_executor(), {net::asio::ip::address_v4::loopback(), 0}};
    net::tcp_socket peer{home_.get_executor()};
    bool accepted = false;
    silent.async_accept(peer, [&](net::error_code) { accepted = true; });
    auto wanted = secure("localhost");
    wanted.port = silent.local_endpoint().port();
    wanted.connect_deadline = 1h;
    auto& link = make_client(wanted);
    ASSERT_TRUE(run_until([&] { return accepted; }));
    bool stopped = false;
    link.stop(1h, [&] { stopped = true; });
    ASSERT_TRUE(run_until([&] { return stopped; }));
    char octets[4096];
    bool ended = false;
    std::function<void()> read = [&] {
        peer.async_read_some(net::asio::buffer(octets), [&](net::error_code ec, size_t) {
            if (ec) ended = true;
            if (!ec) read();
        });
    };
    read();
    EXPECT_TRUE(run_until([&] { return ended; }));
}

TEST_F(TransportTls, PlainClientsDoNotHangTheListener) {
    open_tls();
    make_client(options());
    ASSERT_TRUE(run_until([&] { return owner_.failures.size() == 2; }));
    EXPECT_THAT(script_.binds, IsEmpty());
}

}  // namespace
}  // namespace kaskad::smpp::transport
