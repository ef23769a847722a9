#include "net/seal.hpp"

#include "net/base64.hpp"
#include "net/digest.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace kaskad::net {
namespace {

class SealingKeyFile : public ::testing::Test {
  protected:
    SealingKeyFile() {
        std::string pattern = (std::filesystem::temp_directory_path() / "seal-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~SealingKeyFile() override { std::filesystem::remove_all(folder_); }

    std::string path() const { return (folder_ / "key").string(); }
    void write(const std::string& octets, mode_t mode) const {
        std::ofstream{path(), std::ios::binary} << octets;
        ::chmod(path().c_str(), mode);
    }

    std::filesystem::path folder_;
};

TEST_F(SealingKeyFile, IsMadeOnceForItsOwnerOnly) {
    const auto first = sealing_key::open_file(path());
    ASSERT_TRUE(first) << first.error();
    struct stat about{};
    ASSERT_EQ(::stat(path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
    EXPECT_EQ(about.st_size, 32);
    const auto second = sealing_key::open_file(path());
    ASSERT_TRUE(second);
    EXPECT_EQ(second->open(first->seal("secret")), "secret");
}

// A start that was killed while it made the file stopped every later one.
TEST_F(SealingKeyFile, IsMadeAgainWhenItWasNotFinished) {
    std::ofstream{path() + ".new"} << "half";
    const auto made = sealing_key::open_file(path());
    ASSERT_TRUE(made) << made.error();
    EXPECT_FALSE(std::filesystem::exists(path() + ".new"));
    EXPECT_EQ(sealing_key::open_file(path())->open(made->seal("secret")), "secret");
}

TEST_F(SealingKeyFile, IsRefusedWhenItIsNoKeyFile) {
    write("short", 0600);
    EXPECT_TRUE(sealing_key::open_file(path()).error().contains("does not hold 32 octets"));
    write(std::string(33, 'k'), 0600);
    EXPECT_TRUE(sealing_key::open_file(path()).error().contains("does not hold 32 octets"));
    write(std::string(32, 'k'), 0640);
    EXPECT_TRUE(sealing_key::open_file(path()).error().contains("may be read by others"));
    EXPECT_TRUE(sealing_key::open_file((folder_ / "no" / "key").string()).error().contains("cannot create"));
}

TEST(Seal, OpensWhatItSealed) {
    const sealing_key key{sealing_key::octets{1, 2, 3}};
    for (const auto& secret : {std::string{}, std::string{"password"}, std::string(5000, '\0')}) {
        const auto sealed = key.seal(secret);
        EXPECT_EQ(key.open(sealed), secret);
        EXPECT_NE(key.seal(secret), sealed) << "the nonce must differ";
        EXPECT_TRUE(secret.empty() || !sealed.contains(secret));
    }
}

TEST(Seal, RefusesWhatWasChangedOrSealedElsewhere) {
    const sealing_key key{sealing_key::octets{1, 2, 3}};
    const sealing_key other{sealing_key::octets{3, 2, 1}};
    const auto sealed = key.seal("password");
    EXPECT_FALSE(other.open(sealed));
    EXPECT_FALSE(key.open(""));
    EXPECT_FALSE(key.open("password"));
    const auto octets = *from_base64(sealed);
    for (size_t i = 0; i < octets.size(); ++i) {
        auto changed = octets;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_FALSE(key.open(to_base64(changed))) << i;
    }
    for (size_t size = 0; size < octets.size(); ++size)
        EXPECT_FALSE(key.open(to_base64(octets.substr(0, size)))) << size;
}

// RFC 4648 section 10.
TEST(Base64, FollowsTheTestVectors) {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [octets, text] : vectors) {
        EXPECT_EQ(to_base64(octets), text);
        EXPECT_EQ(from_base64(text), octets);
    }
}

TEST(Base64, RefusesOtherTexts) {
    for (const auto* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "====", "Zm 9", "Zm9v\n", "Zm-_", "=Zm9"})
        EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

// FIPS 180-2 and RFC 4231 test case 2.
TEST(Digest, FollowsTheTestVectors) {
    EXPECT_EQ(to_hex(as_octets(sha256("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(as_octets(hmac_sha256_signer{"Jefe"}.sign({"what do ya want ", "for nothing?"}))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(parse_sha256(to_hex(as_octets(sha256("x")))), sha256("x"));
    EXPECT_EQ(parse_sha256("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"), sha256("abc"));
    EXPECT_EQ(parse_sha256(""), std::nullopt);
    EXPECT_EQ(parse_sha256(std::string(64, 'g')), std::nullopt);
}

}  // namespace
}  // namespace kaskad::net
