#include "channels/signed_token.hpp"

#include "tests/channels/golden.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>

// That a token fits its key is shown by tests/data/channels/fcm/token.http, which the openssl command signed.

namespace kaskad::channels {

namespace {

struct release {
    void operator()(EVP_PKEY* value) const { EVP_PKEY_free(value); }
    void operator()(BIO* value) const { BIO_free(value); }
};
using key = std::unique_ptr<EVP_PKEY, release>;

// With a password where one is given.
std::string to_pem(EVP_PKEY* value, const char* password) {
    const std::unique_ptr<BIO, release> out{BIO_new(BIO_s_mem())};
    PEM_write_bio_PKCS8PrivateKey(out.get(), value, password ? EVP_aes_128_cbc() : nullptr, password,
                                  password ? static_cast<int>(std::string_view{password}.size()) : 0, nullptr, nullptr);
    char* octets = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &octets);
    return {octets, static_cast<size_t>(size)};
}

key read_test_key() {
    const auto text = read_data("fcm/test_key.pem");
    const std::unique_ptr<BIO, release> source{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    return key{PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr)};
}

bool signs(const std::string& pem) {
    return sign_token({}, pem).has_value();
}

}  // namespace

TEST(SignedToken, TakesAnRsaKey) {
    EXPECT_TRUE(signs(to_pem(read_test_key().get(), nullptr)));
}

// OpenSSL would stop the gateway to ask its terminal.
TEST(SignedToken, AsksNobodyForAPassword) {
    EXPECT_FALSE(signs(to_pem(read_test_key().get(), "password")));
}

TEST(SignedToken, RefusesKeysOfOtherKinds) {
    const key curve{EVP_EC_gen("P-256")};
    EXPECT_FALSE(signs(to_pem(curve.get(), nullptr)));
    EXPECT_FALSE(signs(""));
}

TEST(SignedToken, LeavesNoErrorBehind) {
    EXPECT_FALSE(signs("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    EXPECT_EQ(ERR_peek_error(), 0u);
}

// RFC 7515 section 2: base64url has neither + nor / nor =.
TEST(SignedToken, IsThreeTextsOfBase64url) {
    const auto token = sign_token({{"iss", "\xC3\xBF\xC3\xBE~~~"}}, to_pem(read_test_key().get(), nullptr));
    ASSERT_TRUE(token);
    EXPECT_EQ(token->find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."),
              token->npos);
    EXPECT_EQ(std::ranges::count(*token, '.'), 2);
}

}  // namespace kaskad::channels
