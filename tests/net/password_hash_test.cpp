#include "net/password_hash.hpp"

#include <gtest/gtest.h>

namespace kaskad::net {
namespace {

// RFC 7914 section 12, the vector with N = 1024, r = 8, p = 16 is beyond our limits; this one is N = 16384, r = 8, p =
// 1, the first 32 of its 64 octets (PBKDF2 gives them first).
constexpr auto VECTOR =
    "scrypt$16384$8$1$536f6469756d43686c6f72696465$"
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2";

TEST(PasswordHash, AgreesWithTheVectorOfTheRfc) {
    const auto hash = password_hash::parse(VECTOR);
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->matches("pleaseletmein"));
    EXPECT_FALSE(hash->matches("pleaseletmeit"));
    EXPECT_FALSE(hash->matches(""));
    EXPECT_EQ(hash->to_string(), VECTOR);
}

TEST(PasswordHash, OneThatWasMadeComesBackFromItsText) {
    const auto made = password_hash::make("secret", "a salt of its own");
    const auto read = password_hash::parse(made.to_string());
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->matches("secret"));
    EXPECT_NE(made.to_string(), password_hash::make("secret", "another salt").to_string());
}

TEST(PasswordHash, OtherFormsAndCostsWithoutMeasureAreRefused) {
    const std::string salt = "536f6469756d43686c6f72696465";
    const std::string hash(64, 'a');
    const auto is_read = [&](const std::string& numbers) {
        return password_hash::parse("scrypt$" + numbers + "$" + salt + "$" + hash).has_value();
    };
    EXPECT_TRUE(is_read("16384$8$1"));
    EXPECT_FALSE(is_read("131072$8$1"));
    EXPECT_FALSE(is_read("16383$8$1"));
    EXPECT_FALSE(is_read("1$8$1"));
    EXPECT_FALSE(is_read("16384$17$1"));
    EXPECT_FALSE(is_read("16384$8$5"));
    EXPECT_FALSE(is_read("-16384$8$1"));
    EXPECT_FALSE(password_hash::parse("scrypt$16384$8$1$00$" + hash));
    EXPECT_FALSE(password_hash::parse("scrypt$16384$8$1$" + salt + "$" + hash + "00"));
    EXPECT_FALSE(password_hash::parse("bcrypt$16384$8$1$" + salt + "$" + hash));
    EXPECT_FALSE(password_hash::parse("secret"));
}

}  // namespace
}  // namespace kaskad::net
