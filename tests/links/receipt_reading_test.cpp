#include "gateway/links/receipt_reading.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::links {

namespace {

using facts::part_state;
using smpp::message_state;

smpp::event::request_received deliver(smpp::deliver_sm message) {
    return {{smpp::command_id::deliver_sm, 42}, std::move(message), false};
}

smpp::deliver_sm receipt_text(const std::string& text, uint8_t esm_class = smpp::esm::RECEIPT) {
    smpp::deliver_sm message;
    message.source = {1, 1, "+7 900 111-22-33"};
    message.destination = {5, 0, "Kaskad"};
    message.esm_class = esm_class;
    message.short_message = text;
    return message;
}

smpp::receipt with(message_state state, std::optional<uint32_t> error = std::nullopt) {
    smpp::receipt receipt;
    receipt.state = state;
    receipt.is_state_given = true;
    receipt.error_number = error;
    return receipt;
}

}  // namespace

TEST(ReceiptReading, BecomesTheEnginesCommand) {
    const auto command = read_receipt(
        deliver(receipt_text("id:00AB sub:001 dlvrd:001 submit date:2501010300 done date:2501010301 stat:DELIVRD "
                             "err:000 text:Hello")),
        {.ids = smpp::id_mode::hex, .options = {.zone = smpp::time_zone{180}}});
    ASSERT_TRUE(command);
    EXPECT_EQ(command->sequence_number, 42U);
    EXPECT_FALSE(command->data_sm);
    EXPECT_EQ(command->keys, smpp::receipt_keys("00AB", smpp::id_mode::hex));
    EXPECT_EQ(command->state, part_state::delivered);
    EXPECT_EQ(command->reason, core::reason::none);
    EXPECT_EQ(command->stat, "DELIVRD");
    EXPECT_EQ(command->err, "000");
    EXPECT_EQ(command->recipient, "79001112233");
    EXPECT_EQ(command->sender, "Kaskad");
    EXPECT_EQ(command->text, "Hello");
    EXPECT_EQ(command->submitted_utc, 1735689600000);  // 2025-01-01 00:00 UTC
    EXPECT_EQ(command->done_utc, 1735689660000);
}

TEST(ReceiptReading, ReadsDataSm) {
    smpp::data_sm message;
    message.source = {1, 1, "79001112233"};
    message.destination = {1, 1, "+1234"};
    message.esm_class = smpp::esm::RECEIPT;
    message.tlvs = {smpp::make_text_tlv(smpp::tag::receipted_message_id, "77"),
                    smpp::make_tlv8(smpp::tag::message_state, 5)};
    const auto command = read_receipt({{smpp::command_id::data_sm, 9}, message, false}, {});
    ASSERT_TRUE(command);
    EXPECT_TRUE(command->data_sm);
    EXPECT_EQ(command->keys, std::vector<std::string>{"77"});
    EXPECT_EQ(command->state, part_state::undelivered);
    EXPECT_EQ(command->stat, "UNDELIV");
    EXPECT_EQ(command->sender, "1234");
}

TEST(ReceiptReading, LeavesAHandsetsMessageAlone) {
    EXPECT_FALSE(read_receipt(deliver(receipt_text("Yes, please", 0)), {}));
}

TEST(ReceiptReading, MapsEveryState) {
    struct row {
        message_state said;
        part_state becomes;
        core::reason reason;
    };
    for (const auto& each : {
             row{message_state::scheduled, part_state::sent, core::reason::none},
             row{message_state::enroute, part_state::sent, core::reason::none},
             row{message_state::accepted, part_state::sent, core::reason::none},
             row{message_state::delivered, part_state::delivered, core::reason::none},
             row{message_state::expired, part_state::expired, core::reason::validity_expired},
             row{message_state::deleted, part_state::undelivered, core::reason::deleted_by_operator},
             row{message_state::undeliverable, part_state::undelivered, core::reason::undeliverable},
             row{message_state::skipped, part_state::undelivered, core::reason::undeliverable},
             row{message_state::rejected, part_state::rejected, core::reason::rejected_by_network},
             row{message_state::unknown, part_state::unknown, core::reason::none},
         }) {
        EXPECT_EQ(part_state_of(with(each.said)), each.becomes) << to_string(each.said);
        EXPECT_EQ(reason_of(with(each.said)), each.reason) << to_string(each.said);
    }
}

TEST(ReceiptReading, IntermediateNeverEnds) {
    auto receipt = with(message_state::undeliverable, 1);
    receipt.is_intermediate = true;
    EXPECT_EQ(part_state_of(receipt), part_state::sent);
    EXPECT_EQ(reason_of(receipt), core::reason::none);
}

TEST(ReceiptReading, TakesSureErrorsForReasons) {
    EXPECT_EQ(reason_of(with(message_state::undeliverable, 1)), core::reason::unknown_subscriber);
    EXPECT_EQ(reason_of(with(message_state::undeliverable, 6)), core::reason::absent_subscriber);
    EXPECT_EQ(reason_of(with(message_state::expired, 27)), core::reason::absent_subscriber);
    // The operator's own number: nobody knows.
    EXPECT_EQ(reason_of(with(message_state::undeliverable, 11)), core::reason::undeliverable);
    EXPECT_EQ(reason_of(with(message_state::delivered, 1)), core::reason::none);
}

TEST(ReceiptReading, BelievesTheGsmTlvMore) {
    auto receipt = with(message_state::undeliverable, 500);
    receipt.network_type = 3;
    receipt.network_code = 11;
    EXPECT_EQ(reason_of(receipt), core::reason::barred_subscriber);
    receipt.network_type = 8;  // the message centre's own numbers
    EXPECT_EQ(reason_of(receipt), core::reason::undeliverable);
}

}  // namespace kaskad::gateway::links
