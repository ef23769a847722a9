#include "smpp/gsm_packing.hpp"

#include "hex.hpp"
#include "smpp/alphabet.hpp"
#include "vectors.hpp"

#include <gtest/gtest.h>

#include <random>

namespace kaskad::smpp {

namespace {

// A header whose octets leave so many fill bits: h octets end 8h mod 7 = h mod 7 bits behind a septet's boundary.
size_t header_with_fill(size_t bits) {
    size_t header = 0;
    while (fill_bits(header) != bits)
        ++header;
    return header;
}

std::string packed_hex(std::string_view septets_hex, size_t udh_octets = 0) {
    return to_hex(pack_septets(from_hex(septets_hex), udh_octets));
}

}  // namespace

TEST(SmppGsmPacking, AgreesWithOtherImplementations) {
    for_each("gsm7_bitpack", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto* const fill = input.if_contains("fill_bits");
        const auto header = header_with_fill(fill != nullptr ? fill->to_number<size_t>() : 0);
        EXPECT_EQ(packed_hex(text_of(input.at("septets_hex")), header), text_of(expect.at("packed_hex")));
    });
    for_each("gsm7_packed", [](const json::object&, const json::object& input, const json::object& expect) {
        const auto text = text_of(input.at("text"));
        const auto raw = from_hex(text_of(expect.at("octets_hex")));
        EXPECT_EQ(to_hex(pack_septets(encode_gsm7(text).value_or(""))), to_hex(raw));
        const auto septets = unpack_septets(as_octets(raw));
        EXPECT_EQ(decode_gsm7(as_octets(septets)), text);
    });
}

// 3GPP 23.038 §6.1.2.3.1, with the header of a concatenation: 153 septets and one fill bit are 134 octets exactly.
TEST(SmppGsmPacking, FillsSevenSpareBitsWithACarriageReturn) {
    EXPECT_EQ(fill_bits(6), 1U);
    EXPECT_EQ(fill_bits(7), 0U);
    EXPECT_EQ(pack_septets(std::string(153, 'a'), 6).size(), 134U);
    EXPECT_TRUE(has_spare_septet(152, 6));
    EXPECT_FALSE(has_spare_septet(151, 6));
    EXPECT_EQ(unpack_septets(as_octets(pack_septets(std::string(152, 'a'), 6)), 6), std::string(152, 'a'));
    EXPECT_EQ(packed_hex("31323334353637"), "31d98c56b3dd1a");
    EXPECT_EQ(packed_hex(""), "");
}

TEST(SmppGsmPacking, UnpacksWhatItPacks) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random{seed};
    for (int round = 0; round < 2'000; ++round) {
        std::string septets;
        for (size_t i = 0, count = random() % 170; i < count; ++i)
            septets.push_back(static_cast<char>(random() % 0x0D));
        const size_t header = random() % 20;
        EXPECT_EQ(unpack_septets(as_octets(pack_septets(septets, header)), header), septets);
    }
}

}  // namespace kaskad::smpp
