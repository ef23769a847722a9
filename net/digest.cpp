#include "net/digest.hpp"

#include "core/assert.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace kaskad::net {

namespace {

constexpr std::string_view HEX = "0123456789abcdef";

std::optional<uint8_t> hex_value(char c) {
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const auto value = HEX.find(c);
    if (value == HEX.npos) return std::nullopt;
    return static_cast<uint8_t>(value);
}

struct free_context {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using digest_context = std::unique_ptr<EVP_MD_CTX, free_context>;

// OpenSSL 3 looks an algorithm up each time it is named; a context that has it is used again and again instead.
digest_context make_context() {
    digest_context context{EVP_MD_CTX_new()};
    ASSERT(context);
    ASSERT(EVP_DigestInit_ex2(context.get(), EVP_sha256(), nullptr) == 1);
    return context;
}

constexpr std::size_t BLOCK_SIZE = 64;  // of SHA-256, in octets
constexpr char INNER_PAD = 0x36;
constexpr char OUTER_PAD = 0x5C;

// A digest that has taken the padded key.
digest_context make_keyed(std::string_view key, char pad) {
    std::array<char, BLOCK_SIZE> block{};
    const auto hashed = key.size() > BLOCK_SIZE ? sha256(key) : sha256_digest{};
    if (key.size() > BLOCK_SIZE) key = as_octets(hashed);
    std::ranges::copy(key, block.begin());
    for (char& octet : block)
        octet = static_cast<char>(octet ^ pad);
    auto context = make_context();
    ASSERT(EVP_DigestUpdate(context.get(), block.data(), block.size()) == 1);
    return context;
}

}  // namespace

struct hmac_sha256_signer::states {
    digest_context inner;
    digest_context outer;
    digest_context work;
};

hmac_sha256_signer::hmac_sha256_signer(std::string_view key)
    : states_{std::make_unique<states>(make_keyed(key, INNER_PAD), make_keyed(key, OUTER_PAD), make_context())} {}

hmac_sha256_signer::~hmac_sha256_signer() = default;
hmac_sha256_signer::hmac_sha256_signer(hmac_sha256_signer&&) noexcept = default;
hmac_sha256_signer& hmac_sha256_signer::operator=(hmac_sha256_signer&&) noexcept = default;

sha256_digest hmac_sha256_signer::sign(std::initializer_list<std::string_view> parts) {
    auto* work = states_->work.get();
    sha256_digest inner{};
    ASSERT(EVP_MD_CTX_copy_ex(work, states_->inner.get()) == 1);
    for (const auto part : parts)
        ASSERT(EVP_DigestUpdate(work, part.data(), part.size()) == 1);
    ASSERT(EVP_DigestFinal_ex(work, inner.data(), nullptr) == 1);
    sha256_digest result{};
    ASSERT(EVP_MD_CTX_copy_ex(work, states_->outer.get()) == 1);
    ASSERT(EVP_DigestUpdate(work, inner.data(), inner.size()) == 1);
    ASSERT(EVP_DigestFinal_ex(work, result.data(), nullptr) == 1);
    return result;
}

sha256_digest sha256(std::string_view octets) {
    thread_local const digest_context context = make_context();
    sha256_digest result{};
    ASSERT(EVP_DigestInit_ex2(context.get(), nullptr, nullptr) == 1);
    ASSERT(EVP_DigestUpdate(context.get(), octets.data(), octets.size()) == 1);
    ASSERT(EVP_DigestFinal_ex(context.get(), result.data(), nullptr) == 1);
    return result;
}

std::string to_hex(std::string_view octets) {
    std::string out;
    out.reserve(octets.size() * 2);
    for (const char c : octets) {
        out += HEX[static_cast<uint8_t>(c) >> 4];
        out += HEX[static_cast<uint8_t>(c) & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string octets;
    octets.reserve(hex.size() / 2);
    for (size_t i = 0; i < hex.size(); i += 2) {
        const auto high = hex_value(hex[i]);
        const auto low = hex_value(hex[i + 1]);
        if (!high || !low) return std::nullopt;
        octets.push_back(static_cast<char>(*high << 4 | *low));
    }
    return octets;
}

std::optional<sha256_digest> parse_sha256(std::string_view hex) {
    sha256_digest result{};
    const auto octets = from_hex(hex);
    if (!octets || octets->size() != result.size()) return std::nullopt;
    std::ranges::copy(*octets, result.begin());
    return result;
}

}  // namespace kaskad::net
