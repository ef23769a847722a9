#include "billing/sha256.hpp"

#include "core/assert.hpp"

#include <openssl/evp.h>

#include <memory>

namespace kaskad::billing {

namespace {

// Looked up once: OpenSSL otherwise does so for every hash, which takes longer than to hash a row.
const EVP_MD* algorithm() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> found{EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                       &EVP_MD_free};
    ASSERT(found);
    return found.get();
}

}  // namespace

digest sha256(std::initializer_list<std::span<const uint8_t>> pieces) {
    // Kept, for to make one takes as long as to hash a row.
    static thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                                              &EVP_MD_CTX_free};
    digest hash{};
    unsigned int size = 0;
    ASSERT(EVP_DigestInit_ex(context.get(), algorithm(), nullptr) == 1);
    for (const auto piece : pieces)
        ASSERT(EVP_DigestUpdate(context.get(), piece.data(), piece.size()) == 1);
    ASSERT(EVP_DigestFinal_ex(context.get(), hash.data(), &size) == 1);
    ASSERT(size == hash.size());
    return hash;
}

}  // namespace kaskad::billing
