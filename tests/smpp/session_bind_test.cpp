#include "session_pair.hpp"

#include <gmock/gmock.h>

// Binding, versions, what each state and bind type allows.

namespace kaskad::smpp {

TEST(SmppSessionBind, BindsInEveryType) {
    for (const auto type : {bind_type::receiver, bind_type::transmitter, bind_type::transceiver}) {
        session_pair pair;
        pair.bind(type);
        EXPECT_EQ(pair.esme.machine.bind_type(), type);
        EXPECT_EQ(pair.smsc.machine.bind_type(), type);
        EXPECT_EQ(pair.esme.machine.window_free(), 10U);
    }
}

TEST(SmppSessionBind, SaysWhomItIsBoundTo) {
    wire_peer peer{session_role::esme};
    ASSERT_TRUE(peer->machine.bind({}, 0).has_value());
    peer.send(bind_resp{bind_type::transceiver, "OPERATOR", {}}, peer.expect<bind>().sequence_number);
    const auto bound = peer->expect<event::bound>();
    EXPECT_EQ(bound.system_id, "OPERATOR");
    EXPECT_EQ(bound.type, bind_type::transceiver);
}

TEST(SmppSessionBind, AgreesOnTheLowerVersion) {
    const auto version_with = [](tlv_list tlvs, session_options options = {}) {
        wire_peer peer{session_role::esme, options};
        peer.bind_as_esme(std::move(tlvs));
        return peer->machine.interface_version();
    };
    EXPECT_EQ(version_with({make_tlv8(tag::sc_interface_version, 0x34)}), VERSION_34);
    EXPECT_EQ(version_with({make_tlv8(tag::sc_interface_version, 0x50)}), VERSION_34);
    EXPECT_EQ(version_with({make_tlv8(tag::sc_interface_version, 0x50)}, {.interface_version = 0x50}), VERSION_50);
    EXPECT_EQ(version_with({make_tlv8(tag::sc_interface_version, 0x44)}, {.interface_version = 0x50}), VERSION_34);
    EXPECT_EQ(version_with({make_tlv8(tag::sc_interface_version, 0x33)}), VERSION_33);
    EXPECT_EQ(version_with({}), VERSION_34);
    EXPECT_EQ(version_with({}, {.send_tlvs_unannounced = false}), VERSION_33);
}

TEST(SmppSessionBind, AnnouncesItsVersionOnlyToPeersOf34) {
    for (const int version : {0x00, 0x03, 0x22, 0x33, 0x34, 0x44, 0x50, 0x7B}) {
        wire_peer peer{session_role::smsc};
        peer.send(bind{bind_type::transceiver, "demo", "demo", "", static_cast<uint8_t>(version), 0, 0, ""}, 1);
        peer->machine.accept_bind(0);
        const pdu response = peer.expect<bind_resp>();
        const bool is_announced = !std::get<bind_resp>(response.body).tlvs.empty();
        EXPECT_EQ(is_announced, version >= 0x34) << version;
    }
}

TEST(SmppSessionBind, SendsNoTlvsToA33Peer) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc(bind_type::transceiver, 0x33);
    deliver_sm receipt;
    receipt.tlvs = {make_tlv8(tag::message_state, 2)};
    ASSERT_TRUE(peer->machine.deliver(receipt, 1, 0).has_value());
    EXPECT_TRUE(std::get<deliver_sm>(peer.expect<deliver_sm>().body).tlvs.empty());
}

TEST(SmppSessionBind, EndsWhenRefused) {
    session_pair pair;
    ASSERT_TRUE(pair.esme.machine.bind({}, 0).has_value());
    pair.run();
    pair.smsc.expect<event::bind_requested>();
    pair.smsc.machine.reject_bind(command_status::rinvpaswd);
    EXPECT_EQ(pair.smsc.expect<event::closed>().reason, close_reason::bind_refused);
    pair.run();
    EXPECT_EQ(pair.esme.expect<event::bind_refused>().status, command_status::rinvpaswd);
    EXPECT_EQ(pair.esme.expect<event::closed>().reason, close_reason::bind_refused);
}

TEST(SmppSessionBind, ARefusalIsABareHeader) {
    wire_peer peer{session_role::smsc};
    peer.send(bind{}, 9);
    peer->machine.reject_bind(command_status::rbindfail);
    std::string output;
    ASSERT_TRUE(peer->machine.poll_output(output));
    EXPECT_EQ(to_hex(output), "00000010800000090000000d00000009");
}

TEST(SmppSessionBind, TakesANackOfTheBindForARefusal) {
    wire_peer peer{session_role::esme};
    ASSERT_TRUE(peer->machine.bind({}, 0).has_value());
    peer.send(generic_nack{}, peer.expect<bind>().sequence_number, command_status::rinvcmdid);
    EXPECT_EQ(peer->expect<event::bind_refused>().status, command_status::rinvcmdid);
}

TEST(SmppSessionBind, RefusesASecondBind) {
    wire_peer peer{session_role::smsc};
    peer.bind_as_smsc();
    peer.send(bind{}, 2);
    EXPECT_EQ(peer.expect<bind_resp>().status, command_status::ralybnd);
    EXPECT_TRUE(peer->machine.is_bound());
}

TEST(SmppSessionBind, ClosesWhenNobodyBinds) {
    wire_peer peer{session_role::smsc, {.session_init_timeout_ms = 5000}};
    EXPECT_EQ(peer->machine.next_deadline(), 5000);
    peer.advance(4999);
    EXPECT_FALSE(peer->machine.is_closed());
    peer.advance(1);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::bind_timeout);
}

TEST(SmppSessionBind, ClosesWhenTheBindIsNotAnswered) {
    wire_peer peer{session_role::esme, {.bind_timeout_ms = 5000}};
    EXPECT_FALSE(peer->machine.next_deadline().has_value());
    ASSERT_TRUE(peer->machine.bind({}, 0).has_value());
    EXPECT_EQ(peer->machine.next_deadline(), 5000);
    peer.advance(5000);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::bind_timeout);
}

TEST(SmppSessionBind, AnswersForAnApplicationThatDoesNotDecide) {
    wire_peer peer{session_role::smsc, {.bind_timeout_ms = 5000}};
    peer.send(bind{}, 4);
    peer->expect<event::bind_requested>();
    peer.advance(5000);
    EXPECT_EQ(peer.expect<bind_resp>().status, command_status::rsyserr);
    EXPECT_EQ(peer->expect<event::closed>().reason, close_reason::bind_timeout);
}

TEST(SmppSessionBind, DoesNotSendABindThatCannotBeEncoded) {
    wire_peer peer{session_role::esme};
    EXPECT_EQ(peer->machine.bind({.password = "longer than it may be"}, 0).error().field, "password");
    EXPECT_EQ(peer->machine.state(), session_state::open);
    EXPECT_EQ(peer->machine.output_size(), 0U);
}

TEST(SmppSessionBind, AnswersEnquireLinkInEveryState) {
    wire_peer peer{session_role::smsc};
    peer.send(enquire_link{}, 0x9F88F124);
    EXPECT_EQ(peer.expect<enquire_link_resp>().sequence_number, 0x9F88F124U);
    peer.send(bind{}, 1);
    peer.send(enquire_link{}, 0);
    EXPECT_EQ(peer.expect<enquire_link_resp>().sequence_number, 0U);
}

TEST(SmppSessionBind, AnswersMessagesInTheWrongStateByTheirOwnResponse) {
    wire_peer peer{session_role::smsc};
    peer.send(session_pair::message(), 5);
    const pdu early = peer.expect<submit_sm_resp>();
    EXPECT_EQ(early.status, command_status::rinvbndsts);
    EXPECT_EQ(early.sequence_number, 5U);
    peer->expect<event::violation>();
    peer.send(unbind{}, 6);
    EXPECT_EQ(peer.expect<unbind_resp>().status, command_status::rinvbndsts);
}

TEST(SmppSessionBind, AllowsWhatTheBindTypeAllows) {
    struct row {
        session_role role;
        bind_type type;
        pdu_body body;
        command_status status;  // rok: handed to the application
    };
    data_sm data;
    data.destination = session_pair::message().destination;
    data.tlvs = {{tag::message_payload, "x"}};
    constexpr auto WRONG = command_status::rinvbndsts;
    const std::vector<row> rows{
        {session_role::smsc, bind_type::transmitter, session_pair::message(), command_status::rok},
        {session_role::smsc, bind_type::receiver, session_pair::message(), WRONG},
        {session_role::smsc, bind_type::transceiver, session_pair::message(), command_status::rok},
        {session_role::smsc, bind_type::transceiver, deliver_sm{}, WRONG},
        {session_role::smsc, bind_type::transmitter, data, command_status::rok},
        {session_role::esme, bind_type::transceiver, deliver_sm{}, command_status::rok},
        {session_role::esme, bind_type::transceiver, data, command_status::rok},
        {session_role::esme, bind_type::transceiver, session_pair::message(), WRONG},
        {session_role::esme, bind_type::transceiver, bind{}, WRONG},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(command_name(id_of(row.body)));
        wire_peer peer{row.role};
        row.role == session_role::smsc ? peer.bind_as_smsc(row.type) : peer.bind_as_esme();
        peer.send(row.body, 77);
        if (row.status == command_status::rok) {
            EXPECT_EQ(peer->expect<event::request_received>().ref, (request_ref{id_of(row.body), 77}));
            continue;
        }
        const pdu response = peer.receive();
        EXPECT_EQ(response.status, row.status);
        EXPECT_EQ(response.sequence_number, 77U);
        EXPECT_EQ(id_of(response.body), response_to(id_of(row.body)));
    }
}

TEST(SmppSessionBind, SendsOnlyWhatItsBindTypeAllows) {
    wire_peer receiver{session_role::smsc};
    receiver.bind_as_smsc(bind_type::transmitter);
    EXPECT_EQ(receiver->machine.deliver({}, 1, 0).error(), send_error::wrong_bind_type);
    wire_peer open{session_role::esme};
    EXPECT_EQ(open->machine.submit(session_pair::message(), 1, 0).error(), send_error::not_bound);
    ASSERT_TRUE(open->machine.bind({.type = bind_type::receiver}, 0).has_value());
    EXPECT_EQ(open->machine.submit(session_pair::message(), 1, 0).error(), send_error::not_bound);
    open.send(bind_resp{bind_type::receiver, "", {}}, 1);
    EXPECT_EQ(open->machine.submit(session_pair::message(), 1, 0).error(), send_error::wrong_bind_type);
}

}  // namespace kaskad::smpp
