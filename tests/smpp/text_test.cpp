#include "hex.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/text_reading.hpp"
#include "smpp/udh.hpp"

#include <gmock/gmock.h>

#include <random>

namespace kaskad::smpp {

namespace {

constexpr std::string_view EURO = "\xE2\x82\xAC";
constexpr std::string_view EMOJI = "\xF0\x9F\x98\x80";
constexpr std::string_view CYRILLIC = "\xD0\x96";

std::string repeat(std::string_view text, size_t count) {
    std::string repeated;
    for (size_t i = 0; i < count; ++i)
        repeated += text;
    return repeated;
}

std::vector<uint32_t> units_of(const std::string& text, reference_width width = reference_width::bits_8) {
    const auto result = segment(text, {{.width = width}, 1});
    std::vector<uint32_t> units;
    if (result)
        for (const auto& part : result->parts)
            units.push_back(part.units);
    return units;
}

size_t parts_of(const std::string& text, reference_width width = reference_width::bits_8) {
    const auto counted = count_parts(text, {.width = width});
    return counted ? counted->parts : 0;
}

}  // namespace

TEST(SmppUnicode, RefusesEveryInvalidUtf8) {
    for (const std::string_view invalid :
         {"\x80", "a\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\xAF", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFF", "\xE2\x82", "\xE2(\xA1", "\xF0\x9F\x98"}) {
        EXPECT_TRUE(find_invalid_utf8(invalid).has_value()) << to_hex(invalid);
        EXPECT_FALSE(encode_utf16(invalid).has_value());
        EXPECT_FALSE(choose_form(invalid, {}).has_value());
        EXPECT_EQ(count_parts(invalid).error(), text_error::invalid_utf8);
    }
    EXPECT_EQ(find_invalid_utf8("ab\xFF")->position, 2U);
    EXPECT_FALSE(find_invalid_utf8("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST(SmppUnicode, ReadsWireOctetsWhateverTheyAre) {
    const auto decoded = [](std::string_view hex) { return decode_utf16(as_octets(from_hex(hex))); };
    EXPECT_EQ(decoded("0041d83dde00"), std::string{"A"} + std::string{EMOJI});
    EXPECT_EQ(decoded("d83d"), "\xEF\xBF\xBD");
    EXPECT_EQ(decoded("de000041"),
              "\xEF\xBF\xBD"
              "A");
    EXPECT_EQ(decoded("d83d0041"),
              "\xEF\xBF\xBD"
              "A");
    EXPECT_EQ(decoded("004100"), "A\xEF\xBF\xBD");
    EXPECT_EQ(decoded("feff0041"), "A");
    EXPECT_EQ(decoded("fffe4100"), "A");
    EXPECT_EQ(decoded(""), "");
}

TEST(SmppAlphabet, KnowsEverySeptetBothWays) {
    for (int septet = 0; septet < 128; ++septet) {
        if (septet == GSM_ESCAPE) continue;
        const std::string raw(1, static_cast<char>(septet));
        const std::string text = decode_gsm7(as_octets(raw));
        EXPECT_EQ(encode_gsm7(text).value_or("?"), raw) << septet;
    }
}

TEST(SmppAlphabet, HasNoCodeForWhatOnlyLooksAlike) {
    EXPECT_FALSE(encode_gsm7("`").has_value());
    EXPECT_FALSE(encode_gsm7(std::string(1, '\0')).has_value());
    EXPECT_FALSE(encode_gsm7("\xC2\xA0").has_value());
    EXPECT_FALSE(encode_gsm7("\xC3\xA7").has_value());
    EXPECT_EQ(encode_gsm7("ab\xC3\xA7").error().position, 2U);
}

TEST(SmppAlphabet, ShowsSomethingForEveryOctet) {
    const auto decoded = [](std::string_view hex) { return decode_gsm7(as_octets(from_hex(hex))); };
    EXPECT_EQ(decoded("1b"), " ");
    EXPECT_EQ(decoded("1b41"), "A");
    EXPECT_EQ(decoded("1b1b41"), " A");
    EXPECT_EQ(decoded("80ff"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(decoded("1b80"), "\xEF\xBF\xBD");
    EXPECT_EQ(decoded("1b65"), EURO);
}

TEST(SmppAlphabet, ReadsTextsByDataCoding) {
    const auto text = [](std::string_view hex, uint8_t coding, default_alphabet alphabet = default_alphabet::gsm7) {
        return decode_text(as_octets(from_hex(hex)), coding, {.alphabet = alphabet}).value_or("(binary)");
    };
    EXPECT_EQ(text("0041", 8), "A");
    EXPECT_EQ(text("00", 0), "@");
    EXPECT_EQ(text("e4", 3), "\xC3\xA4");
    EXPECT_EQ(text("e4", 0, default_alphabet::latin1), "\xC3\xA4");
    EXPECT_EQ(text("c3a4", 0, default_alphabet::utf8), "\xC3\xA4");
    EXPECT_EQ(text("e4", 0, default_alphabet::utf8), "\xC3\xA4");
    EXPECT_EQ(text("41e4", 1), "A\xEF\xBF\xBD");
    EXPECT_EQ(text("41", 4), "(binary)");
    EXPECT_EQ(text("41", 0xF5), "(binary)");
    EXPECT_EQ(text("41", 0xF1), "A");
    EXPECT_EQ(text("0041", 0x18), "A");
}

TEST(SmppSegmentation, CutsAtTheKnownLimits) {
    using testing::ElementsAre;
    EXPECT_THAT(units_of(repeat("a", 160)), ElementsAre(160));
    EXPECT_THAT(units_of(repeat("a", 161)), ElementsAre(153, 8));
    EXPECT_THAT(units_of(repeat("a", 306)), ElementsAre(153, 153));
    EXPECT_THAT(units_of(repeat("a", 307)), ElementsAre(153, 153, 1));
    EXPECT_THAT(units_of(repeat("a", 161), reference_width::bits_16), ElementsAre(152, 9));
    EXPECT_THAT(units_of(repeat(CYRILLIC, 70)), ElementsAre(70));
    EXPECT_THAT(units_of(repeat(CYRILLIC, 71)), ElementsAre(67, 4));
    EXPECT_THAT(units_of(repeat(CYRILLIC, 71), reference_width::bits_16), ElementsAre(66, 5));
}

TEST(SmppSegmentation, NeverCutsThroughAnEscapeOrASurrogatePair) {
    using testing::ElementsAre;
    EXPECT_THAT(units_of(repeat(EURO, 80)), ElementsAre(160));
    EXPECT_THAT(units_of(repeat(EURO, 81)), ElementsAre(152, 10));
    EXPECT_THAT(units_of(repeat("a", 152) + std::string{EURO} + repeat("b", 20)), ElementsAre(152, 22));
    EXPECT_THAT(units_of(repeat(EMOJI, 35)), ElementsAre(70));
    EXPECT_THAT(units_of(repeat(EMOJI, 36)), ElementsAre(66, 6));
    EXPECT_THAT(units_of(repeat(EMOJI, 36), reference_width::bits_16), ElementsAre(66, 6));
}

TEST(SmppSegmentation, CountsAnEmptyTextAsOnePart) {
    EXPECT_EQ(count_parts(""), (part_count{encoding::gsm7, 0, 1}));
    EXPECT_EQ(segment("")->parts.size(), 1U);
    EXPECT_FALSE(segment("")->parts[0].has_udh());
}

TEST(SmppSegmentation, RefusesThe256thPart) {
    EXPECT_EQ(parts_of(repeat("a", 255 * 153)), 255U);
    EXPECT_EQ(count_parts(repeat("a", 255 * 153 + 1)).error(), text_error::too_many_parts);
    EXPECT_EQ(parts_of(repeat(CYRILLIC, 255 * 67)), 255U);
    EXPECT_EQ(segment(repeat(CYRILLIC, 255 * 67 + 1)).error(), text_error::too_many_parts);
    // Fits by units, but every cut wastes half a character.
    EXPECT_EQ(parts_of(repeat(EURO, 255 * 76)), 255U);
    EXPECT_EQ(count_parts(repeat(EURO, 255 * 76 + 1)).error(), text_error::too_many_parts);
}

TEST(SmppSegmentation, PutsTheHeaderBeforeEachPart) {
    const auto result = segment(repeat("a", 200), {{.width = reference_width::bits_8}, 0x1242});
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(to_hex(result->parts[0].udh), "050003420201");
    EXPECT_EQ(to_hex(result->parts[1].udh), "050003420202");
    EXPECT_EQ(result->parts[0].short_message().size(), 159U);
    const auto wide = segment(repeat("a", 200), {{.width = reference_width::bits_16}, 0x1242});
    EXPECT_EQ(to_hex(wide->parts[1].udh), "06080412420202");
}

TEST(SmppSegmentation, CountsWhatItCuts) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    const std::vector<std::string_view> characters{"a", "@", EURO, "[", CYRILLIC, EMOJI, "\n"};
    for (int round = 0; round < 400; ++round) {
        const size_t kinds = random() % 3 == 0 ? characters.size() : 4;
        std::string text;
        for (size_t i = 0, count = random() % 700; i < count; ++i)
            text += characters[random() % kinds];
        const auto width = random() % 2 == 0 ? reference_width::bits_8 : reference_width::bits_16;
        const auto counted = count_parts(text, {.width = width});
        const auto cut = segment(text, {{.width = width}, 7});
        ASSERT_TRUE(counted.has_value() && cut.has_value());
        EXPECT_EQ(counted->parts, cut->parts.size());
        EXPECT_EQ(counted->units, cut->units);
        std::string joined;
        for (const auto& part : cut->parts) {
            const bool is_gsm7 = cut->coding == encoding::gsm7;
            EXPECT_EQ(part.octets.size(), part.units * (is_gsm7 ? 1 : 2));
            const uint32_t single = is_gsm7 ? 160 : 70;
            const uint32_t header = width == reference_width::bits_8 ? 6 : 7;
            const uint32_t multiple = is_gsm7 ? (140 - header) * 8 / 7 : (140 - header) / 2;
            EXPECT_LE(part.units, cut->parts.size() == 1 ? single : multiple);
            // Each part alone is readable: nothing was cut through.
            joined += *decode_text(as_octets(part.octets), cut->data_coding);
        }
        EXPECT_EQ(joined, text);
    }
}

TEST(SmppUdh, ReadsWhatItBuilds) {
    for (const auto width : {reference_width::bits_8, reference_width::bits_16}) {
        const concatenation value{width, 200, 255, 255};
        const std::string built = build_udh({.place = value});
        EXPECT_EQ(built.size(), udh_size({.place = value}));
        const auto header = parse_udh(as_octets(built));
        ASSERT_TRUE(header.has_value());
        EXPECT_EQ(header->size, built.size());
        EXPECT_EQ(find_concatenation(*header), value);
    }
}

TEST(SmppUdh, TakesBrokenHeadersForText) {
    for (const auto* const hex : {"", "05",
                                  "050003420201ff"
                                  "",
                                  "0500034202", "02000342", "050004420201"}) {
        const std::string raw = from_hex(hex);
        const auto header = parse_udh(as_octets(raw));
        if (std::string_view{hex} == "050003420201ff") {
            EXPECT_TRUE(header.has_value());
        } else {
            EXPECT_FALSE(header.has_value()) << hex;
        }
    }
}

TEST(SmppUdh, IgnoresConcatenationsThatCannotBe) {
    for (const auto* const hex : {"050003420200", "050003420203", "050003420000", "0400024202"}) {
        const std::string raw = from_hex(hex);
        const auto header = parse_udh(as_octets(raw));
        ASSERT_TRUE(header.has_value()) << hex;
        EXPECT_FALSE(find_concatenation(*header).has_value()) << hex;
    }
}

}  // namespace kaskad::smpp
