#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// How one ported number is kept: a number and the index of the network that it was ported to in 64 bits, so that
// entries in order of their octets are in order of their numbers. Numbers of E.164 begin with no 0, so each has one
// value.

namespace kaskad::routing {

inline constexpr int PORTED_NETWORK_BITS = 14;
// The last index is no network: in a difference it says that the number is ported no more.
inline constexpr uint32_t PORTED_GONE = (1U << PORTED_NETWORK_BITS) - 1;
inline constexpr uint32_t PORTED_NETWORKS_MAX = PORTED_GONE;
inline constexpr uint64_t PORTED_NUMBERS_MAX = 100'000'000;
inline constexpr size_t PORTED_DIGITS_MIN = 7;
inline constexpr size_t PORTED_DIGITS_MAX = 15;

struct ported_entry {
    uint64_t number = 0;
    uint32_t network = 0;

    friend bool operator==(const ported_entry&, const ported_entry&) = default;
};

// 15 digits fit into 50 bits.
constexpr uint64_t pack(ported_entry entry) {
    return entry.number << PORTED_NETWORK_BITS | entry.network;
}

constexpr ported_entry unpack_ported(uint64_t packed) {
    return {packed >> PORTED_NETWORK_BITS, static_cast<uint32_t>(packed) & PORTED_GONE};
}

// Empty: not 7 to 15 digits, or a 0 in front.
constexpr std::optional<uint64_t> ported_number_of(std::string_view digits) {
    if (digits.size() < PORTED_DIGITS_MIN || digits.size() > PORTED_DIGITS_MAX || digits[0] == '0') return std::nullopt;
    uint64_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<uint64_t>(c - '0');
    }
    return number;
}

}  // namespace kaskad::routing
