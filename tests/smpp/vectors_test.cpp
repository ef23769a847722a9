#include "hex.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/calendar.hpp"
#include "smpp/codec.hpp"
#include "smpp/data_coding.hpp"
#include "smpp/frame_reader.hpp"
#include "smpp/message_id_forms.hpp"
#include "smpp/receipt.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/time_format.hpp"
#include "smpp/udh.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

// What other implementations' test suites assert about the same octets: tests/data/smpp_vectors.json.

namespace kaskad::smpp {

namespace {

namespace json = boost::json;

const json::array& vectors() {
    static const json::value file = [] {
        std::ifstream stream{KASKAD_SOURCE_DIR "/tests/data/smpp_vectors.json"};
        std::stringstream content;
        content << stream.rdbuf();
        return json::parse(content.str());
    }();
    return file.at("vectors").as_array();
}

std::string text_of(const json::value& value) {
    return std::string{value.as_string().c_str(), value.as_string().size()};
}

// Calls check(vector, input, expect) for each vector of a kind; there must be some.
template <typename Check>
void for_each(std::string_view kind, Check check) {
    size_t count = 0;
    for (const auto& vector : vectors()) {
        if (vector.at("kind").as_string() != kind) continue;
        SCOPED_TRACE(text_of(vector.at("id")));
        ++count;
        check(vector.as_object(), vector.at("input").as_object(), vector.at("expect").as_object());
    }
    EXPECT_GT(count, 0U) << "no vectors of kind " << kind;
}

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

int64_t utc_ms_of(const std::string& iso) {
    const auto number = [&](size_t position, size_t length) { return std::stoi(iso.substr(position, length)); };
    const auto whole =
        to_utc_ms({number(0, 4), number(5, 2), number(8, 2), number(11, 2), number(14, 2), number(17, 2)});
    const int64_t tenths = iso.size() > 20 && iso[19] == '.' ? number(20, 1) : 0;
    return whole.value_or(-1) + tenths * 100;
}

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

TEST(SmppVectors, DataCodings) {
    for_each("data_coding", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto value = static_cast<uint8_t>(from_hex(text_of(input.at("hex")))[0]);
        const std::string expected = text_of(expect.at("alphabet"));
        if (expect.contains("compressed")) {
            EXPECT_EQ(alphabet_of(value), text_alphabet::other);
        } else {
            const auto wanted = expected == "ia5"      ? text_alphabet::ia5
                                : expected == "latin1" ? text_alphabet::latin1
                                : expected == "ucs2"   ? text_alphabet::ucs2
                                                       : text_alphabet::message_centre_default;
            EXPECT_EQ(alphabet_of(value), wanted);
        }
        if (const auto* const number = expect.if_contains("class")) {
            EXPECT_EQ(int64_t{message_class_of(value).value_or(99)}, number->as_int64());
        }
    });
}

TEST(SmppVectors, GsmAlphabet) {
    for_each("gsm7_unpacked", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string text = text_of(input.at("text"));
        const std::string raw = from_hex(text_of(expect.at("octets_hex")));
        EXPECT_EQ(encode_gsm7(text).value_or("?"), raw);
        EXPECT_EQ(decode_gsm7(as_octets(raw)), text);
    });
    for_each("gsm7_representable", [](const json::object&, const json::object& input, const json::object& expect) {
        EXPECT_EQ(encode_gsm7(text_of(input.at("text"))).has_value(), expect.at("ok").as_bool());
    });
    for_each("gsm7_septet_count", [](const json::object&, const json::object& input, const json::object& expect) {
        EXPECT_EQ(int64_t{count_parts(text_of(input.at("text")))->units}, expect.at("septets").as_int64());
    });
    for_each("gsm7_invalid", [](const json::object&, const json::object& input, const json::object&) {
        const std::string raw = from_hex(text_of(input.at("octets_hex")));
        EXPECT_FALSE(find_invalid_utf8(decode_gsm7(as_octets(raw))).has_value());
    });
}

TEST(SmppVectors, Charsets) {
    for_each("charset", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string text = text_of(input.at("text"));
        const std::string raw = from_hex(text_of(expect.at("octets_hex")));
        if (input.at("charset").as_string() == "latin1") {
            EXPECT_EQ(decode_latin1(as_octets(raw)), text);
            return;
        }
        EXPECT_EQ(encode_utf16(text).value_or("?"), raw);
        EXPECT_EQ(decode_utf16(as_octets(raw)), text);
    });
}

TEST(SmppVectors, Segmentation) {
    for_each("segmentation", [](const json::object&, const json::object& input, const json::object& expect) {
        std::string text;
        if (const auto* const whole = input.if_contains("text")) text = text_of(*whole);
        if (const auto* const repeated = input.if_contains("repeat"))
            for (int64_t i = 0; i < input.at("count").as_int64(); ++i)
                text += text_of(*repeated);
        if (const auto* const spec = input.if_contains("text_spec"))
            for (const auto& item : spec->as_array())
                for (int64_t i = 0; i < item.at(1).as_int64(); ++i)
                    text += text_of(item.at(0));
        // Plain letters are never sent as UCS-2 here; a letter that needs it has the same size.
        const std::string coding = text_of(input.at("encoding"));
        if (coding == "ucs2" && choose_encoding(text) == encoding::gsm7)
            for (size_t i = 0, count = std::exchange(text, {}).size(); i < count; ++i)
                text += "\xD0\x96";

        segment_options options;
        const auto* const mode = input.if_contains("mode");
        if (mode != nullptr && mode->as_string() == "udh16") options.width = reference_width::bits_16;
        if (const auto* const reference = input.if_contains("reference"))
            options.reference = static_cast<uint16_t>(reference->as_int64());
        const auto result = segment(text, options);
        ASSERT_TRUE(result.has_value());
        if (const auto* const units = expect.if_contains("units_per_segment")) {
            ASSERT_EQ(result->parts.size(), units->as_array().size());
            for (size_t i = 0; i < result->parts.size(); ++i)
                EXPECT_EQ(int64_t{result->parts[i].units}, units->at(i).as_int64());
        }
        if (const auto* const segments = expect.if_contains("segments")) {
            EXPECT_EQ(static_cast<int64_t>(result->parts.size()), segments->as_int64());
        }
        if (const auto* const split = expect.if_contains("split")) {
            EXPECT_EQ(result->parts.size() > 1, split->as_bool());
        }
        if (const auto* const hex = expect.if_contains("segments_hex"))
            for (size_t i = 0; i < hex->as_array().size(); ++i)
                EXPECT_EQ(to_hex(result->parts[i].short_message()), text_of(hex->at(i)));
        if (const auto* const texts = expect.if_contains("texts"))
            for (size_t i = 0; i < texts->as_array().size(); ++i)
                EXPECT_EQ(decode_gsm7(as_octets(result->parts[i].octets)), text_of(texts->at(i)));
    });
}

TEST(SmppVectors, UserDataHeaders) {
    for_each("udh", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string raw = from_hex(text_of(input.at("hex"))) + "text";
        const auto header = parse_udh(as_octets(raw));
        ASSERT_TRUE(header.has_value());
        EXPECT_EQ(header->size, raw.size() - 4);
        const auto found = find_concatenation(*header);
        ASSERT_TRUE(found.has_value());
        const auto& expected = expect.at("ies").at(0);
        EXPECT_EQ(int64_t{found->reference}, expected.at("ref").as_int64());
        EXPECT_EQ(int64_t{found->total}, expected.at("total").as_int64());
        EXPECT_EQ(int64_t{found->number}, expected.at("seq").as_int64());
    });
}

TEST(SmppVectors, Times) {
    for_each("time", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto result = parse_time(text_of(input.at("string")));
        ASSERT_EQ(result.has_value(), !expect.contains("error"));
        if (!result) return;
        if (const auto* const utc = expect.if_contains("utc")) {
            const int64_t now = input.contains("now") ? utc_ms_of(text_of(input.at("now"))) : 0;
            EXPECT_EQ(resolve(*result, now), utc_ms_of(text_of(*utc)));
        }
        if (const auto* const seconds = expect.if_contains("seconds")) {
            EXPECT_EQ(resolve(*result, 0), seconds->as_int64() * 1000);
        }
        if (const auto* const quarters = expect.if_contains("offset_quarters")) {
            EXPECT_EQ(int64_t{result->offset_quarters}, quarters->as_int64());
        }
        if (const auto* const relative = expect.if_contains("relative")) {
            EXPECT_EQ(int64_t{result->relative.years}, relative->at("years").as_int64());
            EXPECT_EQ(int64_t{result->relative.seconds}, relative->at("seconds").as_int64());
        }
    });
}

TEST(SmppVectors, ReceiptTexts) {
    for_each("dlr_text", [](const json::object&, const json::object& input, const json::object& expect) {
        const receipt result = parse_receipt_text(text_of(input.at("text")));
        const auto check_text = [&](std::string_view name, const std::string& value) {
            const auto* const expected = expect.if_contains(name);
            if (expected != nullptr && expected->is_string()) {
                EXPECT_EQ(value, text_of(*expected)) << name;
            }
        };
        check_text("id", result.id);
        check_text("stat", result.stat);
        check_text("err", result.err);
        check_text("text", result.text);
        check_text("submit_date_raw", result.submit_date);
        const auto check_count = [&](std::string_view name, std::optional<uint32_t> value) {
            const auto* const expected = expect.if_contains(name);
            if (expected == nullptr) return;
            EXPECT_EQ(value.has_value(), !expected->is_null()) << name;
            if (value && !expected->is_null()) {
                EXPECT_EQ(int64_t{*value}, expected->as_int64()) << name;
            }
        };
        check_count("sub", result.submitted_count);
        check_count("dlvrd", result.delivered_count);
        const auto check_date = [&](std::string_view name, std::optional<int64_t> value) {
            const auto* const expected = expect.if_contains(name);
            if (expected == nullptr) return;
            EXPECT_EQ(value.has_value(), !expected->is_null()) << name;
            if (value && !expected->is_null()) {
                EXPECT_EQ(*value, utc_ms_of(text_of(*expected))) << name;
            }
        };
        check_date("submit_date", result.submit_utc_ms);
        check_date("done_date", result.done_utc_ms);
        const auto* const missing = expect.if_contains("missing");
        if (missing == nullptr) return;
        EXPECT_EQ(result.id, "0123456789");
        EXPECT_EQ(result.stat, "DELIVRD");
        if (missing->as_string() == "submit_date") {
            EXPECT_FALSE(result.submit_utc_ms.has_value());
        }
        if (missing->as_string() == "done_date") {
            EXPECT_FALSE(result.done_utc_ms.has_value());
        }
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

TEST(SmppVectors, MessageIds) {
    for_each("message_id", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto mode = id_mode::response_hex_receipt_decimal;
        EXPECT_EQ(response_key(text_of(expect.at("hex")), mode),
                  receipt_keys(text_of(input.at("decimal")), mode).at(0));
    });
}

}  // namespace kaskad::smpp
