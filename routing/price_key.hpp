#pragma once

#include "routing/hash_mix.hpp"
#include "routing/network.hpp"
#include "routing/price_question.hpp"
#include "routing/price_row.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// Under which key a price stands: its owner and destination, and within a destination the variant, which is what the
// message is. Exact numbers, not hashes: two destinations never share one.

namespace kaskad::routing {

struct price_key {
    uint64_t owner = 0;
    uint64_t destination = 0;

    friend auto operator<=>(const price_key&, const price_key&) = default;
};

struct price_key_hash {
    using is_avalanching = void;
    size_t operator()(const price_key& key) const { return mixed(key.owner, key.destination); }
};

// Class, sender type and channel of a row.
using price_variant = uint16_t;

uint64_t owner_code(price_owner owner, uint32_t owner_id);

price_scope scope_of(const price_row& row);
price_key key_of(const price_row& row);
price_variant variant_of(const price_row& row);

// The destination that the network is in that scope; nothing where it has none, as where its code is not sure. Not for
// prefixes.
std::optional<uint64_t> destination_code(price_scope scope, const network& to);
uint64_t prefix_code(std::string_view digits);

// The rows that may answer the question at one destination, the first that is there before the others: its class and
// sender, its class, its sender, any.
std::array<price_variant, 4> variants_of(const price_question& asked);

}  // namespace kaskad::routing
