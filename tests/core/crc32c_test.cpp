#include "core/crc32c.hpp"

#include <gtest/gtest.h>

#include <string>

namespace kaskad::core {

TEST(CoreCrc32c, IsTheStandardOne) {
    EXPECT_EQ(crc32c("123456789"), 0xE3069283);  // RFC 3720 §B.4 and every other catalogue
    EXPECT_EQ(crc32c(""), 0);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AA);
}

TEST(CoreCrc32c, IsTheSameWithAndWithoutTheInstruction) {
    std::string octets;
    for (int size = 0; size < 70; ++size) {
        EXPECT_EQ(crc32c(octets), crc32c_portable(octets)) << size;
        octets.push_back(static_cast<char>(size * 37));
    }
}

}  // namespace kaskad::core
