#include "routing/price_key.hpp"

#include "core/assert.hpp"
#include "routing/codes.hpp"

#include <utility>

namespace kaskad::routing {

namespace {

constexpr unsigned SCOPE_SHIFT = 56;
constexpr unsigned OWNER_SHIFT = 32;
constexpr unsigned CHANNEL_SHIFT = 8;
constexpr unsigned CLASS_SHIFT = 4;
constexpr size_t MCC_DIGITS = 3;

// A 1 before the digits: 001001 is not 01001.
uint64_t digits_code(std::string_view digits) {
    uint64_t code = 1;
    for (const char digit : digits)
        code = code * 10 + static_cast<uint64_t>(digit - '0');
    return code;
}

uint64_t letters_code(std::string_view letters) {
    uint64_t code = 0;
    for (const char letter : letters)
        code = code << 8 | static_cast<uint8_t>(letter);
    return code;
}

uint64_t scoped(price_scope scope, uint64_t code) {
    ASSERT(code < uint64_t{1} << SCOPE_SHIFT);
    return static_cast<uint64_t>(scope) << SCOPE_SHIFT | code;
}

price_variant variant(uint8_t klass, sender_type senders, core::channel channel) {
    return static_cast<price_variant>(std::to_underlying(channel) << CHANNEL_SHIFT | klass << CLASS_SHIFT |
                                      std::to_underlying(senders));
}

uint64_t destination_of(const price_row& row) {
    const auto scope = scope_of(row);
    if (scope == price_scope::prefix) return prefix_code(row.prefix);
    if (scope == price_scope::mcc) return scoped(scope, digits_code(row.mcc));
    return *destination_code(scope, {row.mccmnc, row.country, {}});
}

}  // namespace

uint64_t owner_code(price_owner owner, uint32_t owner_id) {
    return static_cast<uint64_t>(owner) << OWNER_SHIFT | owner_id;
}

price_scope scope_of(const price_row& row) {
    if (!row.prefix.empty()) return price_scope::prefix;
    if (!row.mccmnc.empty()) return price_scope::network;
    if (!row.mcc.empty()) return price_scope::mcc;
    return row.country.empty() ? price_scope::any : price_scope::country;
}

price_key key_of(const price_row& row) {
    return {owner_code(row.owner, row.owner_id), destination_of(row)};
}

price_variant variant_of(const price_row& row) {
    return variant(row.klass, row.senders, row.channel);
}

std::optional<uint64_t> destination_code(price_scope scope, const network& to) {
    switch (scope) {
        case price_scope::network:
            if (to.mccmnc.empty()) return std::nullopt;
            return scoped(scope, digits_code(to.mccmnc));
        case price_scope::mcc:
            if (to.mccmnc.empty()) return std::nullopt;
            return scoped(scope, digits_code(std::string_view{to.mccmnc}.substr(0, MCC_DIGITS)));
        case price_scope::country:
            if (to.country.empty()) return std::nullopt;
            return scoped(scope, letters_code(to.country));
        case price_scope::any:
            return scoped(scope, 0);
        case price_scope::prefix:
            break;
    }
    return std::nullopt;
}

uint64_t prefix_code(std::string_view digits) {
    ASSERT(digits.size() <= NUMBER_DIGITS_MAX);
    return scoped(price_scope::prefix, digits_code(digits));
}

std::array<price_variant, 4> variants_of(const price_question& asked) {
    const auto klass = static_cast<uint8_t>(1 + std::to_underlying(asked.message_class));
    const auto any = sender_type::any;
    return {variant(klass, asked.senders, asked.channel), variant(klass, any, asked.channel),
            variant(0, asked.senders, asked.channel), variant(0, any, asked.channel)};
}

}  // namespace kaskad::routing
