#include "hex.hpp"
#include "smpp/codec.hpp"
#include "smpp/field_lists.hpp"
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

json::string json_of(std::string_view text) {
    return json::string{text.data(), text.size()};
}

// The fields of a decoded PDU under the names the vectors use.
class field_set {
  public:
    explicit field_set(const pdu_body& body) {
        std::visit([this]<typename Body>(
                       const Body& value) { fields::for_each<Body>([&](const auto& field) { read(value, field); }); },
                   body);
    }

    const json::object& fields() const { return fields_; }
    const tlv_list& tlvs() const { return tlvs_; }

  private:
    template <typename Body>
    void read(const Body& body, const fields::octet<Body>& field) {
        fields_[field.name] = body.*field.member;
    }
    // C-octet strings, credentials and times.
    template <typename Body, typename Field>
    void read(const Body& body, const Field& field) {
        fields_[field.name] = json_of(body.*field.member);
    }
    template <typename Body>
    void read(const Body& body, const fields::address<Body>& field) {
        fields_[field.names.ton] = (body.*field.member).ton;
        fields_[field.names.npi] = (body.*field.member).npi;
        fields_[field.names.addr] = json_of((body.*field.member).addr);
    }
    template <typename Body>
    void read(const Body& body, const fields::dest_addresses<Body>& field) {
        json::array dests;
        for (const auto& destination : body.*field.member) {
            if (const auto* const value = std::get_if<address>(&destination))
                dests.push_back(
                    {{"flag", 1}, {"ton", value->ton}, {"npi", value->npi}, {"addr", json_of(value->addr)}});
            else
                dests.push_back({{"flag", 2}, {"dl_name", json_of(std::get<distribution_list>(destination).dl_name)}});
        }
        fields_["number_of_dests"] = dests.size();
        fields_["dests"] = std::move(dests);
    }
    template <typename Body>
    void read(const Body& body, const fields::unsuccess_smes<Body>& field) {
        fields_["no_unsuccess"] = (body.*field.member).size();
    }
    template <typename Body>
    void read(const Body& body, const fields::short_message<Body>& field) {
        fields_["sm_length"] = (body.*field.member).size();
        fields_["short_message_hex"] = json_of(to_hex(body.*field.member));
    }
    template <typename Body>
    void read(const Body& body, const fields::tlvs<Body>& field) {
        tlvs_ = body.*field.member;
    }

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
        // What ended early goes out whole.
        if (!vector.contains("encode_exact") || result->is_truncated) return;
        std::string again;
        if (const auto written = encode(*result, again); !written) {
            // Taken, but nothing we would send.
            EXPECT_NE(text_of(vector.at("verdict")), "valid");
            EXPECT_EQ(written.error().fault, pdu_fault::value_out_of_range);
            return;
        }
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
