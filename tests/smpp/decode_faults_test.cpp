#include "hex.hpp"
#include "smpp/codec.hpp"

#include <gtest/gtest.h>

// What is wrong with a PDU of the rarer kinds stays inside that PDU: which status answers it, and where it stands.

namespace kaskad::smpp {

namespace {

std::string frame(command_id id, std::string_view body_hex, uint32_t status = 0) {
    const std::string body = from_hex(body_hex);
    std::string out;
    append_uint32(out, static_cast<uint32_t>(HEADER_SIZE + body.size()));
    append_uint32(out, static_cast<uint32_t>(id));
    append_uint32(out, status);
    append_uint32(out, 0x9f88f124);
    return out + body;
}

void expect_fault(const std::string& raw, command_status status, std::string_view field, pdu_fault fault) {
    SCOPED_TRACE(to_hex(raw));
    const auto result = decode(as_octets(raw));
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().status, status);
    EXPECT_EQ(result.error().field, field);
    EXPECT_EQ(result.error().fault, fault);
    EXPECT_EQ(result.error().severity, severity::recoverable);
    EXPECT_EQ(result.error().sequence_number, 0x9f88f124);
}

template <typename Body>
Body decoded(const std::string& raw, bool is_truncated = false) {
    const auto result = decode(as_octets(raw));
    EXPECT_TRUE(result.has_value());
    EXPECT_EQ(result && result->is_truncated, is_truncated);
    return result ? std::get<Body>(result->body) : Body{};
}

// service_type and source_addr of a submit_multi, both empty.
const std::string MULTI = "00000000";

}  // namespace

TEST(SmppDecodeFaults, DestinationsBeyondTheEndStayInsideThePdu) {
    const auto multi = [](std::string_view rest) { return frame(command_id::submit_multi, MULTI + std::string{rest}); };
    expect_fault(multi(""), command_status::rinvcmdlen, "number_of_dests", pdu_fault::ended_early);
    expect_fault(multi("ff"), command_status::rinvcmdlen, "dest_flag", pdu_fault::ended_early);
    expect_fault(multi("020101013100"), command_status::rinvcmdlen, "dest_flag", pdu_fault::ended_early);
    expect_fault(multi("0103"), command_status::rinvdestflag, "dest_flag", pdu_fault::bad_dest_flag);
    expect_fault(multi("0100"), command_status::rinvdestflag, "dest_flag", pdu_fault::bad_dest_flag);
    expect_fault(multi("0102616263"), command_status::rinvdlname, "dl_name", pdu_fault::unterminated_string);
    const std::string long_name = std::string(42, '6');
    expect_fault(multi("0102" + long_name + "00"), command_status::rinvdlname, "dl_name", pdu_fault::string_too_long);
    expect_fault(multi("01010101" + long_name + "00"), command_status::rinvdstadr, "destination_addr",
                 pdu_fault::string_too_long);
}

TEST(SmppDecodeFaults, FailuresThatBreakOffLeaveThoseBefore) {
    const auto response = decoded<submit_multi_resp>(frame(command_id::submit_multi_resp,
                                                           "34320003"
                                                           "01013100"
                                                           "0000000b"
                                                           "01013200"
                                                           "0000"),
                                                     true);
    EXPECT_EQ(response.message_id, "42");
    ASSERT_EQ(response.unsuccess_smes.size(), 1U);
    EXPECT_EQ(response.unsuccess_smes[0], (unsuccess_sme{{1, 1, "1"}, command_status::rinvdstadr}));
}

TEST(SmppDecodeFaults, EachRequestAnswersByTheStatusOfItsField) {
    expect_fault(frame(command_id::query_sm, "3432"), command_status::rinvmsgid, "message_id",
                 pdu_fault::unterminated_string);
    expect_fault(frame(command_id::query_sm, "343200"), command_status::rinvcmdlen, "source_addr_ton",
                 pdu_fault::ended_early);
    expect_fault(frame(command_id::cancel_sm,
                       "0034320001013100"
                       "0101"),
                 command_status::rinvdstadr, "destination_addr", pdu_fault::ended_early);
    expect_fault(frame(command_id::replace_sm,
                       "343200"
                       "01013100"
                       "3100"),
                 command_status::rinvsched, "schedule_delivery_time", pdu_fault::bad_time_length);
    expect_fault(frame(command_id::replace_sm,
                       "343200"
                       "01013100"
                       "00"
                       "00"
                       "00"
                       "00"
                       "05"
                       "6162"),
                 command_status::rinvmsglen, "short_message", pdu_fault::sm_length_beyond_pdu);
    expect_fault(frame(command_id::broadcast_sm,
                       "00"
                       "01013100"
                       "00"
                       "00"
                       "00"
                       "00"
                       "00"
                       "00"
                       "00"
                       "0606"),
                 command_status::rinvtlvstream, "tlv", pdu_fault::tlv_truncated);
    expect_fault(frame(command_id::alert_notification,
                       "01013100"
                       "0101"),
                 command_status::rinvdstadr, "esme_addr", pdu_fault::ended_early);
}

TEST(SmppDecodeFaults, AnOutbindMayHaveALongPassword) {
    const auto request =
        decoded<outbind>(frame(command_id::outbind, to_hex("SMSC") + "00" + to_hex("password9") + "00"));
    EXPECT_EQ(request, (outbind{"SMSC", "password9"}));
}

TEST(SmppDecodeFaults, AQueryIsAnsweredByAnyFormOfDate) {
    const auto response =
        decoded<query_sm_resp>(frame(command_id::query_sm_resp, "343200" + to_hex("230102030405") + "000200"));
    EXPECT_EQ(response, (query_sm_resp{"42", "230102030405", 2, 0}));
}

TEST(SmppDecodeFaults, AResponseThatEndsEarlyStillSaysWhatItCould) {
    const auto response = decoded<query_sm_resp>(frame(command_id::query_sm_resp, "34320000"), true);
    EXPECT_EQ(response.message_id, "42");
    EXPECT_EQ(decoded<cancel_sm_resp>(frame(command_id::cancel_sm_resp, "ff")), cancel_sm_resp{});
}

// SMPP 3.3 §6.3.1.
TEST(SmppDecodeFaults, LeadingSpacesOfOldClientsDoNotCount) {
    const std::string raw = frame(command_id::query_sm, to_hex("  42") + "000101" + to_hex(" 49") + "00");
    const auto trimmed = decode(as_octets(raw), {.trim_leading_spaces = true});
    ASSERT_TRUE(trimmed.has_value());
    EXPECT_EQ(std::get<query_sm>(trimmed->body), (query_sm{"42", {1, 1, "49"}}));
    EXPECT_EQ(decoded<query_sm>(raw).message_id, "  42");
}

}  // namespace kaskad::smpp
