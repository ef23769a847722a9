#include "channels/signature.hpp"

#include "core/assert.hpp"
#include "net/base64.hpp"
#include "net/digest.hpp"
#include "net/secret.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace kaskad::channels {

bool is_signed(std::string_view key, std::initializer_list<std::string_view> parts, const hex_claim& claim) {
    if (key.empty() || !claim.text.starts_with(claim.prefix)) return false;
    const auto claimed = net::from_hex(claim.text.substr(claim.prefix.size()));
    if (!claimed) return false;
    const auto digest = net::hmac_sha256_signer{key}.sign(parts);
    return net::is_same_secret(*claimed, net::as_octets(digest));
}

bool is_signed_sha1(std::string_view key, std::string_view text, std::string_view claim) {
    const auto claimed = net::from_base64(claim);
    if (key.empty() || !claimed) return false;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const auto* octets = reinterpret_cast<const unsigned char*>(text.data());
    ASSERT(HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), octets, text.size(), digest.data(), &size));
    return net::is_same_secret(*claimed, {reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace kaskad::channels
