#include "channels/signed_token.hpp"

#include "net/base64.hpp"

#include <boost/json.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace kaskad::channels {

namespace {

struct release {
    void operator()(BIO* value) const { BIO_free(value); }
    void operator()(EVP_PKEY* value) const { EVP_PKEY_free(value); }
    void operator()(EVP_MD_CTX* value) const { EVP_MD_CTX_free(value); }
};
using private_key = std::unique_ptr<EVP_PKEY, release>;

// RFC 4648 section 5, without padding.
std::string to_base64url(std::string_view octets) {
    auto text = net::to_base64(octets);
    std::ranges::replace(text, '+', '-');
    std::ranges::replace(text, '/', '_');
    text.resize(text.find_last_not_of('=') + 1);
    return text;
}

std::string with_line_ends(std::string_view key) {
    std::string text{key};
    for (auto at = text.find("\\n"); at != text.npos; at = text.find("\\n", at))
        text.replace(at, 2, "\n");
    return text;
}

// OpenSSL would ask for a key's password on the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

private_key read_key(std::string_view pem) {
    const auto text = with_line_ends(pem);
    const std::unique_ptr<BIO, release> source{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    private_key key{source ? PEM_read_bio_PrivateKey(source.get(), nullptr, no_password, nullptr) : nullptr};
    ERR_clear_error();
    return key && EVP_PKEY_is_a(key.get(), "RSA") == 1 ? std::move(key) : nullptr;
}

std::optional<std::string> sign(EVP_PKEY* key, std::string_view text) {
    const std::unique_ptr<EVP_MD_CTX, release> context{EVP_MD_CTX_new()};
    const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
    size_t size = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) != 1) return std::nullopt;
    if (EVP_DigestSign(context.get(), nullptr, &size, octets, text.size()) != 1) return std::nullopt;
    std::string signature(size, '\0');
    auto* into = reinterpret_cast<unsigned char*>(signature.data());
    if (EVP_DigestSign(context.get(), into, &size, octets, text.size()) != 1) return std::nullopt;
    signature.resize(size);
    return signature;
}

}  // namespace

std::expected<std::string, std::string> sign_token(const boost::json::object& claims, std::string_view key) {
    const auto opened = read_key(key);
    if (!opened) return std::unexpected("is no RSA key in PEM without a password");
    auto token = to_base64url(R"({"alg":"RS256","typ":"JWT"})") + "." + to_base64url(boost::json::serialize(claims));
    const auto signature = sign(opened.get(), token);
    if (!signature) return std::unexpected("does not sign");
    return token + "." + to_base64url(*signature);
}

}  // namespace kaskad::channels
