#include "hex.hpp"
#include "smpp/codec.hpp"
#include "smpp/frame_reader.hpp"
#include "smpp/receipt.hpp"
#include "smpp/text_reading.hpp"
#include "smpp/udh.hpp"
#include "vectors.hpp"

// PDUs and streams.

namespace kaskad::smpp {

namespace {

void check_tlvs(const tlv_list& tlvs, const json::object& expect) {
    if (const auto* const count = expect.if_contains("tlv_count")) {
        EXPECT_EQ(static_cast<int64_t>(tlvs.size()), count->as_int64());
    }
    const auto* const expected = expect.if_contains("tlvs");
    if (expected == nullptr) return;
    for (const auto& item : expected->as_array()) {
        const auto* const found = find_tlv(tlvs, static_cast<uint16_t>(item.at("tag").as_int64()));
        ASSERT_NE(found, nullptr) << item;
        if (const auto* const hex = item.as_object().if_contains("value_hex")) {
            EXPECT_EQ(to_hex(found->value), text_of(*hex));
        }
        if (const auto* const text = item.as_object().if_contains("value_str")) {
            EXPECT_EQ(text_tlv(tlvs, found->tag), text_of(*text));
        }
    }
}

// The fields of a decoded PDU under the names the vectors use.
class field_set {
  public:
    explicit field_set(const pdu_body& body) {
        std::visit([this](const auto& alternative) { read(alternative); }, body);
    }

    const json::object& fields() const { return fields_; }
    const tlv_list& tlvs() const { return tlvs_; }

  private:
    void set(std::string_view name, std::string_view value) {
        fields_[name] = json::string(value.data(), value.size());
    }
    void set(std::string_view name, int64_t value) { fields_[name] = value; }

    void set_addresses(const address& source, const address& destination) {
        set("source_addr_ton", source.ton);
        set("source_addr_npi", source.npi);
        set("source_addr", source.addr);
        set("dest_addr_ton", destination.ton);
        set("dest_addr_npi", destination.npi);
        set("destination_addr", destination.addr);
    }

    void read(const auto&) {}

    void read(const bind& body) {
        set("system_id", body.system_id);
        set("password", body.password);
        set("system_type", body.system_type);
        set("interface_version", body.interface_version);
        set("addr_ton", body.addr_ton);
        set("addr_npi", body.addr_npi);
        set("address_range", body.address_range);
    }

    void read(const bind_resp& body) {
        set("system_id", body.system_id);
        tlvs_ = body.tlvs;
    }

    template <typename Body>
    void read_message(const Body& body) {
        set("service_type", body.service_type);
        set_addresses(body.source, body.destination);
        set("esm_class", body.esm_class);
        set("protocol_id", body.protocol_id);
        set("priority_flag", body.priority_flag);
        set("schedule_delivery_time", body.schedule_delivery_time);
        set("validity_period", body.validity_period);
        set("registered_delivery", body.registered_delivery);
        set("replace_if_present_flag", body.replace_if_present_flag);
        set("data_coding", body.data_coding);
        set("sm_default_msg_id", body.sm_default_msg_id);
        set("sm_length", static_cast<int64_t>(body.short_message.size()));
        set("short_message_hex", to_hex(body.short_message));
        tlvs_ = body.tlvs;
    }
    void read(const submit_sm& body) { read_message(body); }
    void read(const deliver_sm& body) { read_message(body); }

    void read(const data_sm& body) {
        set("service_type", body.service_type);
        set_addresses(body.source, body.destination);
        set("esm_class", body.esm_class);
        set("registered_delivery", body.registered_delivery);
        set("data_coding", body.data_coding);
        tlvs_ = body.tlvs;
    }

    template <typename Body>
    void read_response(const Body& body) {
        set("message_id", body.message_id);
        tlvs_ = body.tlvs;
    }
    void read(const submit_sm_resp& body) { read_response(body); }
    void read(const deliver_sm_resp& body) { read_response(body); }
    void read(const data_sm_resp& body) { read_response(body); }

    json::object fields_;
    tlv_list tlvs_;
};

}  // namespace

TEST(SmppVectors, Pdus) {
    for_each("pdu", [](const json::object& vector, const json::object& input, const json::object& expect) {
        const std::string raw = from_hex(text_of(input.at("hex")));
        const auto result = decode(as_octets(raw));
        ASSERT_TRUE(result.has_value()) << result.error().field;
        if (const auto* const id = expect.if_contains("command_id")) {
            EXPECT_EQ(static_cast<int64_t>(id_of(result->body)), id->as_int64());
        }
        if (const auto* const number = expect.if_contains("sequence_number")) {
            EXPECT_EQ(int64_t{result->sequence_number}, number->as_int64());
        }
        if (const auto* const status = expect.if_contains("command_status")) {
            EXPECT_EQ(static_cast<int64_t>(result->status), status->as_int64());
        }
        const field_set decoded{result->body};
        for (const auto& [name, value] : decoded.fields()) {
            const auto* const expected = expect.if_contains(name);
            if (expected != nullptr && !expected->is_null()) {
                EXPECT_EQ(value, *expected) << name;
            }
        }
        check_tlvs(decoded.tlvs(), expect);
        if (!vector.contains("encode_exact")) return;
        std::string again;
        ASSERT_TRUE(encode(*result, again).has_value());
        EXPECT_EQ(to_hex(again), to_hex(raw));
    });
}

TEST(SmppVectors, TextsOfPdus) {
    const auto text_of_message = [](const auto& message) {
        std::string_view raw = text_octets(message);
        if ((message.esm_class & esm::UDHI) != 0) raw.remove_prefix(parse_udh(as_octets(raw)).value_or(udh{}).size);
        return decode_text(as_octets(raw), message.data_coding).value_or("");
    };
    for (const auto* const id : {"pdu-069", "pdu-071", "pdu-150"}) {
        for_each("pdu", [&](const json::object& vector, const json::object& input, const json::object& expect) {
            if (vector.at("id").as_string() != id) return;
            const std::string raw = from_hex(text_of(input.at("hex")));
            const auto result = decode(as_octets(raw));
            ASSERT_TRUE(result.has_value());
            const auto* const submit = std::get_if<submit_sm>(&result->body);
            const auto* const deliver = std::get_if<deliver_sm>(&result->body);
            EXPECT_EQ(submit ? text_of_message(*submit) : text_of_message(*deliver), text_of(expect.at("text")));
        });
    }
}

TEST(SmppVectors, MalformedPdus) {
    for_each("pdu_malformed", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string raw = from_hex(text_of(input.at("hex")));
        const std::string result = text_of(expect.at("result"));
        frame_reader reader;
        reader.handle_octets(as_octets(raw));
        const auto frame = reader.poll_frame();
        if (result == "need_more") {
            ASSERT_TRUE(frame.has_value());
            EXPECT_TRUE(frame->empty());
            return;
        }
        if (result == "bad_command_length" || result == "oversized_pdu") {
            ASSERT_FALSE(frame.has_value());
            EXPECT_EQ(frame.error().severity, severity::fatal);
            EXPECT_EQ(frame.error().status, command_status::rinvcmdlen);
            return;
        }
        ASSERT_TRUE(frame.has_value());
        ASSERT_FALSE(frame->empty());
        const auto value = decode(*frame);
        if (result == "sm_length_beyond_pdu") {
            ASSERT_FALSE(value.has_value());
            EXPECT_EQ(value.error().status, command_status::rinvmsglen);
        } else {
            // A tolerant reading, of responses and header-only PDUs.
            ASSERT_TRUE(value.has_value());
            EXPECT_EQ(value->is_truncated, result == "tlv_truncated");
        }
    });
}

TEST(SmppVectors, StreamGoesOnBehindAnUnknownCommand) {
    for_each("stream", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string raw = from_hex(text_of(input.at("hex")));
        frame_reader reader;
        reader.handle_octets(as_octets(raw));
        for (const auto& expected : expect.at("pdus").as_array()) {
            const auto frame = reader.poll_frame();
            ASSERT_TRUE(frame.has_value());
            const auto value = decode(*frame);
            ASSERT_TRUE(value.has_value());
            if (const auto* const id = expected.as_object().if_contains("command_id")) {
                EXPECT_EQ(static_cast<int64_t>(id_of(value->body)), id->as_int64());
            } else {
                EXPECT_TRUE(std::holds_alternative<unknown_pdu>(value->body));
            }
        }
    });
}

TEST(SmppVectors, FieldLimits) {
    for_each("field_limit", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string field = text_of(input.at("field"));
        std::string out;
        pdu value{{}, 1, submit_sm{}};
        if (field == "short_message")
            std::get<submit_sm>(value.body).short_message.resize(static_cast<size_t>(input.at("octets").as_int64()));
        else if (field == "schedule_delivery_time")
            std::get<submit_sm>(value.body).schedule_delivery_time = text_of(input.at("value"));
        else
            value.body.emplace<bind>().system_id = text_of(input.at("value"));
        EXPECT_EQ(encode(value, out).has_value(), expect.at("ok").as_bool());
    });
}

TEST(SmppVectors, Tlvs) {
    for_each("tlv", [](const json::object&, const json::object& input, const json::object& expect) {
        // Behind the message_id of a data_sm_resp, which may carry any TLV.
        const std::string body = std::string(1, '\0') + from_hex(text_of(input.at("hex")));
        std::string raw;
        append_uint32(raw, static_cast<uint32_t>(HEADER_SIZE + body.size()));
        append_uint32(raw, static_cast<uint32_t>(command_id::data_sm_resp));
        raw += std::string(8, '\0') + body;
        const auto value = decode(as_octets(raw));
        ASSERT_TRUE(value.has_value());
        const auto& tlvs = std::get<data_sm_resp>(value->body).tlvs;
        ASSERT_EQ(tlvs.size(), 1U);
        EXPECT_EQ(int64_t{tlvs[0].tag}, expect.at("tag").as_int64());
        if (const auto* const hex = expect.if_contains("value_hex")) {
            EXPECT_EQ(to_hex(tlvs[0].value), text_of(*hex));
        }
    });
    for_each("tlv_cstring", [](const json::object&, const json::object& input, const json::object& expect) {
        const tlv_list tlvs{{tag::receipted_message_id, from_hex(text_of(input.at("value_hex")))}};
        EXPECT_EQ(text_tlv(tlvs, tag::receipted_message_id), text_of(expect.at("string")));
    });
}

TEST(SmppVectors, ReceiptPdus) {
    for_each("dlr_pdu", [](const json::object&, const json::object& input, const json::object& expect) {
        const tlv_list tlvs{
            make_text_tlv(tag::receipted_message_id, text_of(input.at("tlv_receipted_message_id"))),
            make_tlv8(tag::message_state, static_cast<uint8_t>(input.at("tlv_message_state").as_int64()))};
        std::optional<receipt> result;
        if (input.contains("pdu")) {
            data_sm message;
            message.tlvs = tlvs;
            result = parse_receipt(message);
        } else {
            deliver_sm message;
            message.short_message = text_of(input.at("short_message"));
            message.tlvs = tlvs;
            result = parse_receipt(message);
        }
        ASSERT_TRUE(result.has_value());
        EXPECT_EQ(result->id, text_of(expect.at("id")));
        EXPECT_EQ(result->state, message_state::delivered);
    });
}

TEST(SmppVectors, EsmClasses) {
    for_each("esm_class", [](const json::object&, const json::object& input, const json::object& expect) {
        deliver_sm message;
        message.esm_class = static_cast<uint8_t>(from_hex(text_of(input.at("hex")))[0]);
        const auto* const is_receipt = expect.if_contains("mc_receipt");
        EXPECT_EQ(parse_receipt(message).has_value(), is_receipt != nullptr && is_receipt->as_bool());
    });
}

}  // namespace kaskad::smpp
