#include "smpp/reassembly_buffer.hpp"

#include "hex.hpp"
#include "smpp/segmentation.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace kaskad::smpp {

namespace {

text_piece plain(std::string_view text) {
    return {std::string{text}, false, 0};
}

concatenation place(uint8_t number, uint8_t total, uint16_t reference = 1) {
    return {reference_width::bits_8, reference, total, number};
}

std::string joined(const reassembled& set) {
    return join_pieces(set.pieces).text.value_or("(binary)");
}

}  // namespace

TEST(SmppReassemblyBuffer, JoinsPiecesInAnyOrder) {
    reassembly_buffer buffer{{}};
    buffer.handle_piece("a", place(3, 3), plain("c"), 0);
    buffer.handle_piece("a", place(1, 3), plain("a"), 1);
    EXPECT_FALSE(buffer.poll().has_value());
    buffer.handle_piece("a", place(2, 3), plain("b"), 2);
    const auto whole = buffer.poll();
    ASSERT_TRUE(whole.has_value());
    EXPECT_TRUE(whole->is_complete);
    EXPECT_EQ(joined(*whole), "abc");
    EXPECT_EQ(buffer.pieces(), 0U);
}

TEST(SmppReassemblyBuffer, KeepsMessagesApart) {
    reassembly_buffer buffer{{}};
    buffer.handle_piece("a", place(1, 2), plain("a1"), 0);
    buffer.handle_piece("b", place(2, 2), plain("b2"), 0);
    buffer.handle_piece("a", place(2, 2, 7), plain("other reference"), 0);
    buffer.handle_piece("a", place(2, 3), plain("other total"), 0);
    EXPECT_FALSE(buffer.poll().has_value());
    EXPECT_EQ(buffer.sets(), 4U);
    buffer.handle_piece("a", place(2, 2), plain("a2"), 0);
    EXPECT_EQ(joined(*buffer.poll()), "a1a2");
}

TEST(SmppReassemblyBuffer, DropsRepeatsAlsoOfWhatWentOut) {
    reassembly_buffer buffer{{}};
    buffer.handle_piece("a", place(1, 2), plain("x"), 0);
    buffer.handle_piece("a", place(1, 2), plain("x"), 1);
    EXPECT_EQ(buffer.duplicates(), 1U);
    buffer.handle_piece("a", place(1, 2), plain("y"), 2);  // says it anew
    buffer.handle_piece("a", place(2, 2), plain("z"), 3);
    EXPECT_EQ(joined(*buffer.poll()), "yz");
    buffer.handle_piece("a", place(2, 2), plain("z"), 4);
    buffer.handle_time(1'000'000);
    EXPECT_FALSE(buffer.poll().has_value());
    EXPECT_EQ(buffer.duplicates(), 2U);
}

TEST(SmppReassemblyBuffer, TakesAReferenceThatBeginsAnew) {
    reassembly_buffer buffer{{}};
    for (const std::string_view text : {"one", "two"}) {
        buffer.handle_piece("a", place(1, 2), plain(text), 0);
        buffer.handle_piece("a", place(2, 2), plain("!"), 0);
    }
    EXPECT_EQ(joined(*buffer.poll()), "one!");
    EXPECT_EQ(joined(*buffer.poll()), "two!");
    EXPECT_EQ(buffer.duplicates(), 0U);
}

TEST(SmppReassemblyBuffer, GivesOutIncompleteSetsAfterATime) {
    reassembly_buffer buffer{{.age_max_ms = 1'000}};
    EXPECT_FALSE(buffer.due_at().has_value());
    buffer.handle_piece("a", place(2, 3), plain("b"), 500);
    buffer.handle_piece("a", place(3, 3), plain("c"), 1'400);
    EXPECT_EQ(buffer.due_at(), 1'500);
    buffer.handle_time(1'499);
    EXPECT_FALSE(buffer.poll().has_value());
    buffer.handle_time(1'500);
    const auto part = buffer.poll();
    ASSERT_TRUE(part.has_value());
    EXPECT_FALSE(part->is_complete);
    EXPECT_EQ(joined(*part), "bc");
    EXPECT_EQ(buffer.sets(), 0U);
}

TEST(SmppReassemblyBuffer, GivesOutTheOldestAtItsBound) {
    reassembly_buffer buffer{{.pieces_max = 3, .sets_max = 100}};
    buffer.handle_piece("a", place(1, 3), plain("a1"), 0);
    buffer.handle_piece("a", place(2, 3), plain("a2"), 1);
    buffer.handle_piece("b", place(1, 2), plain("b1"), 2);
    EXPECT_FALSE(buffer.poll().has_value());
    buffer.handle_piece("c", place(1, 2), plain("c1"), 3);
    const auto oldest = buffer.poll();
    ASSERT_TRUE(oldest.has_value());
    EXPECT_FALSE(oldest->is_complete);
    EXPECT_EQ(joined(*oldest), "a1a2");
    EXPECT_EQ(buffer.pieces(), 2U);
}

TEST(SmppReassemblyBuffer, StaysWithinItsBoundsAndLosesNothing) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    const reassembly_options options{.pieces_max = 20, .sets_max = 10, .age_max_ms = 50};
    reassembly_buffer buffer{options};
    size_t given = 0;
    size_t out = 0;
    const auto drain = [&] {
        while (const auto set = buffer.poll())
            out += set->pieces.size();
    };
    for (int64_t now = 0; now < 5'000; ++now) {
        // Every text is another, and every place of a reference is taken once.
        buffer.handle_piece("k" + std::to_string(random() % 3), place(1, 2, static_cast<uint16_t>(now)),
                            plain(std::to_string(now)), now);
        ++given;
        EXPECT_LE(buffer.pieces(), options.pieces_max);
        EXPECT_LE(buffer.sets(), options.sets_max);
        drain();
    }
    buffer.handle_time(10'000);
    drain();
    EXPECT_EQ(out, given);
}

// Peers cut through characters: here after every octet.
TEST(SmppJoinedText, JoinsOctetsBeforeItReads) {
    const std::string text = "5 € – 😀 ключ";
    const auto whole = segment(text)->parts[0].octets;
    for (size_t cut = 0; cut <= whole.size(); ++cut) {
        const std::vector<text_piece> pieces{{whole.substr(0, cut), false, 8}, {whole.substr(cut), false, 8}};
        EXPECT_EQ(join_pieces(pieces).text, text) << cut;
    }
    const std::vector<text_piece> escape{{"a\x1B", false, 0}, {"e", false, 0}};
    EXPECT_EQ(join_pieces(escape).text, "a€");
}

TEST(SmppJoinedText, ReadsWhatWeSend) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    const std::vector<std::string_view> characters{"a", "@", "€", "[", "ş", "ğ", "Ж", "😀", "ç"};
    for (int round = 0; round < 300; ++round) {
        std::string text;
        const size_t kinds = 4 + random() % (characters.size() - 3);
        for (size_t i = 0, count = random() % 500; i < count; ++i)
            text += characters[random() % kinds];
        const bool is_packed = random() % 2 == 0;
        const text_terms terms{.alphabet = is_packed ? default_alphabet::gsm7_packed : default_alphabet::gsm7,
                               .languages = random() % 2 == 0 ? EVERY_LANGUAGE : language_set{0}};
        const auto sent = segment(text, {terms, 9});
        ASSERT_TRUE(sent.has_value());
        std::vector<text_piece> pieces;
        for (const auto& part : sent->parts)
            pieces.push_back({part.short_message(), part.has_udh(), sent->data_coding});
        EXPECT_EQ(join_pieces(pieces, {.alphabet = terms.alphabet}).text, text);
    }
}

TEST(SmppJoinedText, FindsAPlaceByHeaderOrTlvs) {
    const tlv_list sar{make_tlv16(tag::sar_msg_ref_num, 0x1234), make_tlv8(tag::sar_total_segments, 3),
                       make_tlv8(tag::sar_segment_seqnum, 2)};
    EXPECT_EQ(find_place(plain("x"), sar), (concatenation{reference_width::bits_16, 0x1234, 3, 2}));
    EXPECT_FALSE(find_place(plain("x"), {}).has_value());
    EXPECT_FALSE(find_place(plain("x"), {sar[0], sar[1], make_tlv8(tag::sar_segment_seqnum, 4)}).has_value());
    const text_piece headed{from_hex("050003420201") + "x", true, 0};
    EXPECT_EQ(find_place(headed, sar), place(1, 2, 0x42));
    // A header that does not say a place: the TLVs beside it are dropped all the same (SMPP 3.4 §5.2.12).
    EXPECT_FALSE(find_place({from_hex("0605040b8423f0") + "x", true, 4}, sar).has_value());
}

}  // namespace kaskad::smpp
