#include "smpp/receipt.hpp"

#include "hex.hpp"
#include "smpp/message_id_forms.hpp"
#include "smpp/unicode.hpp"

#include <gmock/gmock.h>

namespace kaskad::smpp {

namespace {

constexpr std::string_view TEXT =
    "id:0123456789 sub:001 dlvrd:001 submit date:2505232039 done date:2505242339 stat:DELIVRD err:012 text:Hello";

deliver_sm message(std::string_view text, uint8_t esm_class = esm::RECEIPT) {
    deliver_sm made;
    made.esm_class = esm_class;
    made.short_message = text;
    return made;
}

receipt parsed(const deliver_sm& value, const receipt_options& options = {}) {
    const auto result = parse_receipt(value, options);
    EXPECT_TRUE(result.has_value());
    return result.value_or(receipt{});
}

}  // namespace

TEST(SmppReceipt, IsRecognisedByTheMaskedEsmClass) {
    for (const int esm_class : {0x04, 0x07, 0x44, 0x20, 0x08, 0x24, 0x64})
        EXPECT_TRUE(parse_receipt(message("x", static_cast<uint8_t>(esm_class)))) << esm_class;
    for (const int esm_class : {0x00, 0x03, 0x10, 0x18, 0x40, 0x80})
        EXPECT_FALSE(parse_receipt(message("x", static_cast<uint8_t>(esm_class)))) << esm_class;
}

TEST(SmppReceipt, IsRecognisedByItsTlvs) {
    deliver_sm value = message("", 0);
    value.tlvs = {make_text_tlv(tag::receipted_message_id, "7"), make_tlv8(tag::message_state, 5)};
    const receipt result = parsed(value);
    EXPECT_EQ(result.id, "7");
    EXPECT_EQ(result.state, message_state::undeliverable);
    EXPECT_TRUE(result.is_final);
    value.tlvs.pop_back();
    EXPECT_FALSE(parse_receipt(value).has_value());
}

TEST(SmppReceipt, IsRecognisedByItsTextOnlyByOption) {
    EXPECT_TRUE(parsed(message(TEXT, 0)).is_by_text);
    EXPECT_FALSE(parse_receipt(message(TEXT, 0), {.accept_by_text = false}).has_value());
    EXPECT_FALSE(parse_receipt(message("My id: 5 and stat: DELIVRD?", 0)).has_value());
    EXPECT_FALSE(parse_receipt(message("id:1 submit date:2505232039 stat:NONSENSE", 0)).has_value());
}

TEST(SmppReceipt, BelievesTlvsBeforeText) {
    deliver_sm value = message(TEXT);
    value.tlvs = {make_text_tlv(tag::receipted_message_id, "75bcd15"),
                  make_tlv8(tag::message_state, 3),
                  {tag::network_error_code, std::string("\x03\x00\x1b", 3)}};
    const receipt result = parsed(value);
    EXPECT_EQ(result.id, "75bcd15");
    EXPECT_EQ(result.text_id, "0123456789");
    EXPECT_EQ(result.state, message_state::expired);
    EXPECT_EQ(result.stat, "DELIVRD");
    EXPECT_EQ(result.network_type, 3);
    EXPECT_EQ(result.network_code, 27);
}

TEST(SmppReceipt, TakesFromTheTextWhatTheTlvsDoNotSay) {
    deliver_sm value = message(TEXT);
    value.tlvs = {make_text_tlv(tag::receipted_message_id, "0123456789")};
    EXPECT_EQ(parsed(value).state, message_state::delivered);
    EXPECT_EQ(parsed(value).text_id, "");
    value.tlvs = {make_tlv8(tag::message_state, 8)};
    EXPECT_EQ(parsed(value).id, "0123456789");
    EXPECT_EQ(parsed(value).state, message_state::rejected);
    value.tlvs = {make_tlv8(tag::message_state, 77)};
    EXPECT_EQ(parsed(value).state, message_state::delivered);
}

TEST(SmppReceipt, ReadsTheAsciiNetworkErrorCode) {
    deliver_sm value = message(TEXT);
    value.tlvs = {{tag::network_error_code, "021"}};
    EXPECT_FALSE(parsed(value).network_type.has_value());
    EXPECT_EQ(parsed(value).network_code, 21);
}

TEST(SmppReceipt, ReadsThePayloadOfDeliverSmAndDataSm) {
    deliver_sm value = message("");
    value.tlvs = {{tag::message_payload, std::string{TEXT} + std::string(2, '\0')}};
    EXPECT_EQ(parsed(value).id, "0123456789");
    EXPECT_EQ(parsed(value).text, "Hello");
    data_sm data;
    data.esm_class = esm::RECEIPT;
    data.tlvs = value.tlvs;
    EXPECT_EQ(parse_receipt(data)->stat, "DELIVRD");
}

TEST(SmppReceipt, ReadsUcs2AndWhatOnlyClaimsToBe) {
    deliver_sm value = message(*encode_utf16(TEXT));
    value.data_coding = data_coding::UCS2;
    EXPECT_EQ(parsed(value).id, "0123456789");
    value.short_message = TEXT;
    EXPECT_EQ(parsed(value).id, "0123456789");
}

TEST(SmppReceipt, LooksForFieldsOutsideTheTextFirst) {
    const receipt result = parse_receipt_text("id:1 stat:UNDELIV err:005 text:id:2 stat:DELIVRD err:000 text:x");
    EXPECT_EQ(result.id, "1");
    EXPECT_EQ(result.state, message_state::undeliverable);
    EXPECT_EQ(result.text, "id:2 stat:DELIVRD err:000 text:x");
}

TEST(SmppReceipt, TakesTheFirstOfRepeatedFields) {
    EXPECT_EQ(parse_receipt_text("id:1 id:2 stat:DELIVRD").id, "1");
    EXPECT_EQ(parse_receipt_text("mid:9 id:1 stat:DELIVRD").id, "1");
}

TEST(SmppReceipt, ReadsAnyCaseOrderSpacingAndLack) {
    const receipt result = parse_receipt_text("STAT: delivrd ERR: 21b  ID: abc-DEF Submit_Date:250523203911 DLVRD:13");
    EXPECT_EQ(result.id, "abc-DEF");
    EXPECT_EQ(result.state, message_state::delivered);
    EXPECT_EQ(result.err, "21b");
    EXPECT_FALSE(result.error_number.has_value());
    EXPECT_EQ(result.delivered_count, 13U);
    EXPECT_FALSE(result.submitted_count.has_value());
    EXPECT_EQ(result.submit_date, "250523203911");
    EXPECT_TRUE(result.submit_utc_ms.has_value());
    const receipt nothing = parse_receipt_text("");
    EXPECT_EQ(nothing.id, "");
    EXPECT_FALSE(nothing.is_state_given);
    EXPECT_FALSE(nothing.is_final);
}

TEST(SmppReceipt, TakesUnlabelledWordsForTheText) {
    const receipt result = parse_receipt_text("id:1 stat:DELIVRD err:000 Your code is 17");
    EXPECT_EQ(result.err, "000");
    EXPECT_EQ(result.text, "Your code is 17");
    EXPECT_EQ(parse_receipt_text("id:1 done date:2505232039 20 bottles").text, "20 bottles");
    EXPECT_EQ(parse_receipt_text("id:1 done date:2025-05-23 20:39:11").text, "");
    EXPECT_TRUE(parse_receipt_text("id:1 done date:2025-05-23 20:39:11").done_utc_ms.has_value());
}

TEST(SmppReceipt, KeepsFieldsOfTheOperatorsOwn) {
    const receipt result = parse_receipt_text("id:1 mcc:250 mnc:01 stat:UNDELIV err:005 price:0.0123 Text: see:you");
    EXPECT_EQ(result.extra, "mcc:250 mnc:01 price:0.0123");
    EXPECT_EQ(result.stat, "UNDELIV");
    EXPECT_EQ(result.text, "see:you");
    EXPECT_EQ(parse_receipt_text("id:1 stat:UNDELIV err:005 mccmnc:25001").extra, "mccmnc:25001");
    EXPECT_EQ(parse_receipt_text("id:1 stat:UNDELIV err:005 mccmnc:25001 at 10:45").text, "at 10:45");
}

TEST(SmppReceipt, AsksTheLinksMapOfStatesFirst) {
    receipt_options options;
    options.stats = {{"ACKED", message_state::delivered}, {"7", message_state::rejected}};
    EXPECT_EQ(parse_receipt_text("id:1 stat:acked", options).state, message_state::delivered);
    EXPECT_EQ(parse_receipt_text("id:1 stat:7", options).state, message_state::rejected);
    EXPECT_EQ(parse_receipt_text("id:1 stat:EXPIRED", options).state, message_state::expired);
    EXPECT_EQ(parse_receipt_text("id:1 stat:acked").state, message_state::accepted);
}

TEST(SmppReceipt, MapsWildStates) {
    EXPECT_EQ(parse_stat("DELIVRD"), message_state::delivered);
    EXPECT_EQ(parse_stat("Delivered"), message_state::delivered);
    EXPECT_EQ(parse_stat("0"), message_state::delivered);
    EXPECT_EQ(parse_stat("2"), message_state::delivered);
    EXPECT_EQ(parse_stat("5"), message_state::undeliverable);
    EXPECT_EQ(parse_stat("FAILED"), message_state::undeliverable);
    EXPECT_EQ(parse_stat("BUFFERD"), message_state::enroute);
    EXPECT_EQ(parse_stat("BUFFRED"), message_state::enroute);
    EXPECT_EQ(parse_stat("DND_REJECTED"), message_state::rejected);
    EXPECT_FALSE(parse_stat("BADSTAT").has_value());
    EXPECT_FALSE(parse_stat("10").has_value());
    EXPECT_FALSE(parse_stat("").has_value());
    EXPECT_EQ(parse_receipt_text("id:1 stat:BADSTAT").stat, "BADSTAT");
}

TEST(SmppReceipt, KnowsWhichStatesEndAMessage) {
    const auto is_final = [](std::string_view stat, const receipt_options& options = {}) {
        return parse_receipt_text("id:1 stat:" + std::string{stat}, options).is_final;
    };
    for (const auto* const stat : {"DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "REJECTD", "SKIPPED"})
        EXPECT_TRUE(is_final(stat)) << stat;
    for (const auto* const stat : {"ENROUTE", "ACCEPTD", "UNKNOWN", "SCHEDLD", "BADSTAT"})
        EXPECT_FALSE(is_final(stat)) << stat;
    EXPECT_TRUE(is_final("ACCEPTD", {.is_accepted_final = true}));
}

TEST(SmppReceipt, AnIntermediateNotificationNeverEndsTheMessage) {
    const receipt result = parsed(message(TEXT, esm::INTERMEDIATE));
    EXPECT_TRUE(result.is_intermediate);
    EXPECT_FALSE(result.is_final);
    EXPECT_TRUE(parsed(message(TEXT, esm::INTERMEDIATE | esm::RECEIPT)).is_final);
}

TEST(SmppReceipt, ReadsDatesInTheOperatorsZone) {
    const receipt utc = parse_receipt_text(TEXT);
    const receipt ahead = parse_receipt_text(TEXT, {.zone = time_zone{180}});
    EXPECT_EQ(*utc.submit_utc_ms - *ahead.submit_utc_ms, 180 * 60 * 1000);
}

TEST(SmppReceipt, SurvivesAnyOctets) {
    for (int first = 0; first < 256; ++first) {
        for (const int coding : {0, 3, 8, 4, 0xF5}) {
            deliver_sm value = message(std::string(1, static_cast<char>(first)) + std::string{TEXT} + "\x1b\xff", 0x44);
            value.data_coding = static_cast<uint8_t>(coding);
            const receipt result = parsed(value);
            EXPECT_FALSE(find_invalid_utf8(result.text).has_value());
        }
    }
}

TEST(SmppReceipt, ReadsBackWhatItBuilds) {
    receipt_facts facts;
    facts.id = "4611686018427387904";
    facts.state = message_state::undeliverable;
    facts.error_number = 27;
    facts.submit_utc_ms = 1'767'225'600'000;
    facts.done_utc_ms = 1'767'225'660'000;
    facts.text =
        "A\xE2\x82\xAC\xD0\x96"
        "23456789012345678901234567890";
    facts.source = {1, 1, "491511234567"};
    facts.destination = {5, 0, "ACME"};
    facts.network_code = 27;
    facts.zone = time_zone{60};
    const deliver_sm built = build_receipt(facts);
    EXPECT_EQ(built.esm_class, esm::RECEIPT);
    EXPECT_LE(built.short_message.size(), 255U);
    const receipt result = parsed(built, {.zone = time_zone{60}});
    EXPECT_EQ(result.id, facts.id);
    EXPECT_EQ(result.text_id, "");
    EXPECT_EQ(result.state, facts.state);
    EXPECT_EQ(result.err, "027");
    EXPECT_EQ(result.submit_utc_ms, facts.submit_utc_ms);
    EXPECT_EQ(result.done_utc_ms, facts.done_utc_ms);
    EXPECT_EQ(result.text, "A\xE2\x82\xAC?23456789012345678");
    EXPECT_EQ(result.network_code, 27);

    facts.has_tlvs = false;
    facts.state = message_state::delivered;
    EXPECT_EQ(build_receipt_text(facts).substr(0, 50), "id:4611686018427387904 sub:001 dlvrd:001 submit da");
    EXPECT_TRUE(build_receipt(facts).tlvs.empty());
    EXPECT_TRUE(parsed(build_receipt(facts)).is_final);
}

TEST(SmppMessageId, ConvertsNumbersOfAnyLength) {
    EXPECT_EQ(hex_to_decimal("812FC7470000001B"), "9308878062554710043");
    EXPECT_EQ(hex_to_decimal("8000000000000000"), "9223372036854775808");
    EXPECT_EQ(hex_to_decimal("10000000000000000"), "18446744073709551616");
    EXPECT_EQ(decimal_to_hex("18446744073709551615"), "ffffffffffffffff");
    EXPECT_EQ(decimal_to_hex("18446744073709551616"), "10000000000000000");
    EXPECT_EQ(decimal_to_hex("340282366920938463463374607431768211455"), std::string(32, 'f'));
    EXPECT_EQ(hex_to_decimal("000"), "0");
    EXPECT_FALSE(hex_to_decimal("").has_value());
    EXPECT_FALSE(hex_to_decimal("12g").has_value());
    EXPECT_FALSE(decimal_to_hex("1a").has_value());
    EXPECT_TRUE(hex_to_decimal(std::string(80, 'f')).has_value());
    EXPECT_FALSE(hex_to_decimal(std::string(81, 'f')).has_value());
}

TEST(SmppMessageId, MatchesEachLinksNotation) {
    struct row {
        id_mode mode;
        std::string_view response;
        std::string_view receipt;
        bool is_match;
    };
    const std::vector<row> rows{
        {id_mode::exact, "abc", "abc", true},
        {id_mode::exact, "abc", "ABC", false},
        {id_mode::exact, "007", "7", false},
        {id_mode::ignore_case, "abc-DEF", "ABC-def", true},
        {id_mode::response_hex_receipt_decimal, "1d305b4c", "0489708364", true},
        {id_mode::response_hex_receipt_decimal, "10C8F40D", "281605133", true},
        {id_mode::response_hex_receipt_decimal, "812FC7470000001B", "9308878062554710043", true},
        {id_mode::response_hex_receipt_decimal, "812FC7470000001B", "812fc7470000001b", true},
        {id_mode::response_hex_receipt_decimal, "812FC7470000001B", "9223372036854775807", false},
        {id_mode::response_hex_receipt_decimal, "10", "10", false},
        {id_mode::response_decimal_receipt_hex, "489708364", "1D305B4C", true},
        {id_mode::response_decimal_receipt_hex, "9308878062554710043", "0812fc7470000001b", true},
        {id_mode::decimal, "0000123", "123", true},
        {id_mode::decimal, "123", "124", false},
        {id_mode::hex, "00AB", "ab", true},
        {id_mode::hex, "C87C2273-7EDB", "c87c2273-7edb", true},
    };
    for (const auto& row : rows) {
        const auto keys = receipt_keys(row.receipt, row.mode);
        const bool is_found = std::ranges::find(keys, response_key(row.response, row.mode)) != keys.end();
        EXPECT_EQ(is_found, row.is_match) << to_string(row.mode) << " " << row.response << " " << row.receipt;
    }
    EXPECT_TRUE(receipt_keys("", id_mode::exact).empty());
}

TEST(SmppMessageId, ReadsTlvAndTextEachInItsNotation) {
    const auto mode = id_mode::response_hex_receipt_decimal;
    deliver_sm value = message("id:0059113978 submit date:1002101730 done date:1002101731 stat:DELIVRD err:000 text:");
    value.tlvs = {make_text_tlv(tag::receipted_message_id, "38601fa"), make_tlv8(tag::message_state, 2)};
    EXPECT_THAT(receipt_keys(parsed(value), mode), testing::ElementsAre(response_key("38601fa", mode)));
    // The TLV alone repeats the response, even when its digits could be decimal.
    value.short_message.clear();
    value.tlvs[0] = make_text_tlv(tag::receipted_message_id, "12345678");
    EXPECT_EQ(receipt_keys(parsed(value), mode).at(0), response_key("12345678", mode));
    // Text and TLV alike are the receipt's own notation.
    value.short_message = "id:12345678 stat:DELIVRD";
    EXPECT_EQ(receipt_keys(parsed(value), mode).at(0), "12345678");
}

TEST(SmppMessageId, NamesItsModes) {
    for (const auto mode : {id_mode::exact, id_mode::ignore_case, id_mode::response_hex_receipt_decimal,
                            id_mode::response_decimal_receipt_hex, id_mode::decimal, id_mode::hex})
        EXPECT_EQ(parse_id_mode(to_string(mode)), mode);
    EXPECT_FALSE(parse_id_mode("other").has_value());
}

}  // namespace kaskad::smpp
