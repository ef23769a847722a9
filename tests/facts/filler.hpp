#pragma once

#include "core/boxed.hpp"
#include "core/money.hpp"

#include <boost/pfr.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <random>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

// Fills any plain record of facts, member by member, so that a test meets every member there is, also those that are
// added later. Enums get small values, which every one of them has.

namespace kaskad::facts::testing {

template <typename T>
inline constexpr bool is_vector = false;
template <typename T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <typename T>
inline constexpr bool is_digest = false;
template <size_t N>
inline constexpr bool is_digest<std::array<uint8_t, N>> = true;

class filler {
  public:
    explicit filler(uint64_t seed) : random_{seed} {}

    uint64_t number(uint64_t below) { return random_() % below; }

    // A value whose every member differs from the one a fresh T has.
    template <typename T>
    T make() {
        T value{};
        fill(value);
        return value;
    }

    template <typename T>
    void fill(T& value) {
        if constexpr (std::same_as<T, bool>) {
            value = !value;
        } else if constexpr (std::is_enum_v<T>) {
            value = value == static_cast<T>(1) ? static_cast<T>(0) : static_cast<T>(1);
        } else if constexpr (std::integral<T>) {
            fill_number(value);
        } else if constexpr (std::same_as<T, std::string>) {
            value = "text " + std::to_string(number(1'000'000));
        } else if constexpr (std::same_as<T, core::currency>) {
            value = {{'E', 'U', static_cast<char>('A' + number(26))}};
        } else if constexpr (is_digest<T>) {
            for (auto& octet : value)
                octet = static_cast<uint8_t>(1 + number(255));
        } else if constexpr (is_vector<T>) {
            value.resize(1 + number(3));
            for (auto& element : value)
                fill(element);
        } else {
            boost::pfr::for_each_field(value, [&](auto& member) { fill(member); });
        }
    }

    // One record of the given alternative.
    template <typename Variant>
    Variant make_alternative(size_t index) {
        return make_alternative<Variant>(index, std::make_index_sequence<std::variant_size_v<Variant>>{});
    }

  private:
    template <typename T>
    void fill_number(T& value) {
        const T before = value;
        // Signed ones also below zero. Ids stay below 2^63, as they do in a database.
        while (value == before || value == 0) {
            const auto raw = random_() >> (65 - 8 * sizeof(T)) >> number(8 * sizeof(T) - 1);
            value = static_cast<T>(std::is_signed_v<T> && number(2) == 1 ? -static_cast<int64_t>(raw) : raw);
        }
    }

    template <typename Variant, size_t... I>
    Variant make_alternative(size_t index, std::index_sequence<I...>) {
        Variant value;
        ((I == index ? void(fill(core::unboxed(value.template emplace<I>()))) : void()), ...);
        return value;
    }

    std::mt19937_64 random_;
};

}  // namespace kaskad::facts::testing
