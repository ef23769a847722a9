#include "gateway/clients/receipt_form.hpp"
#include "smpp/receipt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// How an account may want its receipts, against SMPP 3.4 Appendix B and what such programs expect.

namespace kaskad::gateway::clients {
namespace {

using ::testing::HasSubstr;

constexpr int64_t ACCEPTED = 1'735'733'700'000;  // 2025-01-01 12:15 UTC

facts::event delivered() {
    facts::event made;
    made.kind = facts::event_kind::delivered;
    made.state = facts::message_state::delivered;
    made.message = core::message_id{0x1234'5678'9ABC'DEFU};  // 81985529216486895
    made.recipient = "4915123456789";
    made.sender = "Shop";
    made.accepted_utc = ACCEPTED;
    made.utc = ACCEPTED + 65'000;
    made.parts = 3;
    made.parts_confirmed = 3;
    made.price = core::amount{240'000};
    made.currency = {{'E', 'U', 'R'}};
    made.network = "26201";
    made.submissions = {{.registered_delivery = 1, .source_ton = 5, .destination_ton = 1, .destination_npi = 1}};
    return made;
}

facts::event failed(std::string err) {
    auto made = delivered();
    made.kind = facts::event_kind::failed;
    made.state = facts::message_state::failed;
    made.reason = core::reason::unknown_subscriber;
    made.parts_confirmed = 1;
    made.err = std::move(err);
    return made;
}

account plain() {
    return {};
}

smpp::deliver_sm receipt(const facts::event& event, const account& to, uint8_t version = 0x34) {
    return make_receipt(event, to, version);
}

std::string text(const facts::event& event, const account& to) {
    return receipt(event, to).short_message;
}

std::string octets(const smpp::deliver_sm& receipt, uint16_t tag) {
    const auto* found = smpp::find_tlv(receipt.tlvs, tag);
    return found ? found->value : "none";
}

}  // namespace

TEST(ClientsReceiptDialect, TheIdIsWrittenAsItWasToldAlsoInTheTlv) {
    auto event = delivered();
    event.submissions[0].id_form = facts::message_id_form::hexadecimal;
    EXPECT_THAT(text(event, plain()), HasSubstr("id:0123456789abcdef "));
    EXPECT_EQ(octets(receipt(event, plain()), smpp::tag::receipted_message_id),
              (std::string{"0123456789abcdef\0", 17}));
    event.submissions[0].id_form = facts::message_id_form::short_decimal;
    event.submissions[0].alias = 42;
    EXPECT_THAT(text(event, plain()), HasSubstr("id:0000000042 ")) << "Appendix B: ten decimal digits";
    EXPECT_EQ(octets(receipt(event, plain()), smpp::tag::receipted_message_id), (std::string{"0000000042\0", 11}));
}

TEST(ClientsReceiptDialect, DatesAreInTheZoneAndAsLongAsWanted) {
    auto to = plain();
    to.zone = smpp::time_zone{180};
    EXPECT_THAT(text(delivered(), to), HasSubstr("submit date:2501011515 done date:2501011516 "));
    to.terms.receipt_date = facts::receipt_date_form::seconds;
    EXPECT_THAT(text(delivered(), to), HasSubstr("submit date:250101151500 done date:250101151605 "));
}

TEST(ClientsReceiptDialect, ErrIsOursOrTheOperators) {
    auto to = plain();
    EXPECT_THAT(text(failed("21b"), to), HasSubstr("err:002 "));
    to.terms.receipt_err = facts::receipt_err_source::operator_;
    EXPECT_THAT(text(failed("21b"), to), HasSubstr("err:21b "));
    EXPECT_THAT(text(failed(""), to), HasSubstr("err:002 ")) << "it said nothing";
    EXPECT_THAT(text(failed("no such id"), to), HasSubstr("err:002 ")) << "it would end the field";
}

TEST(ClientsReceiptDialect, CountsAreOfTheMessageOrOfItsParts) {
    auto to = plain();
    EXPECT_THAT(text(delivered(), to), HasSubstr(" sub:001 dlvrd:001 "));
    EXPECT_THAT(text(failed(""), to), HasSubstr(" sub:001 dlvrd:000 "));
    to.terms.receipt_counts = facts::receipt_counting::parts;
    EXPECT_THAT(text(delivered(), to), HasSubstr(" sub:003 dlvrd:003 "));
    EXPECT_THAT(text(failed(""), to), HasSubstr(" sub:003 dlvrd:001 "));
}

TEST(ClientsReceiptDialect, TlvsMayBeLeftOut) {
    auto to = plain();
    to.terms.receipt_without_tlvs = true;
    EXPECT_TRUE(receipt(delivered(), to).tlvs.empty());
}

// SMPP 3.4 section 4.6.1: user_message_reference.
TEST(ClientsReceiptDialect, TheClientsOwnReferenceComesBack) {
    auto event = delivered();
    EXPECT_EQ(octets(receipt(event, plain()), smpp::tag::user_message_reference), "none");
    event.submissions[0].has_user_message_reference = true;
    event.submissions[0].user_message_reference = 0x0102;
    EXPECT_EQ(octets(receipt(event, plain()), smpp::tag::user_message_reference), "\x01\x02");
    EXPECT_TRUE(receipt(event, plain(), 0x33).tlvs.empty()) << "3.3 knows no TLVs";
}

TEST(ClientsReceiptDialect, NetworkPartsAndPriceComeUnderTheTagsThatWereChosen) {
    auto to = plain();
    to.terms.receipt_network_tag = 0x1403;
    to.terms.receipt_parts_tag = 0x1404;
    to.terms.receipt_price_tag = 0x1405;
    const auto made = receipt(delivered(), to);
    EXPECT_EQ(octets(made, 0x1403), (std::string{"26201\0", 6}));
    EXPECT_EQ(octets(made, 0x1404), "\x03");
    EXPECT_EQ(octets(made, 0x1405), (std::string{"0.24 EUR\0", 9}));
    auto unsure = delivered();
    unsure.network.clear();
    EXPECT_EQ(octets(receipt(unsure, to), 0x1403), "none") << "only the country is sure";
    EXPECT_TRUE(receipt(delivered(), to, 0x33).tlvs.empty());
}

// SMPP 3.4 section 5.2.12: bit 5 of esm_class.
TEST(ClientsReceiptDialect, WhatHappensOnTheWayIsAnIntermediateNotification) {
    auto event = delivered();
    event.kind = facts::event_kind::sent;
    event.state = facts::message_state::in_progress;
    const auto made = receipt(event, plain());
    EXPECT_EQ(made.esm_class, 0x20);
    EXPECT_THAT(made.short_message, HasSubstr("stat:ENROUTE"));
    EXPECT_EQ(smpp::integer_tlv(made.tlvs, smpp::tag::message_state), 1U);
}

TEST(ClientsReceiptDialect, ADataSmSaysTheSame) {
    const auto made = smpp::to_data_sm(receipt(delivered(), plain()));
    EXPECT_EQ(made.esm_class, 0x04);
    EXPECT_EQ(made.source.addr, "4915123456789");
    EXPECT_EQ(made.destination.addr, "Shop");
    const auto read = smpp::parse_receipt(made);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->id, "81985529216486895");
    EXPECT_EQ(read->stat, "DELIVRD");
}

TEST(ClientsReceiptDialect, TheChannelsOverWhichItArrivedHaveTheTagOfTheAccount) {
    auto to = plain();
    to.terms.receipt_via_tag = 0x1406;
    auto event = delivered();
    EXPECT_EQ(octets(receipt(event, to), 0x1406), (std::string{"sms\0", 4})) << "without a cascade there is no other";
    event.delivered_via = {static_cast<uint8_t>(core::channel::viber), static_cast<uint8_t>(core::channel::sms)};
    EXPECT_EQ(octets(receipt(event, to), 0x1406), (std::string{"viber,sms\0", 10}));
    EXPECT_EQ(octets(receipt(event, plain()), 0x1406), "none") << "where the account wants it";
    EXPECT_TRUE(receipt(event, to, 0x33).tlvs.empty()) << "3.3 has no TLVs";
    EXPECT_EQ(octets(receipt(failed("1"), to), 0x1406), "none") << "it did not arrive";
    auto on_the_way = delivered();
    on_the_way.kind = facts::event_kind::sent;
    on_the_way.state = facts::message_state::in_progress;
    EXPECT_EQ(octets(receipt(on_the_way, to), 0x1406), "none");
}

}  // namespace kaskad::gateway::clients
