#include "net/password_hash.hpp"

#include "core/assert.hpp"
#include "net/digest.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <bit>
#include <charconv>

namespace kaskad::net {

namespace {

constexpr size_t HASH_SIZE = 32;
constexpr size_t SALT_SIZE_MIN = 8;
constexpr size_t SALT_SIZE_MAX = 64;
constexpr uint64_t COST_MAX = 65'536;
constexpr uint64_t BLOCK_SIZE_MAX = 16;
constexpr uint64_t PARALLELISM_MAX = 4;
constexpr uint64_t MEMORY_MAX = uint64_t{192} << 20;  // above 128 N r of the largest allowed

std::optional<uint64_t> parse_whole(std::string_view text, uint64_t max) {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > max) return std::nullopt;
    return value;
}

constexpr size_t FIELDS = 6;

std::optional<std::array<std::string_view, FIELDS>> split(std::string_view text) {
    std::array<std::string_view, FIELDS> fields;
    for (size_t index = 0; index + 1 < FIELDS; ++index) {
        const auto end = text.find('$');
        if (end == text.npos) return std::nullopt;
        fields[index] = text.substr(0, end);
        text.remove_prefix(end + 1);
    }
    fields[FIELDS - 1] = text;
    return fields;
}

}  // namespace

std::optional<password_hash> password_hash::parse(std::string_view text) {
    const auto fields = split(text);
    if (!fields || fields->front() != "scrypt") return std::nullopt;
    const auto cost = parse_whole((*fields)[1], COST_MAX);
    const auto block_size = parse_whole((*fields)[2], BLOCK_SIZE_MAX);
    const auto parallelism = parse_whole((*fields)[3], PARALLELISM_MAX);
    auto salt = from_hex((*fields)[4]);
    auto hash = from_hex((*fields)[5]);
    if (!cost || *cost < 2 || !std::has_single_bit(*cost) || !block_size || !parallelism) return std::nullopt;
    if (!salt || salt->size() < SALT_SIZE_MIN || salt->size() > SALT_SIZE_MAX) return std::nullopt;
    if (!hash || hash->size() != HASH_SIZE) return std::nullopt;
    password_hash made;
    made.cost_ = *cost;
    made.block_size_ = *block_size;
    made.parallelism_ = *parallelism;
    made.salt_ = std::move(*salt);
    made.hash_ = std::move(*hash);
    return made;
}

password_hash password_hash::make(std::string_view password, std::string_view salt) {
    ASSERT(salt.size() >= SALT_SIZE_MIN && salt.size() <= SALT_SIZE_MAX);
    password_hash made;
    made.salt_ = salt;
    made.hash_ = made.derive(password);
    return made;
}

std::string password_hash::to_string() const {
    return fmt::format("scrypt${}${}${}${}${}", cost_, block_size_, parallelism_, to_hex(salt_), to_hex(hash_));
}

bool password_hash::matches(std::string_view password) const {
    const auto derived = derive(password);
    return CRYPTO_memcmp(derived.data(), hash_.data(), HASH_SIZE) == 0;
}

std::string password_hash::derive(std::string_view password) const {
    std::string derived(HASH_SIZE, '\0');
    const int ok = EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const uint8_t*>(salt_.data()),
                                  salt_.size(), cost_, block_size_, parallelism_, MEMORY_MAX,
                                  reinterpret_cast<uint8_t*>(derived.data()), derived.size());
    ASSERT(ok == 1);
    return derived;
}

}  // namespace kaskad::net
