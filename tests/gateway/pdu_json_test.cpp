#include "gateway/pdu_json.hpp"

#include "smpp/codec.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

std::string octets(std::string_view hex) {
    return parse_hex(hex).value_or("");
}

json::value only(std::string_view hex) {
    const std::string raw = octets(hex);
    auto listing = list_pdus(smpp::as_octets(raw));
    EXPECT_EQ(listing.objects.size(), 1U);
    return listing.objects.empty() ? json::value() : json::value(listing.objects[0]);
}

json::value printed(const smpp::pdu& value) {
    std::string raw;
    EXPECT_TRUE(smpp::encode(value, raw).has_value());
    auto listing = list_pdus(smpp::as_octets(raw));
    return listing.objects.at(0);
}

// What the object holds of the expected members.
void expect_members(const json::value& object, std::string_view expected) {
    for (const auto& [name, value] : json::parse({expected.data(), expected.size()}).as_object()) {
        const auto* const found = object.as_object().if_contains(name);
        ASSERT_NE(found, nullptr) << name << " in " << object;
        EXPECT_EQ(*found, value) << name;
    }
}

}  // namespace

// Kannel's "Hello", SMPP 3.4 in every field.
TEST(PduJson, PrintsEveryMandatoryFieldUnderItsName) {
    smpp::submit_sm message;
    message.service_type = "CMT";
    message.source = {5, 0, "ACME"};
    message.destination = {1, 1, "491511234567"};
    message.esm_class = 3;
    message.protocol_id = 64;
    message.priority_flag = 2;
    message.validity_period = "000001000000000R";
    message.registered_delivery = 1;
    message.replace_if_present_flag = 1;
    message.sm_default_msg_id = 7;
    message.short_message = std::string("Hi @\x00", 5);
    const auto object = printed({{}, 9, message});
    EXPECT_EQ(json::serialize(object),
              R"({"command":"submit_sm","command_id":4,"command_status":0,"status":"ESME_ROK","sequence_number":9,)"
              R"("service_type":"CMT","source_addr_ton":5,"source_addr_npi":0,"source_addr":"ACME","dest_addr_ton":1,)"
              R"("dest_addr_npi":1,"destination_addr":"491511234567","esm_class":3,"protocol_id":64,"priority_flag":2,)"
              R"("schedule_delivery_time":"","validity_period":"000001000000000R","registered_delivery":1,)"
              R"("replace_if_present_flag":1,"data_coding":0,"sm_default_msg_id":7,"sm_length":5,)"
              R"("short_message":"4869204000","text":"Hi ¡@","tlvs":[]})");
}

TEST(PduJson, NamesStatusesAndKeepsTheNumbersOfVendors) {
    expect_members(only("00000010 80000004 00000058 00000001"),
                   R"({"command":"submit_sm_resp","command_status":88,"status":"ESME_RTHROTTLED","message_id":""})");
    expect_members(only("00000010800000040000040000000001"), R"({"command_status":1024,"status":null})");
}

TEST(PduJson, DecodesTextsWithoutTheirUdhAndLeavesBinaryOnesAlone) {
    smpp::deliver_sm message;
    message.esm_class = smpp::esm::UDHI;
    message.data_coding = smpp::data_coding::UCS2;
    message.short_message = octets("050003420201 041f 0440 d83d de00");
    expect_members(
        printed({{}, 1, message}),
        R"({"short_message":"050003420201041f0440d83dde00","text":"\u041f\u0440\ud83d\ude00","sm_length":14})");
    message.esm_class = 0;
    message.data_coding = smpp::data_coding::BINARY;
    expect_members(printed({{}, 1, message}), R"({"text":null})");
    smpp::data_sm data;
    data.tlvs = {{smpp::tag::message_payload, "payload"}};
    expect_members(printed({{}, 1, data}), R"({"text":"payload"})");
}

TEST(PduJson, PrintsTlvsByTheirKind) {
    smpp::deliver_sm message;
    message.tlvs = {smpp::make_text_tlv(smpp::tag::receipted_message_id, "ab-1"),
                    smpp::make_tlv8(smpp::tag::message_state, 2),
                    {smpp::tag::network_error_code, octets("03001b")},
                    {0x1401, "x"}};
    EXPECT_EQ(printed({{}, 1, message}).at("tlvs"), json::parse(R"([
        {"tag":30,"name":"receipted_message_id","length":5,"value_hex":"61622d3100","value":"ab-1"},
        {"tag":1063,"name":"message_state","length":1,"value_hex":"02","value":2},
        {"tag":1059,"name":"network_error_code","length":3,"value_hex":"03001b","value":"03001b"},
        {"tag":5121,"name":null,"length":1,"value_hex":"78","value":"78"}])"));
    const auto response = printed({{}, 1, smpp::broadcast_sm_resp{"1", {{smpp::tag::broadcast_area_identifier, "x"}}}});
    EXPECT_EQ(response.at("tlvs").at(0).at("name"), "failed_broadcast_area_identifier");
}

TEST(PduJson, ListsDestinationsAndWhatWasNotAccepted) {
    smpp::submit_multi multi;
    multi.destinations = {smpp::address{1, 1, "4915"}, smpp::distribution_list{"friends"}};
    expect_members(printed({{}, 1, multi}),
                   R"({"number_of_dests":2,"dest_address":[
                       {"dest_flag":1,"dest_addr_ton":1,"dest_addr_npi":1,"destination_addr":"4915"},
                       {"dest_flag":2,"dl_name":"friends"}]})");
    const smpp::submit_multi_resp response{"42", {{{1, 1, "4915"}, smpp::command_status::rinvdstadr}}, {}};
    expect_members(printed({{}, 1, response}),
                   R"({"message_id":"42","no_unsuccess":1,"unsuccess_sme":[{"dest_addr_ton":1,"dest_addr_npi":1,
                       "destination_addr":"4915","error_status_code":11,"error_status":"ESME_RINVDSTADR"}]})");
}

TEST(PduJson, ReadsLettersOutsideAsciiAsLatin1) {
    const smpp::deliver_sm message{.source = {5, 0, "Caf\xE9"}};
    EXPECT_EQ(printed({{}, 1, message}).at("source_addr"), "Caf\xC3\xA9");
}

TEST(PduJson, GoesOnBehindAPduAtFault) {
    // source_addr without its NUL, an unknown command, then an enquire_link.
    const std::string raw = octets(
        "00000016 00000004 00000000 00000007 00 0101 343434"
        "00000011 00000110 00000000 00000008 0f"
        "00000010 00000015 00000000 00000009");
    const auto listing = list_pdus(smpp::as_octets(raw));
    ASSERT_EQ(listing.objects.size(), 3U);
    EXPECT_FALSE(listing.is_stream_lost);
    expect_members(listing.objects[0], R"({"error":"unterminated_string","recoverable":true,"command_status":10,
        "status":"ESME_RINVSRCADR","command":"submit_sm","command_id":4,"sequence_number":7,"field":"source_addr"})");
    expect_members(listing.objects[1], R"({"error":"unknown_command_id","recoverable":true,"command_status":3,
        "command":null,"command_id":272,"sequence_number":8,"body":"0f"})");
    expect_members(listing.objects[2], R"({"command":"enquire_link","sequence_number":9})");
}

TEST(PduJson, StopsWhereTheStreamIsLost) {
    const std::string raw = octets(
        "00000010 00000015 00000000 00000001"
        "f0000011 00000015 00000000 00000002"
        "00000010 00000015 00000000 00000003");
    const auto listing = list_pdus(smpp::as_octets(raw));
    ASSERT_EQ(listing.objects.size(), 2U);
    EXPECT_TRUE(listing.is_stream_lost);
    expect_members(listing.objects[1], R"({"error":"oversized_pdu","recoverable":false,"command_status":2})");
}

TEST(PduJson, SaysThatAStreamIsCut) {
    expect_members(only("0000001000000015000000000a342e"),
                   R"({"error":"incomplete_pdu","recoverable":true,"command_status":null,"octets":15})");
}

TEST(PduJson, MarksAResponseThatEndedEarly) {
    expect_members(only("00000012 80000004 00000000 00000001 3432"), R"({"message_id":"42","truncated":true})");
}

// The malformed PDUs of foreign test suites: either an error that says whether the stream goes on, or a tolerant
// reading.
TEST(PduJson, SaysOfEveryMalformedVectorWhetherTheStreamGoesOn) {
    std::ifstream file{KASKAD_SOURCE_DIR "/tests/data/smpp_vectors.json"};
    std::stringstream content;
    content << file.rdbuf();
    const auto tree = json::parse(content.str());
    size_t count = 0;
    for (const auto& vector : tree.at("vectors").as_array()) {
        if (vector.at("kind").as_string() != "pdu_malformed") continue;
        SCOPED_TRACE(vector.at("id").as_string().c_str());
        ++count;
        const std::string raw = octets(vector.at("input").at("hex").as_string().c_str());
        const auto listing = list_pdus(smpp::as_octets(raw));
        ASSERT_FALSE(listing.objects.empty());
        const std::string result = vector.at("expect").at("result").as_string().c_str();
        const bool is_fatal = result == "bad_command_length" || result == "oversized_pdu";
        EXPECT_EQ(listing.is_stream_lost, is_fatal);
        const auto* const error = listing.objects[0].if_contains("error");
        const bool is_tolerated = result == "tlv_truncated" || result == "trailing_octets";
        EXPECT_EQ(error == nullptr, is_tolerated);
        if (error != nullptr) {
            EXPECT_EQ(listing.objects[0].at("recoverable"), !is_fatal);
        }
    }
    EXPECT_EQ(count, 10U);
}

TEST(PduJson, ReadsHexAsPeopleWriteIt) {
    EXPECT_EQ(parse_hex("00 0A:fF\n"), std::string("\x00\x0a\xff", 3));
    EXPECT_EQ(parse_hex("0x10").error(), "character 2 is no hexadecimal digit");
    EXPECT_EQ(parse_hex("123").error(), "3 digits: half an octet is left");
    EXPECT_EQ(parse_hex(" ").error(), "no octets");
}

}  // namespace kaskad::gateway
