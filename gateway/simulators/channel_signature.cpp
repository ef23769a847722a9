#include "gateway/simulators/channel_signature.hpp"

#include "core/assert.hpp"
#include "net/base64.hpp"
#include "net/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace kaskad::gateway::simulators {

namespace {

std::string hmac_sha1(std::string_view key, std::string_view octets) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> result{};
    unsigned int size = 0;
    const auto* done = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
                            reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), result.data(), &size);
    ASSERT(done != nullptr);
    return {reinterpret_cast<const char*>(result.data()), size};
}

}  // namespace

std::string hex_hmac(std::string_view key, std::string_view octets) {
    return net::to_hex(net::as_octets(net::hmac_sha256_signer{key}.sign({octets})));
}

std::string sign_whatsapp(std::string_view app_secret, std::string_view body) {
    return "sha256=" + hex_hmac(app_secret, body);
}

std::string sign_telegram_gateway(std::string_view token, std::string_view timestamp, std::string_view body) {
    const auto key = net::sha256(token);
    std::string signed_text{timestamp};
    signed_text.append("\n").append(body);
    return hex_hmac(net::as_octets(key), signed_text);
}

std::string sign_twilio(std::string_view auth_token, std::string_view url,
                        std::vector<std::pair<std::string, std::string>> parameters) {
    std::ranges::sort(parameters);
    std::string text{url};
    for (const auto& [name, value] : parameters)
        text.append(name).append(value);
    return net::to_base64(hmac_sha1(auth_token, text));
}

std::string forge(std::string signature) {
    if (signature.empty()) return "0";
    // In the middle: at the end there may be padding, or bits that say nothing.
    auto& octet = signature[signature.size() / 2];
    octet = octet == '0' ? '1' : '0';
    return signature;
}

}  // namespace kaskad::gateway::simulators
