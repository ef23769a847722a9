#include "gateway/clients/receipt_form.hpp"

#include "smpp/receipt.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

constexpr int64_t ACCEPTED = 1'735'733'700'000;  // 2025-01-01 12:15 UTC

facts::event event_of(facts::event_kind kind, facts::message_state state) {
    facts::event made;
    made.kind = kind;
    made.state = state;
    made.message = core::message_id{12345};
    made.recipient = "4915123456789";
    made.sender = "Shop";
    made.accepted_utc = ACCEPTED;
    made.utc = ACCEPTED + 60'000;
    made.submissions = {{.registered_delivery = 1, .source_ton = 5, .destination_ton = 1, .destination_npi = 1}};
    return made;
}

// SMPP 3.4 Appendix B, and §5.3.2.12, §5.3.2.35 for the TLVs.
TEST(ClientsReceiptForm, SaysInTextAndTlvsWhatBecameOfTheMessage) {
    const auto receipt =
        make_receipt(event_of(facts::event_kind::delivered, facts::message_state::delivered), account{}, 0x34);
    EXPECT_EQ(receipt.esm_class, 0x04);
    EXPECT_EQ(receipt.source, (smpp::address{1, 1, "4915123456789"}));
    EXPECT_EQ(receipt.destination, (smpp::address{5, 0, "Shop"}));
    EXPECT_EQ(receipt.short_message,
              "id:12345 sub:001 dlvrd:001 submit date:2501011215 done date:2501011216 stat:DELIVRD err:000 text:");
    EXPECT_EQ(smpp::text_tlv(receipt.tlvs, smpp::tag::receipted_message_id), "12345");
    EXPECT_EQ(smpp::integer_tlv(receipt.tlvs, smpp::tag::message_state), 2U);
}

TEST(ClientsReceiptForm, GivesAClientOf33ItsShortIdAndNoTlvs) {
    auto event = event_of(facts::event_kind::delivered, facts::message_state::delivered);
    event.submissions[0].alias = 0xABC;
    const auto receipt = make_receipt(event, account{}, 0x33);
    EXPECT_TRUE(receipt.short_message.starts_with("id:00000ABC "));
    EXPECT_TRUE(receipt.tlvs.empty());
}

TEST(ClientsReceiptForm, SpeaksOfASubmitByTheIdThatItWasAnsweredWith) {
    auto event = event_of(facts::event_kind::delivered, facts::message_state::delivered);
    event.submissions[0].id = core::message_id{67890};
    const auto receipt = make_receipt(event, account{}, 0x34);
    EXPECT_TRUE(receipt.short_message.starts_with("id:67890 "));
    EXPECT_EQ(smpp::text_tlv(receipt.tlvs, smpp::tag::receipted_message_id), "67890");
}

TEST(ClientsReceiptForm, EveryEndHasItsWord) {
    using facts::event_kind;
    using facts::message_state;
    const auto stat = [](event_kind kind, message_state state) {
        return smpp::parse_receipt(make_receipt(event_of(kind, state), account{}, 0x34))->stat;
    };
    EXPECT_EQ(stat(event_kind::failed, message_state::failed), "UNDELIV");
    EXPECT_EQ(stat(event_kind::failed, message_state::rejected), "REJECTD");
    EXPECT_EQ(stat(event_kind::expired, message_state::expired), "EXPIRED");
    EXPECT_EQ(stat(event_kind::cancelled, message_state::cancelled), "DELETED");
    EXPECT_EQ(stat(event_kind::unknown, message_state::unknown), "UNKNOWN");
}

TEST(ClientsReceiptForm, TheErrorIsTheReasonsNumber) {
    auto event = event_of(facts::event_kind::failed, facts::message_state::failed);
    event.reason = core::reason::unknown_subscriber;
    EXPECT_EQ(smpp::parse_receipt(make_receipt(event, account{}, 0x34))->err, "002");
}

}  // namespace
}  // namespace kaskad::gateway::clients
