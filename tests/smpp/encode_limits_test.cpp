#include "smpp/codec.hpp"
#include "smpp/version.hpp"

#include <gtest/gtest.h>

// What is not sent, by version, and what the refusal says.

namespace kaskad::smpp {

namespace {

struct refusal {
    command_status status = command_status::rok;
    std::string field;
    pdu_fault fault = pdu_fault::not_allowed;

    friend bool operator==(const refusal&, const refusal&) = default;
};

const refusal SENT{};

// SENT if a peer of this version may be sent the body. What was there is never touched by a refusal.
template <typename Body>
refusal try_to_send(const Body& body, uint8_t version, command_status status = command_status::rok) {
    std::string out = "kept";
    const auto result = encode({status, 3}, &body, out, {.interface_version = version});
    if (result) return SENT;
    EXPECT_EQ(out, "kept");
    EXPECT_EQ(result.error().sequence_number, 3U);
    EXPECT_EQ(result.error().severity, severity::recoverable);
    return {result.error().status, std::string{result.error().field}, result.error().fault};
}

submit_sm message() {
    submit_sm made;
    made.destination = {ton::INTERNATIONAL, npi::E164, "491511234567"};
    return made;
}

template <typename Change>
refusal try_message(uint8_t version, Change change) {
    submit_sm made = message();
    change(made);
    return try_to_send(made, version);
}

}  // namespace

TEST(SmppEncodeLimits, AShortMessageIsAsLongAsTheVersionAllows) {
    const refusal too_long{command_status::rinvmsglen, "short_message", pdu_fault::short_message_too_long};
    const auto of_length = [](size_t length) {
        return [length](submit_sm& made) { made.short_message = std::string(length, 'x'); };
    };
    EXPECT_EQ(try_message(VERSION_33, of_length(160)), SENT);
    EXPECT_EQ(try_message(VERSION_33, of_length(161)), too_long);
    EXPECT_EQ(try_message(VERSION_34, of_length(254)), SENT);
    EXPECT_EQ(try_message(VERSION_34, of_length(255)), too_long);
    EXPECT_EQ(try_message(VERSION_50, of_length(255)), SENT);
    EXPECT_EQ(try_message(VERSION_50, of_length(256)), too_long);
}

TEST(SmppEncodeLimits, FlagsStayInTheirRanges) {
    const auto default_message = [](uint8_t value) { return [value](submit_sm& m) { m.sm_default_msg_id = value; }; };
    const refusal bad_default{command_status::rinvdftmsgid, "sm_default_msg_id", pdu_fault::value_out_of_range};
    EXPECT_EQ(try_message(VERSION_33, default_message(100)), SENT);
    EXPECT_EQ(try_message(VERSION_33, default_message(101)), bad_default);
    EXPECT_EQ(try_message(VERSION_34, default_message(254)), SENT);
    EXPECT_EQ(try_message(VERSION_34, default_message(255)), bad_default);
    EXPECT_EQ(try_message(VERSION_50, default_message(255)), SENT);

    const auto priority = [](uint8_t value) { return [value](submit_sm& m) { m.priority_flag = value; }; };
    const refusal bad_priority{command_status::rinvprtflg, "priority_flag", pdu_fault::value_out_of_range};
    EXPECT_EQ(try_message(VERSION_34, priority(3)), SENT);
    EXPECT_EQ(try_message(VERSION_34, priority(4)), bad_priority);
    EXPECT_EQ(try_message(VERSION_50, priority(4)), SENT);
    EXPECT_EQ(try_message(VERSION_50, priority(5)), bad_priority);

    // Success only is of 5.0; the other bits do not matter here.
    const auto registered = [](uint8_t value) { return [value](submit_sm& m) { m.registered_delivery = value; }; };
    EXPECT_EQ(try_message(VERSION_34, registered(0x12)), SENT);
    EXPECT_EQ(try_message(VERSION_34, registered(0x13)),
              (refusal{command_status::rinvregdlvflg, "registered_delivery", pdu_fault::value_out_of_range}));
    EXPECT_EQ(try_message(VERSION_50, registered(0x13)), SENT);

    EXPECT_EQ(try_message(VERSION_50, [](submit_sm& m) { m.replace_if_present_flag = 2; }),
              (refusal{command_status::rinvrepflag, "replace_if_present_flag", pdu_fault::value_out_of_range}));
}

TEST(SmppEncodeLimits, TonAndNpiPassAsTheyAre) {
    EXPECT_EQ(try_message(VERSION_34, [](submit_sm& m) { m.source = {0xFF, 0xFF, "1"}; }), SENT);
}

TEST(SmppEncodeLimits, StringsKeepTheirSizeAndHoldNoNul) {
    EXPECT_EQ(try_message(VERSION_34, [](submit_sm& m) { m.source.addr = std::string(21, '1'); }),
              (refusal{command_status::rinvsrcadr, "source_addr", pdu_fault::string_too_long}));
    EXPECT_EQ(try_message(VERSION_34, [](submit_sm& m) { m.destination.addr = std::string("1\0002", 3); }),
              (refusal{command_status::rinvdstadr, "destination_addr", pdu_fault::string_with_nul}));
    EXPECT_EQ(try_message(VERSION_34, [](submit_sm& m) { m.validity_period = "000001000000000"; }),
              (refusal{command_status::rinvexpiry, "validity_period", pdu_fault::bad_time_length}));
    EXPECT_EQ(try_to_send(query_sm{std::string(65, 'x'), {}}, VERSION_34),
              (refusal{command_status::rinvmsgid, "message_id", pdu_fault::string_too_long}));
}

TEST(SmppEncodeLimits, ATextStandsInOnePlace) {
    const auto two_texts = [](submit_sm& m) {
        m.short_message = "short";
        m.tlvs = {{tag::message_payload, "long"}};
    };
    EXPECT_EQ(try_message(VERSION_34, two_texts),
              (refusal{command_status::rtlvnotallwd, "message_payload", pdu_fault::not_allowed}));
    // The payload does not reach a peer without TLVs.
    EXPECT_EQ(try_message(VERSION_33, two_texts), SENT);
}

TEST(SmppEncodeLimits, OldClientsGetShortMessageIds) {
    EXPECT_EQ(try_to_send(submit_sm_resp{"0123abcd", {}}, VERSION_33), SENT);
    EXPECT_EQ(try_to_send(submit_sm_resp{"0123abcde", {}}, VERSION_33),
              (refusal{command_status::rinvmsgid, "message_id", pdu_fault::string_too_long}));
    EXPECT_EQ(try_to_send(submit_sm_resp{std::string(64, 'a'), {}}, VERSION_34), SENT);
    // What a client asks for is the id that its server gave.
    EXPECT_EQ(try_to_send(query_sm{"0123abcde", {}}, VERSION_33), SENT);
}

TEST(SmppEncodeLimits, DestinationsAreCounted) {
    submit_multi multi;
    const refusal wrong{command_status::rinvnumdests, "number_of_dests", pdu_fault::too_many_destinations};
    EXPECT_EQ(try_to_send(multi, VERSION_34), wrong);
    multi.destinations.assign(254, distribution_list{"friends"});
    EXPECT_EQ(try_to_send(multi, VERSION_34), SENT);
    multi.destinations.emplace_back(address{1, 1, "4915"});
    EXPECT_EQ(try_to_send(multi, VERSION_34), wrong);
    EXPECT_EQ(try_to_send(multi, VERSION_50), SENT);
    multi.destinations = {distribution_list{std::string(21, 'x')}};
    EXPECT_EQ(try_to_send(multi, VERSION_50),
              (refusal{command_status::rinvdlname, "dl_name", pdu_fault::string_too_long}));
}

TEST(SmppEncodeLimits, StatesOf50StayAway) {
    const refusal wrong{command_status::rqueryfail, "message_state", pdu_fault::value_out_of_range};
    for (const uint8_t state : {uint8_t{0}, uint8_t{9}}) {
        EXPECT_EQ(try_to_send(query_sm_resp{"1", "", state, 0}, VERSION_34), wrong);
        EXPECT_EQ(try_to_send(query_sm_resp{"1", "", state, 0}, VERSION_50), SENT);
    }
    EXPECT_EQ(try_to_send(query_sm_resp{"1", "", 10, 0}, VERSION_50), wrong);
}

TEST(SmppEncodeLimits, MandatoryTlvsAreThere) {
    broadcast_sm broadcast;
    EXPECT_EQ(try_to_send(broadcast, VERSION_50),
              (refusal{command_status::rmissingtlv, "broadcast_area_identifier", pdu_fault::missing_tlv}));
    EXPECT_EQ(try_to_send(broadcast, VERSION_34),
              (refusal{command_status::rinvcmdid, "command_id", pdu_fault::not_allowed}));
    EXPECT_EQ(try_to_send(query_broadcast_sm_resp{"1", {make_tlv8(tag::message_state, 2)}}, VERSION_50),
              (refusal{command_status::rmissingtlv, "broadcast_area_identifier", pdu_fault::missing_tlv}));
}

TEST(SmppEncodeLimits, TlvFaultsNameTheTlv) {
    EXPECT_EQ(try_message(VERSION_34, [](submit_sm& m) { m.tlvs = {make_tlv8(tag::source_port, 1)}; }),
              (refusal{command_status::rinvtlvlen, "source_port", pdu_fault::bad_tlv_length}));
    EXPECT_EQ(try_message(VERSION_34, [](submit_sm& m) { m.tlvs = {make_tlv8(tag::privacy_indicator, 9)}; }),
              (refusal{command_status::rinvtlvval, "privacy_indicator", pdu_fault::bad_tlv_value}));
    const tlv_list twice{make_tlv8(tag::payload_type, 0), make_tlv8(tag::payload_type, 0)};
    EXPECT_EQ(try_message(VERSION_34, [&](submit_sm& m) { m.tlvs = twice; }),
              (refusal{command_status::rtlvnotallwd, "payload_type", pdu_fault::repeated_tlv}));
}

// A refusal must always go out, whatever it would have held.
TEST(SmppEncodeLimits, ARefusalIsNeverRefusedAndSpeaksThePeersVersion) {
    std::string out;
    const submit_sm_resp response{std::string(100, 'x'), {make_tlv8(tag::source_port, 1)}};
    ASSERT_TRUE(encode({command_status::rinvdcs, 1}, &response, out, {.interface_version = VERSION_34}).has_value());
    ASSERT_EQ(out.size(), HEADER_SIZE);
    EXPECT_EQ(load_uint32(as_octets(out).data() + 8), static_cast<uint32_t>(command_status::rsubmitfail));
}

}  // namespace kaskad::smpp
