#include "smpp/segmentation.hpp"

#include "hex.hpp"
#include "smpp/grapheme.hpp"
#include "smpp/gsm_packing.hpp"
#include "smpp/joined_text.hpp"

#include <gmock/gmock.h>

#include <random>

// Segmentation under the options of a link.

namespace kaskad::smpp {

namespace {

using testing::ElementsAre;

std::string repeat(std::string_view text, size_t count) {
    std::string repeated;
    for (size_t i = 0; i < count; ++i)
        repeated += text;
    return repeated;
}

std::vector<uint32_t> units_of(const segmented& message) {
    std::vector<uint32_t> units;
    for (const auto& part : message.parts)
        units.push_back(part.units);
    return units;
}

std::vector<uint32_t> units_of(const std::string& text, const text_terms& terms, std::string_view more = {}) {
    const auto message = segment(text, {terms, 1, more});
    return message ? units_of(*message) : std::vector<uint32_t>{};
}

constexpr text_terms NATIONAL{.languages = EVERY_LANGUAGE};

}  // namespace

TEST(SmppSegmentation, TakesTheNationalTableThatNeedsTheFewestParts) {
    // The Turkish locking table has no è, the single one leaves the default alphabet as it is.
    const auto single = segment("Şifre è", {NATIONAL});
    EXPECT_EQ(single->shifts, (shift_tables{.single = language::turkish}));
    EXPECT_EQ(single->units, 8U);
    EXPECT_EQ(to_hex(single->parts[0].udh), "03240101");
    EXPECT_EQ(to_hex(single->parts[0].octets), "1b53696672652004");
    // Two septets a letter would be two parts.
    const auto locking = segment(repeat("ş", 150), {NATIONAL});
    EXPECT_EQ(locking->shifts, (shift_tables{.locking = language::turkish}));
    EXPECT_THAT(units_of(*locking), ElementsAre(150));
    EXPECT_EQ(to_hex(locking->parts[0].udh), "03250101");
    // Hindi needs both: letters from the locking table, capitals from the single one.
    const auto both = segment("नमस्ते Anna", {NATIONAL});
    EXPECT_EQ(both->shifts, (shift_tables{language::hindi, language::hindi}));
    EXPECT_EQ(to_hex(both->parts[0].udh), "06240106250106");
    // A text of the default alphabet stays there, one of no table at all is UCS-2.
    EXPECT_TRUE(segment("Code 1234", {NATIONAL})->shifts.is_plain());
    EXPECT_EQ(count_parts("日本", NATIONAL)->coding, encoding::ucs2);
    EXPECT_EQ(count_parts("ş", {.languages = set_of(language::spanish)})->coding, encoding::ucs2);
    EXPECT_EQ(count_parts("ş")->coding, encoding::ucs2);
}

// 3GPP 23.040: floor((140 - header) * 8 / 7) septets, and 3 octets for each shift in every part.
TEST(SmppSegmentation, MakesRoomForTheShiftInEveryPart) {
    const std::string text = "ş" + repeat("a", 153);
    EXPECT_THAT(units_of(text, NATIONAL), ElementsAre(154));  // locking: 4 octets of header leave 155
    EXPECT_THAT(units_of("ş" + repeat("a", 155), NATIONAL), ElementsAre(149, 7));
    const auto wide =
        segment("ş" + repeat("a", 155), {{.width = reference_width::bits_16, .languages = EVERY_LANGUAGE}, 0x1234});
    EXPECT_THAT(units_of(*wide), ElementsAre(148, 8));
    EXPECT_EQ(to_hex(wide->parts[1].udh), "09080412340202250101");
    EXPECT_EQ(units_of("न" + repeat("Ab", 80), NATIONAL).size(), 2U);
}

TEST(SmppSegmentation, MakesRoomForOtherElements) {
    const auto ports = build_element({iei::PORTS_16, from_hex("0b8423f0")});
    const auto other = build_element({0x03, "abc"});
    EXPECT_THAT(units_of(repeat("a", 161), {}, other), ElementsAre(147, 14));
    EXPECT_THAT(units_of(repeat("a", 152), {}, ports), ElementsAre(152));
    EXPECT_THAT(units_of(repeat("a", 153), {}, ports), ElementsAre(146, 7));
    EXPECT_EQ(to_hex(segment("a", {{}, 0, ports})->parts[0].udh), "0605040b8423f0");
}

TEST(SmppSegmentation, TakesACharsetTheLinkHas) {
    const text_terms terms{.charsets = 0x0F};
    const auto latin = segment("ça va?", {terms});
    EXPECT_EQ(latin->data_coding, 0x03);
    EXPECT_EQ(to_hex(latin->parts[0].octets), "e7612076613f");
    EXPECT_EQ(segment("`", {terms})->data_coding, 0x01);
    EXPECT_EQ(segment("Привет", {terms})->data_coding, 0x06);
    EXPECT_EQ(segment("שלום", {terms})->data_coding, 0x07);
    EXPECT_EQ(segment("Привет שלום", {terms})->data_coding, 0x08);
    EXPECT_THAT(units_of(repeat("ж", 140), terms), ElementsAre(140));
    EXPECT_THAT(units_of(repeat("ж", 141), terms), ElementsAre(134, 7));
    EXPECT_EQ(segment("ça", {{.charsets = set_of(charset::cyrillic)}})->data_coding, 0x08);
}

TEST(SmppSegmentation, WritesDataCoding0AsTheLinkSays) {
    const auto octets = [](std::string_view text, default_alphabet alphabet) {
        const auto sent = segment(text, {{.alphabet = alphabet}});
        return std::to_string(sent->data_coding) + " " + to_hex(sent->parts[0].octets);
    };
    EXPECT_EQ(octets("@ä", default_alphabet::latin1), "0 40e4");
    EXPECT_EQ(octets("@ä", default_alphabet::utf8), "0 40c3a4");
    EXPECT_EQ(octets("@", default_alphabet::ascii), "0 40");
    EXPECT_EQ(octets("ä", default_alphabet::ascii), "8 00e4");
    EXPECT_EQ(octets("5€", default_alphabet::t_mobile_nl), "0 3580");
    EXPECT_EQ(octets("[]", default_alphabet::t_mobile_nl), "8 005b005d");
    EXPECT_EQ(octets("1", default_alphabet::gsm7_packed), "0 31");
    // The handset gets GSM 7-bit all the same: septets are counted.
    EXPECT_THAT(units_of(repeat("ä", 160), {.alphabet = default_alphabet::latin1}), ElementsAre(160));
    // 160 of them in UTF-8 would not fit short_message.
    EXPECT_THAT(units_of(repeat("ä", 160), {.alphabet = default_alphabet::utf8}), ElementsAre(124, 36));
}

TEST(SmppSegmentation, LeavesTheHeadersToTheMessageCentre) {
    const text_terms sar{.split = split_way::sar};
    const auto parts = segment(repeat("a", 200), {sar, 0x1234});
    EXPECT_THAT(units_of(*parts), ElementsAre(153, 47));
    submit_sm pdu;
    put_part(*parts, 1, pdu);
    EXPECT_EQ(pdu.esm_class, 0);
    EXPECT_EQ(pdu.short_message, repeat("a", 47));
    EXPECT_EQ(find_place({pdu.short_message, false, 0}, pdu.tlvs),
              (concatenation{reference_width::bits_16, 0x1234, 2, 2}));
    submit_sm alone;
    put_part(*segment("a", {sar}), 0, alone);
    EXPECT_TRUE(alone.tlvs.empty());
}

TEST(SmppSegmentation, PutsALongTextWholeIntoMessagePayload) {
    const text_terms payload{.split = split_way::payload};
    const auto text = repeat("a", 400);
    EXPECT_EQ(count_parts(text, payload), (part_count{encoding::gsm7, 400, 3, 1}));
    const auto whole = segment(text, {payload});
    ASSERT_EQ(whole->parts.size(), 1U);
    EXPECT_EQ(whole->segments, 3U);
    EXPECT_EQ(whole->units_free, 3U * 153 - 400);
    submit_sm pdu;
    put_part(*whole, 0, pdu);
    EXPECT_TRUE(pdu.short_message.empty());
    ASSERT_EQ(pdu.tlvs.size(), 1U);
    EXPECT_EQ(pdu.tlvs[0], (tlv{tag::message_payload, text}));
    submit_sm small;
    put_part(*segment("a", {payload}), 0, small);
    EXPECT_EQ(small.short_message, "a");
    EXPECT_TRUE(small.tlvs.empty());
}

TEST(SmppSegmentation, KeepsGraphemesWhole) {
    const std::string family = "👩‍👩‍👧";  // 8 units
    EXPECT_THAT(units_of(repeat("ж", 62) + family + "жж", {}), ElementsAre(62, 10));
    EXPECT_THAT(units_of(repeat("ж", 66) + "e\xCC\x81жжжж", {}), ElementsAre(66, 6));
    EXPECT_THAT(units_of(repeat("ж", 65) + "🇩🇪жж", {}), ElementsAre(65, 6));
    EXPECT_THAT(units_of(repeat("a", 152) + "\r\n" + repeat("b", 7), {}), ElementsAre(152, 9));
}

// ... but not for the price of another part.
TEST(SmppSegmentation, CutsAGraphemeRatherThanCostAPart) {
    const std::string full = repeat("ж", 66) + "e\xCC\x81" + repeat("ж", 66);  // 134 units: two full parts
    EXPECT_THAT(units_of(full, {}), ElementsAre(67, 67));
    EXPECT_THAT(units_of(repeat("\xCC\x81", 80), {}), ElementsAre(67, 13));
    // 200 units, one to spare: the first cut must go through a long cluster, the second need not through a short one.
    const std::string two =
        repeat("ж", 60) + "e" + repeat("\xCC\x81", 19) + repeat("ж", 53) + "e\xCC\x81" + repeat("ж", 65);
    EXPECT_THAT(units_of(two, {}), ElementsAre(67, 66, 67));
}

TEST(SmppSegmentation, PacksWithoutASpareSeptetWhereItCostsNoPart) {
    const text_terms packed{.alphabet = default_alphabet::gsm7_packed};
    // 152 septets behind a header of 6 octets leave 7 spare bits.
    EXPECT_THAT(units_of(repeat("a", 152) + "€" + repeat("b", 20), packed), ElementsAre(151, 23));
    const auto parts = segment(repeat("a", 200), {packed, 7});
    EXPECT_THAT(units_of(*parts), ElementsAre(153, 47));
    EXPECT_EQ(parts->parts[0].short_message().size(), 140U);
    EXPECT_EQ(unpack_septets(as_octets(parts->parts[1].octets), 6), repeat("a", 47));
}

// Whatever the terms: the count is the number of parts, every part fits, and the text comes back.
TEST(SmppSegmentation, KeepsItsPromisesUnderEveryTerms) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    const std::vector<std::string_view> characters{"a", "\r\n",        "€",  "[", "ş", "ä",        "ж",
                                                   "é", "👩‍🚀", "🇩🇪", "न्", "ते", "e\xCC\x81"};
    for (int round = 0; round < 600; ++round) {
        std::string text;
        const size_t kinds = 1 + random() % characters.size();
        const size_t first = random() % (characters.size() - kinds + 1);
        for (size_t i = 0, count = random() % 400; i < count; ++i)
            text += characters[first + random() % kinds];
        const text_terms terms{.width = static_cast<reference_width>(random() % 2),
                               .split = static_cast<split_way>(random() % 3),
                               .alphabet = static_cast<default_alphabet>(random() % 5),
                               .languages = random() % 2 == 0 ? EVERY_LANGUAGE : language_set{0},
                               .charsets = static_cast<charset_set>(random() % 16)};
        const auto counted = count_parts(text, terms);
        const auto cut = segment(text, {terms, 7});
        ASSERT_TRUE(counted.has_value() && cut.has_value());
        EXPECT_EQ(counted->parts, cut->segments);
        EXPECT_EQ(counted->pdus, cut->parts.size());
        EXPECT_EQ(counted->units, cut->units);
        std::vector<text_piece> pieces;
        uint32_t units = 0;
        for (const auto& part : cut->parts) {
            units += part.units;
            pieces.push_back({part.short_message(), part.has_udh(), cut->data_coding});
            if (cut->segments == cut->parts.size()) EXPECT_LE(part.short_message().size(), 254U);
        }
        EXPECT_EQ(units, cut->units);
        EXPECT_EQ(join_pieces(pieces, {.alphabet = terms.alphabet}).text, text);
    }
}

}  // namespace kaskad::smpp
