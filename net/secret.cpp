#include "net/secret.hpp"

#include <openssl/crypto.h>

namespace kaskad::net {

bool is_same_secret(std::string_view claimed, std::string_view secret) {
    return claimed.size() == secret.size() && CRYPTO_memcmp(claimed.data(), secret.data(), secret.size()) == 0;
}

}  // namespace kaskad::net
