#include "core/calendar.hpp"
#include "hex.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/data_coding.hpp"
#include "smpp/message_id_forms.hpp"
#include "smpp/receipt.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/text_reading.hpp"
#include "smpp/time_format.hpp"
#include "smpp/udh.hpp"
#include "vectors.hpp"

// Texts, headers, times, receipts and ids.

namespace kaskad::smpp {

namespace {

int64_t utc_ms_of(const std::string& iso) {
    const auto number = [&](size_t position, size_t length) { return std::stoi(iso.substr(position, length)); };
    const auto whole =
        core::to_utc_ms({number(0, 4), number(5, 2), number(8, 2), number(11, 2), number(14, 2), number(17, 2)});
    const int64_t tenths = iso.size() > 20 && iso[19] == '.' ? number(20, 1) : 0;
    return whole.value_or(-1) + tenths * 100;
}

// The text of a segmentation vector: written out, a repeated character, or runs of several.
std::string whole_text(const json::object& input) {
    std::string text;
    if (const auto* const whole = input.if_contains("text")) text = text_of(*whole);
    const auto repeat = [&text](const std::string& character, int64_t count) {
        while (count-- > 0)
            text += character;
    };
    if (const auto* const repeated = input.if_contains("repeat"))
        repeat(text_of(*repeated), input.at("count").as_int64());
    if (const auto* const spec = input.if_contains("text_spec"))
        for (const auto& item : spec->as_array())
            repeat(text_of(item.at(0)), item.at(1).as_int64());
    // Plain letters are never sent as UCS-2 here; a letter that needs it has the same size.
    const bool is_plain = count_parts(text) && count_parts(text)->coding == encoding::gsm7;
    if (text_of(input.at("encoding")) != "ucs2" || !is_plain) return text;
    const auto count = static_cast<int64_t>(std::exchange(text, {}).size());
    repeat("\xD0\x96", count);
    return text;
}

segment_options options_of(const json::object& input) {
    segment_options options;
    const auto* const mode = input.if_contains("mode");
    if (mode != nullptr && mode->as_string() == "udh16") options.terms.width = reference_width::bits_16;
    if (mode != nullptr && mode->as_string() == "message_payload") options.terms.split = split_way::payload;
    if (input.at("encoding").as_string() == "gsm7_packed") options.terms.alphabet = default_alphabet::gsm7_packed;
    if (const auto* const reference = input.if_contains("reference"))
        options.reference = static_cast<uint16_t>(reference->as_int64());
    return options;
}

void check_sizes(const segmented& result, const json::object& expect) {
    if (const auto* const units = expect.if_contains("units_per_segment")) {
        ASSERT_EQ(result.parts.size(), units->as_array().size());
        for (size_t i = 0; i < result.parts.size(); ++i)
            EXPECT_EQ(int64_t{result.parts[i].units}, units->at(i).as_int64());
    }
    for (const auto* const name : {"segments", "correct_segments"})
        if (const auto* const segments = expect.if_contains(name)) {
            EXPECT_EQ(static_cast<int64_t>(result.parts.size()), segments->as_int64());
        }
    if (const auto* const split = expect.if_contains("split")) {
        EXPECT_EQ(result.parts.size() > 1, split->as_bool());
    }
    if (const auto* const units = expect.if_contains("first_segment_units")) {
        EXPECT_EQ(int64_t{result.parts[0].units}, units->as_int64());
        EXPECT_EQ(static_cast<int64_t>(result.parts[0].short_message().size()),
                  expect.at("first_segment_octets").as_int64());
    }
    if (const auto* const hex = expect.if_contains("segments_hex"))
        for (size_t i = 0; i < hex->as_array().size(); ++i)
            EXPECT_EQ(to_hex(result.parts[i].short_message()), text_of(hex->at(i)));
}

}  // namespace

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
            EXPECT_EQ(int64_t{read_data_coding(value).message_class.value_or(99)}, number->as_int64());
        }
    });
}

TEST(SmppVectors, GsmAlphabet) {
    for_each("gsm7_unpacked", [](const json::object&, const json::object& input, const json::object& expect) {
        const std::string text = text_of(input.at("text"));
        const std::string raw = from_hex(text_of(expect.at("octets_hex")));
        if (input.contains("single_shift")) return;  // below
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
        if (input.at("charset").as_string() == "latin9") return;  // no data_coding stands for it
        EXPECT_EQ(encode_utf16(text).value_or("?"), raw);
        EXPECT_EQ(decode_utf16(as_octets(raw)), text);
    });
}

TEST(SmppVectors, Segmentation) {
    for_each("segmentation", [](const json::object& vector, const json::object& input, const json::object& expect) {
        const auto result = segment(whole_text(input), options_of(input));
        if (expect.contains("error")) {
            EXPECT_FALSE(result.has_value());
            return;
        }
        ASSERT_TRUE(result.has_value());
        check_sizes(*result, expect);
        // A peer's own choice of smaller parts is not ours; the number of parts is.
        const bool is_choice = vector.at("verdict").as_string() == "quirk";
        const auto* const texts = expect.if_contains("texts");
        if (texts == nullptr) return;
        ASSERT_EQ(result->parts.size(), texts->as_array().size());
        for (size_t i = 0; i < texts->as_array().size() && !is_choice; ++i)
            EXPECT_EQ(decode_gsm7(as_octets(result->parts[i].octets)), text_of(texts->at(i)));
    });
}

// The shift is chosen by the text alone, and the same as theirs.
TEST(SmppVectors, NationalShifts) {
    for_each("gsm7_unpacked", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto* const shift = input.if_contains("single_shift");
        if (shift == nullptr) return;
        const shift_tables shifts{.single = static_cast<language>(shift->to_number<uint8_t>())};
        const auto raw = from_hex(text_of(expect.at("octets_hex")));
        EXPECT_EQ(decode_gsm7(as_octets(raw), shifts), text_of(input.at("text")));
        if (input.contains("direction")) return;
        const auto sent = segment(text_of(input.at("text")), {{.languages = set_of(shifts.single)}});
        EXPECT_EQ(sent->shifts, shifts);
        EXPECT_EQ(to_hex(sent->parts[0].octets), to_hex(raw));
    });
    // A peer that names the single shift table and uses the locking one: 0x1D then is what it is by default.
    for_each("gsm7_udh_message", [](const json::object&, const json::object& input, const json::object&) {
        const auto raw = from_hex(text_of(input.at("hex")));
        const auto data = read_user_data(as_octets(raw), true);
        ASSERT_TRUE(data.header.has_value());
        EXPECT_EQ(find_shift_tables(*data.header), (shift_tables{.single = language::turkish}));
        EXPECT_EQ(decode_text(data.text, 0, {}, find_shift_tables(*data.header)), "This is a Te\u00E6t");
    });
}

// The peers choose Latin-1 before UCS-2, and UCS-2 takes surrogate pairs.
TEST(SmppVectors, Choices) {
    for_each("encoding_detect", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto text = text_of(input.at("text"));
        const text_terms terms{.charsets = set_of(charset::latin1)};
        EXPECT_EQ(to_string(count_parts(text, terms)->coding), text_of(expect.at("encoding")));
    });
    for_each("ucs2_bmp_only", [](const json::object&, const json::object& input, const json::object&) {
        const auto sent = segment(text_of(input.at("text")));
        EXPECT_EQ(sent->coding, encoding::ucs2);
        EXPECT_EQ(decode_utf16(as_octets(sent->parts[0].octets)), text_of(input.at("text")));
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

TEST(SmppVectors, MessageIds) {
    for_each("message_id", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto mode = id_mode::response_hex_receipt_decimal;
        EXPECT_EQ(response_key(text_of(expect.at("hex")), mode),
                  receipt_keys(text_of(input.at("decimal")), mode).at(0));
    });
}

}  // namespace kaskad::smpp
