#include "hex.hpp"
#include "smpp/codec.hpp"
#include "smpp/request_check.hpp"
#include "smpp/tlv_rule.hpp"
#include "vectors.hpp"

// Single fields: flags bit by bit, TLVs and strings by themselves.

namespace kaskad::smpp {

namespace {

bool flag(uint8_t value, uint8_t bits) {
    return (value & bits) != 0;
}

void check_registered_delivery(uint8_t value, const json::object& expect) {
    const uint8_t receipt = value & registered::RECEIPT_MASK;
    if (const auto* const expected = expect.if_contains("receipt")) {
        if (expected->is_int64()) {
            EXPECT_EQ(receipt, expected->as_int64());
        } else {
            EXPECT_EQ(receipt == registered::FINAL, *expected == "success_or_failure");
            EXPECT_EQ(receipt == registered::FAILURE_ONLY, *expected == "failure_only");
        }
    }
    if (const auto* const expected = expect.if_contains("intermediate")) {
        EXPECT_EQ(flag(value, registered::INTERMEDIATE), expected->as_bool());
    }
    if (const auto* const acks = expect.if_contains("sme_acks")) {
        EXPECT_EQ(acks->as_array().size(), 2U);
        EXPECT_TRUE(flag(value, registered::DELIVERY_ACKNOWLEDGEMENT) &&
                    flag(value, registered::MANUAL_ACKNOWLEDGEMENT));
    }
    if (const auto* const acks = expect.if_contains("sme_acks_value")) {
        EXPECT_EQ((value & (registered::DELIVERY_ACKNOWLEDGEMENT | registered::MANUAL_ACKNOWLEDGEMENT)) >> 2,
                  acks->as_int64());
    }
    if (expect.contains("error")) {
        submit_sm message;
        message.destination.addr = "1";
        message.registered_delivery = value;
        EXPECT_EQ(find_request_fault(message, {0x34, true})->status, command_status::rinvregdlvflg);
        EXPECT_EQ(find_request_fault(message, {0x50, true}), std::nullopt);
    }
}

void check_esm_class(uint8_t value, const json::object& expect) {
    const auto check = [&](std::string_view name, uint8_t bits) {
        const auto* const expected = expect.if_contains(name);
        if (expected != nullptr) {
            EXPECT_EQ(flag(value, bits), expected->as_bool()) << name;
        }
    };
    check("udhi", esm::UDHI);
    check("reply_path", esm::REPLY_PATH);
    check("mc_receipt", esm::RECEIPT);
    check("intermediate", esm::INTERMEDIATE);
    if (const auto* const mode = expect.if_contains("mode")) {
        EXPECT_EQ(value & esm::MODE_MASK, mode->as_int64());
    }
    if (const auto* const type = expect.if_contains("type")) {
        EXPECT_EQ((value & esm::MESSAGE_TYPE_MASK) >> 2, type->as_int64());
    }
}

void check_tlv(const std::string& raw, const json::object& expect) {
    const tlv parameter{load_uint16(as_octets(raw).data()), raw.substr(4)};
    ASSERT_EQ(load_uint16(as_octets(raw).data() + 2), parameter.value.size());
    const tlv_list alone{parameter};
    // Reserved values included: a relay passes them.
    EXPECT_EQ(find_tlv_fault(alone, alone[0], 0x34), std::nullopt);
    EXPECT_EQ(find_tlv_of_wrong_length(alone), nullptr);
    if (const auto* const tag = expect.if_contains("tag")) {
        EXPECT_EQ(int64_t{parameter.tag}, tag->as_int64());
        EXPECT_EQ(to_hex(parameter.value), text_of(expect.at("value_hex")));
    }
}

// Read as the message_id of a query_sm, whose limit is 64 characters, or as a service_type to send, whose limit is 5.
void check_c_octet_string(const std::string& raw, const json::object& expect) {
    if (expect.contains("error")) {
        submit_sm message;
        message.service_type = raw.substr(0, raw.size() - 1) + "!";
        std::string out;
        EXPECT_EQ(encode({{}, 1, message}, out).error().fault, pdu_fault::string_too_long);
        return;
    }
    std::string frame;
    append_uint32(frame, static_cast<uint32_t>(HEADER_SIZE + raw.size() + 3));
    append_uint32(frame, static_cast<uint32_t>(command_id::query_sm));
    frame += std::string(8, '\0') + raw + std::string(3, '\0');
    const auto value = decode(as_octets(frame));
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(std::get<query_sm>(value->body).message_id, text_of(expect.at("value")));
}

}  // namespace

TEST(SmppVectors, Fields) {
    for_each("field", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string field = text_of(input.at("field"));
        const std::string raw = from_hex(text_of(input.at("hex")));
        if (field == "registered_delivery")
            check_registered_delivery(static_cast<uint8_t>(raw[0]), expect);
        else if (field == "esm_class")
            check_esm_class(static_cast<uint8_t>(raw[0]), expect);
        else if (field == "tlv")
            check_tlv(raw, expect);
        else if (field.starts_with("c_octet_string"))
            check_c_octet_string(raw, expect);
        else
            ADD_FAILURE() << "no check for " << field;
    });
}

TEST(SmppVectors, RegisteredDeliveries) {
    for_each("registered_delivery", [](const json::object&, const json::object& input, const json::object& expect) {
        check_registered_delivery(static_cast<uint8_t>(from_hex(text_of(input.at("hex")))[0]), expect);
    });
}

TEST(SmppVectors, BitsOfEsmClasses) {
    for_each("esm_class", [](const json::object&, const json::object& input, const json::object& expect) {
        check_esm_class(static_cast<uint8_t>(from_hex(text_of(input.at("hex")))[0]), expect);
    });
}

}  // namespace kaskad::smpp
