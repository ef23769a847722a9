#include "gateway/clients/refusal_status.hpp"

#include <gtest/gtest.h>

#include <map>

namespace kaskad::gateway::clients {
namespace {

using facts::refusal_code;
using smpp::command_status;

// By the field at fault (SMPP 5.0 §2.8.2, §4.7.6); what passes by itself must be one that clients repeat, what does not
// one that they do not.
TEST(ClientsRefusalStatus, EachRefusalHasTheCodeOfItsField) {
    const std::map<refusal_code, uint32_t> table = {{refusal_code::overloaded, 0x14},
                                                    {refusal_code::client_disabled, 0x101},
                                                    {refusal_code::invalid_recipient, 0x0B},
                                                    {refusal_code::invalid_sender, 0x0A},
                                                    {refusal_code::empty_text, 0x01},
                                                    {refusal_code::invalid_text, 0x104},
                                                    {refusal_code::too_many_parts, 0x01},
                                                    {refusal_code::invalid_validity, 0x62},
                                                    {refusal_code::invalid_send_at, 0x61},
                                                    {refusal_code::no_network, 0x0B},
                                                    {refusal_code::no_price, 0x45},
                                                    {refusal_code::no_route, 0x45},
                                                    {refusal_code::insufficient_balance, 0x45},
                                                    {refusal_code::invalid_cascade, 0xC4},
                                                    {refusal_code::unknown_cascade, 0xC4},
                                                    {refusal_code::invalid_content, 0xC4},
                                                    {refusal_code::store_full, 0x45},
                                                    {refusal_code::not_found, 0x0C},
                                                    {refusal_code::not_cancellable, 0x11},
                                                    {refusal_code::not_replaceable, 0x13}};
    for (const auto& [code, status] : table)
        EXPECT_EQ(static_cast<uint32_t>(status_of(code)), status) << facts::to_string(code);
}

// Who wrote no TLV has none that is wrong.
TEST(ClientsRefusalStatus, AMissingDefaultCascadeIsNoFaultOfATlv) {
    EXPECT_EQ(submit_status_of(refusal_code::unknown_cascade, true), command_status::rinvtlvval);
    EXPECT_EQ(submit_status_of(refusal_code::unknown_cascade, false), command_status::rsubmitfail);
    EXPECT_EQ(submit_status_of(refusal_code::invalid_content, false), command_status::rinvtlvval);
    EXPECT_EQ(submit_status_of(refusal_code::invalid_recipient, false), command_status::rinvdstadr);
}

TEST(ClientsRefusalStatus, NoRefusalIsAnsweredAsASuccess) {
    for (uint8_t code = 0; code <= static_cast<uint8_t>(refusal_code::duplicate); ++code)
        EXPECT_NE(status_of(static_cast<refusal_code>(code)), command_status::rok) << int{code};
}

TEST(ClientsRefusalStatus, ARefusedBindTellsWhatIsWrongOnlyByOption) {
    EXPECT_EQ(status_of(password_verdict::wrong, false), command_status::rbindfail);
    EXPECT_EQ(status_of(password_verdict::wrong, true), command_status::rinvpaswd);
    EXPECT_EQ(status_of(password_verdict::locked, true), command_status::rbindfail);
    EXPECT_EQ(status_of(password_verdict::busy, true), command_status::rsyserr) << "it may come again";
    EXPECT_EQ(status_of(password_verdict::right, false), command_status::rok);
}

}  // namespace
}  // namespace kaskad::gateway::clients
