#include "smpp/data_coding.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

// 3GPP 23.038 §4.
TEST(SmppDataCoding, ReadsMessageWaitingAndDeletion) {
    const auto discard = read_data_coding(0xC8);
    EXPECT_EQ(discard.waiting, (waiting_indication{true, 0}));
    EXPECT_TRUE(discard.is_discarded);
    const auto store = read_data_coding(0xD1);
    EXPECT_EQ(store.waiting, (waiting_indication{false, 1}));
    EXPECT_FALSE(store.is_discarded);
    EXPECT_EQ(store.alphabet, text_alphabet::message_centre_default);
    const auto wide = read_data_coding(0xEA);
    EXPECT_EQ(wide.waiting, (waiting_indication{true, 2}));
    EXPECT_EQ(wide.alphabet, text_alphabet::ucs2);
    const auto once = read_data_coding(0x58);
    EXPECT_TRUE(once.is_deleted_when_read);
    EXPECT_EQ(once.alphabet, text_alphabet::ucs2);
    EXPECT_EQ(once.message_class, 0);
    EXPECT_TRUE(read_data_coding(0x20).is_compressed);
    EXPECT_EQ(read_data_coding(0x80), coding_meaning{});
    EXPECT_EQ(alphabet_of(0xF6), text_alphabet::binary);
}

TEST(SmppDataCoding, WritesMessageClassesAsPeersTakeThem) {
    using enum text_alphabet;
    EXPECT_EQ(make_data_coding(message_centre_default, 0, class_group::f0), 0xF0);
    EXPECT_EQ(make_data_coding(message_centre_default, 0, class_group::general), 0x10);
    EXPECT_EQ(make_data_coding(ucs2, 0, class_group::f0), 0x18);
    EXPECT_EQ(make_data_coding(ucs2, 0, class_group::general), 0x18);
    EXPECT_EQ(make_data_coding(message_centre_default, 1, class_group::f0), 0xF1);
    EXPECT_EQ(make_data_coding(binary, 2, class_group::f0), 0xF6);
    EXPECT_EQ(make_data_coding(binary, 2, class_group::general), 0x16);
    EXPECT_FALSE(make_data_coding(latin1, 0, class_group::f0).has_value());
}

TEST(SmppDataCoding, ReadsTheClassItWrites) {
    using enum text_alphabet;
    for (const auto alphabet : {message_centre_default, binary, ucs2})
        for (uint8_t message_class = 0; message_class < 4; ++message_class)
            for (const auto group : {class_group::f0, class_group::general}) {
                const auto meaning = read_data_coding(*make_data_coding(alphabet, message_class, group));
                EXPECT_EQ(meaning.alphabet, alphabet);
                EXPECT_EQ(meaning.message_class, message_class);
            }
}

}  // namespace kaskad::smpp
