#include "smpp/udh.hpp"

#include "hex.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

namespace {

udh header_of(std::string_view hex) {
    const auto raw = from_hex(hex) + "text";
    const auto header = parse_udh(as_octets(raw));
    EXPECT_TRUE(header.has_value()) << hex;
    return header.value_or(udh{});
}

}  // namespace

// 3GPP 23.040 §9.2.3.24.
TEST(SmppUdh, ReadsEachElementItKnows) {
    EXPECT_EQ(find_ports(header_of("0605040b8423f0")), (application_ports{true, 0x0B84, 0x23F0}));
    EXPECT_EQ(find_ports(header_of("040402f5f4")), (application_ports{false, 0xF5, 0xF4}));
    EXPECT_EQ(find_special_indication(header_of("0401028003")), (special_indication{true, 0, 3}));
    EXPECT_EQ(find_special_indication(header_of("0401020205")), (special_indication{false, 2, 5}));
    EXPECT_EQ(find_shift_tables(header_of("03240101")), (shift_tables{.single = language::turkish}));
    EXPECT_EQ(find_shift_tables(header_of("06250103240102")), (shift_tables{language::portuguese, language::spanish}));
    EXPECT_FALSE(find_ports(header_of("03240101")).has_value());
    EXPECT_FALSE(find_special_indication(header_of("03240101")).has_value());
}

TEST(SmppUdh, TakesTheLastOfSeveral) {
    EXPECT_EQ(find_shift_tables(header_of("0624010124010d")), (shift_tables{.single = language::urdu}));
    EXPECT_EQ(find_ports(header_of("0a0504000100020402"
                                   "0304")),
              (application_ports{false, 3, 4}));
}

TEST(SmppUdh, SkipsWhatItDoesNotKnow) {
    const auto header = header_of("0c7000a1032a2b2c0003420201");
    EXPECT_EQ(header.elements.size(), 3U);
    EXPECT_EQ(find_concatenation(header), (concatenation{reference_width::bits_8, 0x42, 2, 1}));
    EXPECT_EQ(element_name(0x70), "sim_toolkit_security_header");
    EXPECT_EQ(element_name(0x25), "national_locking_shift");
    EXPECT_EQ(element_name(0xA1), "");
}

// 23.038 §6.2.1.2.4: an unknown language, or one without such a table, is read by the default tables.
TEST(SmppUdh, ReadsUnknownLanguagesByDefault) {
    EXPECT_TRUE(find_shift_tables(header_of("0324010e")).is_plain());
    EXPECT_TRUE(find_shift_tables(header_of("032401ff")).is_plain());
    EXPECT_TRUE(find_shift_tables(header_of("03250102")).is_plain());
    EXPECT_TRUE(find_shift_tables(header_of("0424020101")).is_plain());
}

TEST(SmppUdh, SaysNothingWhereThereIsNothing) {
    EXPECT_EQ(build_udh({}), "");
    EXPECT_EQ(udh_size({}), 0U);
    const udh_content all{.place = concatenation{reference_width::bits_16, 0x1234, 9, 8},
                          .shifts = {language::hindi, language::hindi},
                          .more = "\x05\x04\x0b\x84\x23\xf0"};
    EXPECT_EQ(to_hex(build_udh(all)),
              "120804123409082401062501060504"
              "0b8423f0");
    EXPECT_EQ(udh_size(all), build_udh(all).size());
}

}  // namespace kaskad::smpp
