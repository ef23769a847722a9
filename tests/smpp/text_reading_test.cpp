#include "smpp/text_reading.hpp"

#include "hex.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/gsm_packing.hpp"
#include "vectors.hpp"

#include <gtest/gtest.h>

#include <iconv.h>
#include <random>

namespace kaskad::smpp {

namespace {

constexpr std::string_view UNREADABLE = "\xEF\xBF\xBD";

std::string decoded(std::string_view hex, uint8_t coding, const reading_terms& terms = {}) {
    const auto raw = from_hex(hex);
    return decode_text(as_octets(raw), coding, terms).value_or("(binary)");
}

// What the C library reads; empty where it finds nothing.
std::string read_by_libc(const char* name, uint8_t octet) {
    const iconv_t converter = iconv_open("UTF-8", name);
    char input = static_cast<char>(octet);
    char* in = &input;
    size_t in_left = 1;
    std::string text(8, '\0');
    char* out = text.data();
    size_t out_left = text.size();
    const bool is_read = iconv(converter, &in, &in_left, &out, &out_left) != static_cast<size_t>(-1);
    iconv_close(converter);
    text.resize(is_read ? text.size() - out_left : 0);
    return text;
}

void check_charset(charset set, const char* name) {
    SCOPED_TRACE(name);
    for (int number = 0; number < 256; ++number) {
        const auto octet = static_cast<uint8_t>(number);
        const std::string raw(1, static_cast<char>(octet));
        const auto theirs = read_by_libc(name, octet);
        const auto ours = decode_charset(as_octets(raw), set);
        EXPECT_EQ(ours, theirs.empty() ? UNREADABLE : theirs) << number;
        if (!theirs.empty()) EXPECT_EQ(encode_charset(ours, set).value_or("?"), raw) << number;
    }
}

}  // namespace

TEST(SmppTextReading, KnowsEveryOctetOfEveryCharset) {
    check_charset(charset::ascii, "US-ASCII");
    check_charset(charset::latin1, "ISO-8859-1");
    check_charset(charset::cyrillic, "ISO-8859-5");
    check_charset(charset::hebrew, "ISO-8859-8");
}

TEST(SmppTextReading, ReadsEachDataCoding) {
    EXPECT_EQ(decoded("bfe0d8d2d5e2", 0x06), "Привет");
    EXPECT_EQ(decoded("f9ece5ed", 0x07), "שלום");
    EXPECT_EQ(decoded("e7", 0x03), "ç");
    EXPECT_EQ(decoded("41e7", 0x01), std::string{"A"} + std::string{UNREADABLE});
    EXPECT_EQ(decoded("41", 0x02), "(binary)");
    EXPECT_EQ(decoded("41", 0x09), "(binary)");
    EXPECT_EQ(decoded("0041", 0x19), "A");
    EXPECT_EQ(decoded("82b1", 0x05), "こ");
    EXPECT_EQ(decoded("2433", 0x05, {.japanese = japanese_form::jis_x_0208}), "こ");
    EXPECT_EQ(decoded("1b24422433", 0x0A), "こ");
    EXPECT_EQ(decoded("3021", 0x0D), "丂");
    EXPECT_EQ(decoded("bec8", 0x0E), "안");
}

// SMPP 3.4 §5.2.19 note b: the same number is another alphabet in 23.038.
TEST(SmppTextReading, ReadsLowDataCodingsAsTheLinkSays) {
    const reading_terms gsm{.scheme = coding_scheme::gsm_23038};
    EXPECT_EQ(decoded("00", 0x03, gsm), "@");
    EXPECT_EQ(decoded("00", 0x01, gsm), "@");
    EXPECT_EQ(decoded("00", 0x05, gsm), "(binary)");
    EXPECT_EQ(decoded("0041", 0x0A, gsm), "A");
}

TEST(SmppTextReading, ReadsLittleEndianByOptionAndByMark) {
    const reading_terms little{.ucs2_order = octet_order::little_endian};
    EXPECT_EQ(decoded("4100", 0x08, little), "A");
    EXPECT_EQ(decoded("feff0041", 0x08, little), "A");
    EXPECT_EQ(decoded("fffe4100", 0x08), "A");
    EXPECT_EQ(decoded("3dd800de", 0x08, little), "😀");
    EXPECT_EQ(decoded("410042", 0x08, little), std::string{"A"} + std::string{UNREADABLE});
}

TEST(SmppTextReading, ReadsDataCoding0AsTheLinkSays) {
    for_each("charset_operator", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto name = text_of(input.at("charset"));
        const auto alphabet = name == "vodafone_tr_gsm" ? default_alphabet::vodafone_tr : default_alphabet::airwide;
        EXPECT_EQ(decoded(text_of(input.at("octets_hex")), 0, {.alphabet = alphabet}), text_of(expect.at("text")));
    });
    EXPECT_EQ(decoded("407e5f5e5d1e7d02", 0, {.alphabet = default_alphabet::vodafone_de}), "@ßÑ§Üñü¤");
    EXPECT_EQ(decoded("0080", 0, {.alphabet = default_alphabet::t_mobile_nl}), "@€");
    EXPECT_EQ(decoded("c8329bfd060140d7b79c4d06", 0, {.alphabet = default_alphabet::gsm7_packed}), "Hello @ World");
    EXPECT_EQ(decoded("e282ac", 0, {.alphabet = default_alphabet::utf8}), "€");
}

// Each alphabet writes what it reads: every character of GSM 03.38 it has.
TEST(SmppTextReading, WritesDataCoding0AsItReadsIt) {
    for (uint8_t number = 0; number <= static_cast<uint8_t>(default_alphabet::t_mobile_nl); ++number) {
        const auto alphabet = static_cast<default_alphabet>(number);
        if (alphabet == default_alphabet::airwide) continue;  // takes GSM 03.38, sends its own
        SCOPED_TRACE(to_string(alphabet));
        size_t written = 0;
        for (char32_t code_point = 1; code_point < 0x2100; ++code_point) {
            const auto code = find_gsm_code(code_point);
            const auto octets = code ? find_default_octets(alphabet, code_point, *code) : std::nullopt;
            if (!octets) continue;
            ++written;
            std::string raw;
            for (int shift = 8 * (octets->count - 1); shift >= 0; shift -= 8)
                raw.push_back(static_cast<char>(octets->value >> shift));
            if (alphabet == default_alphabet::gsm7_packed) raw = pack_septets(raw);
            std::string text;
            append_utf8(text, code_point);
            EXPECT_EQ(decode_text(as_octets(raw), 0, {.alphabet = alphabet}).value_or(""), text);
        }
        EXPECT_GT(written, 80U);
    }
}

TEST(SmppTextReading, KeepsTheTextOfABrokenHeader) {
    const auto broken = from_hex("050003420541");
    const auto data = read_user_data(as_octets(broken), true);
    EXPECT_TRUE(data.header.has_value());
    const auto cut = from_hex("0600034205");
    EXPECT_FALSE(read_user_data(as_octets(cut), true).header.has_value());
    EXPECT_EQ(to_hex(as_text(read_user_data(as_octets(cut), true).text)), "0600034205");
    EXPECT_EQ(read_user_data(as_octets(cut), false).text.size(), 5U);
}

TEST(SmppTextReading, ReadsWhateverOctetsCome) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    for (int round = 0; round < 20'000; ++round) {
        std::string raw;
        for (size_t i = 0, count = random() % 40; i < count; ++i)
            raw.push_back(static_cast<char>(random()));
        const auto data = read_user_data(as_octets(raw), random() % 2 == 0);
        const shift_tables shifts = data.header ? find_shift_tables(*data.header) : shift_tables{};
        const reading_terms terms{static_cast<default_alphabet>(random() % 9), static_cast<coding_scheme>(random() % 2),
                                  static_cast<octet_order>(random() % 2), static_cast<japanese_form>(random() % 3)};
        const auto text =
            decode_text(data.text, static_cast<uint8_t>(random()), terms, shifts, raw.size() - data.text.size());
        if (text) EXPECT_FALSE(find_invalid_utf8(*text).has_value()) << to_hex(raw);
    }
}

}  // namespace kaskad::smpp
