#include "gateway/simulators/channel_jwt.hpp"

#include "core/assert.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "net/base64.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <memory>

namespace kaskad::gateway::simulators {

namespace {

constexpr unsigned int KEY_BITS = 2048;

struct free_openssl {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(BIO* buffer) const { BIO_free(buffer); }
};
template <typename Value>
using owned = std::unique_ptr<Value, free_openssl>;

owned<EVP_PKEY> read_key(std::string_view pem) {
    const owned<BIO> buffer{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    ASSERT(buffer);
    return owned<EVP_PKEY>{PEM_read_bio_PrivateKey(buffer.get(), nullptr, nullptr, nullptr)};
}

bool is_signed(std::string_view text, std::string_view signature, EVP_PKEY* key) {
    const owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
    ASSERT(context);
    ASSERT(EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1);
    return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

std::optional<boost::json::value> read_part(std::string_view text) {
    const auto octets = from_base64url(text);
    return octets ? parse_object(*octets) : std::nullopt;
}

}  // namespace

std::string make_rsa_key() {
    const owned<EVP_PKEY> key{EVP_RSA_gen(KEY_BITS)};
    ASSERT(key);
    const owned<BIO> buffer{BIO_new(BIO_s_mem())};
    ASSERT(buffer);
    ASSERT(PEM_write_bio_PrivateKey(buffer.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* octets = nullptr;
    const auto size = BIO_get_mem_data(buffer.get(), &octets);
    return {octets, static_cast<size_t>(size)};
}

bool is_rsa_key(std::string_view pem) {
    const auto key = read_key(pem);
    return key && EVP_PKEY_is_a(key.get(), "RSA") == 1;
}

std::optional<jwt_claims> verify_jwt(std::string_view token, std::string_view private_key_pem) {
    const auto first = token.find('.');
    const auto second = token.rfind('.');
    if (first == token.npos || second == first) return std::nullopt;
    const auto header = read_part(token.substr(0, first));
    const auto claims = read_part(token.substr(first + 1, second - first - 1));
    const auto signature = from_base64url(token.substr(second + 1));
    const auto key = read_key(private_key_pem);
    if (!header || !claims || !signature || !key || text_at(*header, "/alg") != "RS256") return std::nullopt;
    if (!is_signed(token.substr(0, second), *signature, key.get())) return std::nullopt;
    return jwt_claims{.issuer = text_at(*claims, "/iss"),
                      .audience = text_at(*claims, "/aud"),
                      .scope = text_at(*claims, "/scope"),
                      .issued_s = number_at(*claims, "/iat").value_or(0),
                      .expires_s = number_at(*claims, "/exp").value_or(0)};
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string plain{text};
    std::ranges::replace(plain, '-', '+');
    std::ranges::replace(plain, '_', '/');
    plain.append((4 - plain.size() % 4) % 4, '=');
    return net::from_base64(plain);
}

}  // namespace kaskad::gateway::simulators
