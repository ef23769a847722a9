#include "tests/net/certificate_files.hpp"
#include "tests/transport/octet_fixture.hpp"

#include <gmock/gmock.h>

// The listener against peers that mean harm: none holds it up, none costs it more than its limits, and whoever behaves
// is served meanwhile.

namespace kaskad::smpp::transport {
namespace {

using net::raw_client;
using ::testing::ElementsAre;

constexpr size_t PAYLOAD_MAX = 65'535;

class TransportHostilePeer : public OctetFixture {
  protected:
    static submit_sm long_message(char letter) {
        auto made = message("");
        made.tlvs.push_back({tag::message_payload, std::string(PAYLOAD_MAX, letter)});
        return made;
    }

    // An octet at every turn of the shard until the session ends.
    void drip(raw_client& peer, const std::string& octets) {
        size_t sent = 0;
        ASSERT_TRUE(run_until([&] {
            if (script_.closed.empty() && sent < octets.size()) peer.send({&octets[sent++], 1});
            return !script_.closed.empty();
        }));
    }

    void expect_service(client& honest, size_t messages) {
        const auto before = owner_.responses.size();
        for (size_t i = 0; i < messages; ++i)
            ASSERT_TRUE(honest.submit(honest.epoch(), message("well"), i).has_value());
        ASSERT_TRUE(run_until([&] { return owner_.responses.size() == before + messages; }));
        EXPECT_EQ(owner_.responses.back().status, command_status::rok);
    }
};

TEST_F(TransportHostilePeer, ABindThatDripsInIsNotWaitedFor) {
    open({.session = {.role = session_role::smsc, .session_init_timeout_ms = 30}});
    raw_client peer{centre_->port()};
    // A command_length that the octets to come never reach.
    drip(peer, octets_of(long_message('x'), 1));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::bind_timeout));
}

TEST_F(TransportHostilePeer, OctetsThatMakeNoPduAreNoSignOfLife) {
    open({.session = {.role = session_role::smsc, .enquire_link_interval_ms = 15, .enquire_link_timeout_ms = 15}});
    auto peer = make_bound_peer();
    drip(peer, octets_of(long_message('x'), 2));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::enquire_link_timeout));
}

TEST_F(TransportHostilePeer, ATlsHandshakeThatDripsInIsNotWaitedFor) {
    net::certificate_files files;
    const auto pair = files.issue("server", "DNS:localhost");
    open({.tls = *net::make_tls_server({pair.certificate, pair.key}), .handshake_deadline = 30ms});
    raw_client peer{centre_->port()};
    // A handshake record of 512 octets.
    std::string record{"\x16\x03\x01\x02\x00\x01\x00\x01\xFC", 9};
    record.resize(400);
    size_t sent = 0;
    ASSERT_TRUE(run_until([&] {
        if (sent < record.size()) peer.send({&record[sent++], 1});
        return centre_->counts().accepted == 1 && centre_->counts().connections == 0;
    }));
    EXPECT_EQ(script_.binds.size(), 0u);
}

TEST_F(TransportHostilePeer, AWholeConversationMayComeOctetByOctet) {
    open();
    raw_client peer{centre_->port()};
    std::string octets = bind_octets();
    for (uint32_t number = 2; number < 12; ++number)
        octets += octets_of(message("number " + std::to_string(number)), number) + octets_of(enquire_link{}, 100);
    octets += octets_of(unbind{}, 12);
    drip(peer, octets);
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::unbound_by_peer));
    EXPECT_EQ(script_.submits, 10u);
    settle();
    size_t responses = 0;
    for (auto response = read_pdu(peer); response.size() >= HEADER_SIZE; response = read_pdu(peer), ++responses)
        EXPECT_EQ(number_at(response, 8), 0u);
    EXPECT_EQ(responses, 1u + 10 + 10 + 1);
}

TEST_F(TransportHostilePeer, PayloadsOf64KibibytesComeAndGoWhole) {
    open();
    auto peer = make_bound_peer();
    for (uint32_t number = 2; number < 12; ++number) {
        peer.send(octets_of(long_message(static_cast<char>('a' + number)), number));
        ASSERT_TRUE(run_until([&] { return script_.submits == number - 1; }));
        EXPECT_EQ(script_.texts.back(), std::string(PAYLOAD_MAX, static_cast<char>('a' + number)));
    }
    deliver_sm delivered;
    delivered.tlvs.push_back({tag::message_payload, std::string(PAYLOAD_MAX, 'z')});
    for (uint64_t token = 1; token <= 10; ++token)
        ASSERT_TRUE(script_.bound_connections[0]->deliver(delivered, token).has_value());
    std::string received;
    const size_t expected =
        10 * octets_of(submit_sm_resp{"id-1", {}}, 2).size() + 1 + 10 * octets_of(delivered, 1).size();
    ASSERT_TRUE(run_until([&] {
        received += peer.read_arrived();
        return received.size() >= expected;
    }));
    // "id-10" is one octet longer than the others.
    EXPECT_EQ(received.size(), expected);
    EXPECT_EQ(received.substr(received.size() - PAYLOAD_MAX), std::string(PAYLOAD_MAX, 'z'));
}

TEST_F(TransportHostilePeer, APduOverTheLimitIsRefusedByItsLengthAlone) {
    open();
    auto peer = make_bound_peer();
    std::string head;
    append_uint32(head, COMMAND_LENGTH_MAX + 1);
    peer.send(head);
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::framing_error));
}

// It takes no delivery: the window holds them back, then the write is given up, and every one is accounted for.
TEST_F(TransportHostilePeer, APeerThatNeverReadsItsDeliveriesLosesThemOnce) {
    open({.session = {.role = session_role::smsc, .window_size = 200, .output_max = size_t{64} << 20},
          .limits = {.write_deadline = 100ms}});
    auto peer = make_bound_peer();
    const auto stuck = script_.bound_connections[0];
    deliver_sm delivered;
    delivered.tlvs.push_back({tag::message_payload, std::string(PAYLOAD_MAX, 'z')});
    size_t accepted = 0;
    for (uint64_t token = 1; token <= 300; ++token)
        accepted += stuck->deliver(delivered, token).has_value() ? 1 : 0;
    EXPECT_EQ(accepted, 200u);
    auto& honest = make_bound_client();
    expect_service(honest, 5);
    ASSERT_TRUE(run_until([&] { return script_.closed.size() == 1; }));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::connection_lost));
    EXPECT_EQ(script_.unanswered.size() + script_.unsent.size(), accepted);
    expect_service(honest, 5);
}

// Its connection used to be kept, and what it went on to write read, for as long as one write may take.
TEST_F(TransportHostilePeer, APeerThatNeverReadsItsAnswersIsCutWhenTooManyWait) {
    open({.session = {.role = session_role::smsc, .output_max = 1U << 16}});
    auto peer = make_bound_peer();
    std::string questions;
    for (uint32_t number = 2; number < 800; ++number)
        questions += octets_of(enquire_link{}, number);
    ASSERT_TRUE(run_until([&] {
        if (script_.closed.empty()) peer.send(questions);
        return !script_.closed.empty();
    }));
    EXPECT_THAT(script_.closed, ElementsAre(close_reason::output_overflow));
    EXPECT_TRUE(run_until([&] { return centre_->counts().connections == 0; }));
}

TEST_F(TransportHostilePeer, AThousandUnboundSocketsHarmNobodyWhoIsBound) {
    constexpr size_t SOCKETS = 1000;
    constexpr uint8_t ADDRESSES = 25;  // so that the limit per address is not what holds
    open({.session = {.role = session_role::smsc, .session_init_timeout_ms = 300}});
    auto& honest = make_bound_client();
    std::vector<raw_client> idle;
    for (size_t i = 0; i < SOCKETS; ++i) {
        idle.emplace_back(centre_->port(), static_cast<uint8_t>(1 + i % ADDRESSES));
        ASSERT_TRUE(idle.back().is_connected());
        home_.poll();
    }
    ASSERT_TRUE(run_until([&] { return centre_->counts().accepted == SOCKETS + 1; }));
    EXPECT_LE(centre_->counts().connections, listener_options{}.unbound_max + 1);
    EXPECT_GE(centre_->counts().refused, 1u);
    expect_service(honest, 10);
    // The others time out, and whoever wants to bind finds a place again.
    ASSERT_TRUE(run_until([&] { return centre_->counts().connections == 1; }));
    EXPECT_TRUE(honest.is_bound());
    make_bound_peer();
}

}  // namespace
}  // namespace kaskad::smpp::transport
