#include "gateway/links/receipt_reading.hpp"

#include "smpp/codec.hpp"

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

smpp::receipt with(message_state state) {
    smpp::receipt receipt;
    receipt.state = state;
    receipt.is_state_given = true;
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
    };
    for (const auto& each : {
             row{message_state::scheduled, part_state::sent},
             row{message_state::enroute, part_state::sent},
             row{message_state::accepted, part_state::sent},
             row{message_state::delivered, part_state::delivered},
             row{message_state::expired, part_state::expired},
             row{message_state::deleted, part_state::undelivered},
             row{message_state::undeliverable, part_state::undelivered},
             row{message_state::skipped, part_state::undelivered},
             row{message_state::rejected, part_state::rejected},
             row{message_state::unknown, part_state::unknown},
         })
        EXPECT_EQ(part_state_of(with(each.said)), each.becomes) << to_string(each.said);
}

TEST(ReceiptReading, IntermediateNeverEnds) {
    auto receipt = with(message_state::undeliverable);
    receipt.is_intermediate = true;
    EXPECT_EQ(part_state_of(receipt), part_state::sent);
}

TEST(ReceiptReading, PassesTheOperatorsCodesOn) {
    auto message = receipt_text("id:1 stat:UNDELIV err:21b");
    message.tlvs = {{smpp::tag::network_error_code, std::string("\x03\x00\x1b", 3)}};
    const auto command = read_receipt(deliver(message), {});
    EXPECT_EQ(command->err, "21b");
    EXPECT_EQ(command->network, "3:27");
    message.tlvs = {{smpp::tag::network_error_code, "027"}};
    EXPECT_EQ(read_receipt(deliver(message), {})->network, "27");
    message.tlvs = {};
    EXPECT_EQ(read_receipt(deliver(message), {})->network, "");
}

TEST(ReceiptReading, FollowsTheLinksHabits) {
    facts::link link;
    link.ids = smpp::id_mode::decimal;
    link.zone = "Europe/Berlin";
    link.receipt_patterns = {"REPORT <id>: <stat> AT <done_date>"};
    link.stats = {{"ARRIVED", message_state::delivered}};
    const auto terms = make_receipt_terms(link);
    const auto command = read_receipt(deliver(receipt_text("Report 0042: arrived at 2507010200")), terms);
    ASSERT_TRUE(command);
    EXPECT_EQ(command->keys, std::vector<std::string>{"42"});
    EXPECT_TRUE(command->relations.empty());
    EXPECT_EQ(command->state, part_state::delivered);
    EXPECT_EQ(command->done_utc, 1'751'328'000'000);  // 2025-07-01 00:00 UTC, summer time
}

TEST(ReceiptReading, TakesUnmarkedTextsUnlessTheLinkIsStrict) {
    const auto unmarked = receipt_text("id:1 sub:001 done date:2501010301 stat:DELIVRD err:000", 0);
    EXPECT_TRUE(read_receipt(deliver(unmarked), make_receipt_terms({})));
    facts::link strict;
    strict.strict_receipts = true;
    EXPECT_FALSE(read_receipt(deliver(unmarked), make_receipt_terms(strict)));
}

TEST(ReceiptReading, GuessesIdsOfALinkWhoseNotationIsNotKnown) {
    facts::link link;
    link.ids = smpp::id_mode::automatic;
    const auto message = deliver(receipt_text("id:0489708364 stat:DELIVRD"));
    const auto guessed = read_receipt(message, make_receipt_terms(link));
    EXPECT_EQ(guessed->keys.front(), "489708364");
    ASSERT_EQ(guessed->relations.size(), guessed->keys.size());
    link.learnt_ids = smpp::id_relation::receipt_decimal;
    const auto known = read_receipt(message, make_receipt_terms(link));
    EXPECT_EQ(known->keys.front(), "1d305b4c");
    EXPECT_EQ(known->relations.front(), smpp::id_relation::receipt_decimal);
}

TEST(ReceiptReading, KeepsThePduAsEvidence) {
    auto message = receipt_text("id:1 stat:UNDELIV err:21b");
    message.tlvs = {{0x1403, "vendor"}};
    const auto evidence = read_receipt(deliver(message), {})->evidence;
    const auto back = smpp::decode(smpp::as_octets(evidence));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->sequence_number, 42U);
    const auto& body = std::get<smpp::deliver_sm>(back->body);
    EXPECT_EQ(body.short_message, message.short_message);
    EXPECT_EQ(body.tlvs, message.tlvs);
    EXPECT_EQ(body.source.addr, message.source.addr);
}

TEST(ReceiptReading, KeepsNoMoreOfAPduThanItsLimit) {
    auto message = receipt_text("");
    message.tlvs = {{smpp::tag::message_payload, "id:1 stat:DELIVRD text:" + std::string(60'000, 'x')}};
    EXPECT_EQ(read_receipt(deliver(message), {})->evidence.size(), EVIDENCE_OCTETS_MAX);
}

}  // namespace kaskad::gateway::links
