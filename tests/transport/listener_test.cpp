#include "smpp/transport/listener.hpp"

#include "tests/transport/octet_fixture.hpp"

#include <gmock/gmock.h>

// The listener against peers that behave badly at the level of octets.

namespace kaskad::smpp::transport {
namespace {

using net::raw_client;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class TransportListener : public OctetFixture {};

TEST_F(TransportListener, ServesAPeerThatSendsOctetByOctet) {
    open();
    raw_client peer{centre_->port()};
    for (const char octet : bind_octets() + octets_of(message("slow"), 2)) {
        peer.send({&octet, 1});
        home_.poll();
    }
    ASSERT_TRUE(run_until([&] { return script_.submits == 1; }));
    EXPECT_THAT(script_.texts, ElementsAre("slow"));
}

TEST_F(TransportListener, AnswersABurstInOneWrite) {
    open();
    auto peer = make_bound_peer();
    std::string burst;
    for (uint32_t number = 2; number < 102; ++number)
        burst += octets_of(message("x"), number);
    peer.send(burst);
    ASSERT_TRUE(run_until([&] { return script_.submits == 100; }));
    settle();
    for (uint32_t number = 2; number < 102; ++number) {
        const auto response = read_pdu(peer);
        EXPECT_EQ(number_at(response, 4), 0x80000004u);
        EXPECT_EQ(number_at(response, 12), number);
    }
}

TEST_F(TransportListener, AnswersGarbageWithANackAndCloses) {
    open();
    raw_client peer{centre_->port()};
    peer.send("GET / HTTP/1.1\r\nHost: smpp\r\n\r\n");
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::framing_error));
    settle();
    const auto nack = read_pdu(peer);
    EXPECT_EQ(number_at(nack, 4), 0x80000000u);
    EXPECT_EQ(number_at(nack, 8), static_cast<uint32_t>(command_status::rinvcmdlen));
    EXPECT_TRUE(peer.is_closed());
    make_bound_client();
}

TEST_F(TransportListener, DropsAPeerThatNeverReads) {
    open({.session = {.role = session_role::smsc, .output_max = 100'000}});
    auto peer = make_bound_peer();
    std::string burst;
    for (uint32_t number = 2; number < 1000; ++number)
        burst += octets_of(enquire_link{}, number);
    size_t sent = 0;
    // Its responses fill the socket, then the session's output, and no more than that.
    while (script_.closed.empty() && sent < 200'000'000) {
        if (!peer.send(burst)) break;
        sent += burst.size();
        run_for(1ms);
    }
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::output_overflow));
    make_bound_client();
}

TEST_F(TransportListener, DropsAPeerThatNeverReadsAfterTheWriteDeadline) {
    open({.session = {.role = session_role::smsc, .output_max = size_t{64} << 20}, .limits = {.write_deadline = 50ms}});
    auto peer = make_bound_peer();
    std::string burst;
    for (uint32_t number = 2; number < 1000; ++number)
        burst += octets_of(enquire_link{}, number);
    for (size_t sent = 0; script_.closed.empty() && sent < 40'000'000; sent += burst.size()) {
        if (!peer.send(burst)) break;
        run_for(1ms);
    }
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::connection_lost));
}

TEST_F(TransportListener, ClosesAPeerThatDoesNotBind) {
    open({.session = {.role = session_role::smsc, .session_init_timeout_ms = 20}});
    raw_client peer{centre_->port()};
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::bind_timeout));
    settle();
    EXPECT_TRUE(peer.is_closed());
}

TEST_F(TransportListener, LimitsConnectionsUnboundAndPerAddress) {
    open({.connections_max = 4, .connections_per_address_max = 3, .unbound_max = 2});
    std::vector<raw_client> peers;
    for (int i = 0; i < 3; ++i)
        peers.emplace_back(centre_->port());
    ASSERT_TRUE(run_until([&] { return centre_->counts().accepted == 3; }));
    EXPECT_EQ(centre_->counts().connections, 2u);
    EXPECT_EQ(centre_->counts().refused, 1u);
    EXPECT_TRUE(peers[2].is_closed());
    // Once bound they no longer count as unbound, but as from one address.
    for (size_t i = 0; i < 2; ++i)
        peers[i].send(bind_octets());
    ASSERT_TRUE(run_until([&] { return script_.bound == 2; }));
    for (int i = 0; i < 2; ++i)
        peers.emplace_back(centre_->port());
    ASSERT_TRUE(run_until([&] { return centre_->counts().accepted == 5; }));
    EXPECT_EQ(centre_->counts().connections, 3u);
    EXPECT_EQ(centre_->counts().refused, 2u);
    peers.clear();
    script_.bound_connections.clear();
    ASSERT_TRUE(run_until([&] { return centre_->counts().connections == 0; }));
    make_bound_client();
}

TEST_F(TransportListener, ARefusedBindIsReadByThePeerBeforeTheEnd) {
    open();
    script_.bind_status = command_status::rinvpaswd;
    raw_client peer{centre_->port()};
    // More behind the bind than one read takes: unread input must not destroy the refusal.
    std::string octets = bind_octets();
    for (uint32_t number = 2; number < 5000; ++number)
        octets += octets_of(enquire_link{}, number);
    peer.send(octets);
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    settle();
    auto response = read_pdu(peer);
    while (response.size() >= 16 && number_at(response, 4) == 0x80000015u)
        response = read_pdu(peer);
    ASSERT_GE(response.size(), 16u);
    EXPECT_EQ(number_at(response, 4), 0x80000009u);
    EXPECT_EQ(number_at(response, 8), static_cast<uint32_t>(command_status::rinvpaswd));
    EXPECT_TRUE(peer.is_closed());
}

TEST_F(TransportListener, StopUnbindsItsPeersAndCutsTheRest) {
    open();
    make_bound_client();
    auto stubborn = make_bound_peer();
    bool stopped = false;
    centre_->stop(500ms, [&] { stopped = true; });
    ASSERT_TRUE(run_until([&] { return owner_.losses.size() == 1; }));
    EXPECT_EQ(owner_.losses[0].reason, close_reason::unbound_by_peer);
    EXPECT_FALSE(stopped);
    ASSERT_TRUE(run_until([&] { return stopped; }));
    EXPECT_EQ(centre_->counts().connections, 0u);
}

TEST_F(TransportListener, TellsWhyItCannotListen) {
    open();
    const auto second = listener::open(home_, {.port = centre_->port()}, [](connection&) { return nullptr; });
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), ::testing::HasSubstr(std::to_string(centre_->port())));
}

TEST_F(TransportListener, RefusesWhatTheApplicationDoesNotWant) {
    auto opened = listener::open(home_, {}, [](connection&) { return nullptr; });
    ASSERT_TRUE(opened);
    raw_client peer{(*opened)->port()};
    ASSERT_TRUE(run_until([&] { return (*opened)->counts().accepted == 1; }));
    EXPECT_TRUE(peer.is_closed());
    EXPECT_EQ((*opened)->counts().connections, 0u);
}

}  // namespace
}  // namespace kaskad::smpp::transport
