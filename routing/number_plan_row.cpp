#include "routing/number_plan_row.hpp"

#include "routing/codes.hpp"
#include "routing/number_plan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace kaskad::routing {

namespace {

constexpr std::array<uint64_t, PREFIX_DIGITS_MAX + 1> POWERS = [] {
    std::array<uint64_t, PREFIX_DIGITS_MAX + 1> powers{1};
    for (size_t exponent = 1; exponent < powers.size(); ++exponent)
        powers[exponent] = powers[exponent - 1] * 10;
    return powers;
}();
static_assert(POWERS[PREFIX_DIGITS_MAX] == NUMBER_PLACES);

// Eight octets of digits, the first one lowest, as each digit's value.
uint64_t load_eight(const char* digits) {
    static_assert(std::endian::native == std::endian::little);
    uint64_t octets = 0;
    std::memcpy(&octets, digits, sizeof octets);
    return octets - 0x3030303030303030;
}

// Their number: pairs, then fours, then all, each by one multiplication of values that lie side by side.
uint64_t value_of_eight(uint64_t octets) {
    constexpr uint64_t PAIRS = 0x000000FF000000FF;
    octets = octets * 10 + (octets >> 8);
    return ((octets & PAIRS) * 0x000F424000000064 + ((octets >> 16) & PAIRS) * 0x0000271000000001) >> 32;
}

// 8 to 15 digits: the first eight, and the last eight less those that are among the first.
uint64_t value_of_many(std::string_view digits) {
    const size_t behind = digits.size() - 8;
    const size_t shared_bits = 8 * (8 - behind);
    const uint64_t last = behind == 0 ? 0 : load_eight(digits.data() + behind) >> shared_bits << shared_bits;
    return value_of_eight(load_eight(digits.data())) * POWERS[behind] + value_of_eight(last);
}

uint64_t value_of_few(std::string_view digits) {
    uint64_t value = 0;
    for (const char digit : digits)
        value = value * 10 + static_cast<uint64_t>(digit - '0');
    return value;
}

bool is_prefix(std::string_view text) {
    return text.size() <= PREFIX_DIGITS_MAX && is_digits(text);
}

std::string find_fault_of_range(const number_plan_row& row) {
    if (row.to.empty()) return {};
    const auto named = "the range '" + row.prefix + "' to '" + row.to + "' ";
    if (!is_prefix(row.to)) return named + "does not end with 1 to 15 digits";
    if (row.to.size() != row.prefix.size()) return named + "has ends of different lengths";
    if (row.to <= row.prefix) return named + "ends before it begins";
    return {};
}

}  // namespace

std::string find_fault(const number_plan_row& row) {
    if (!is_prefix(row.prefix)) return "the prefix '" + row.prefix + "' is not 1 to 15 digits";
    if (row.prefix.front() == '0') return "the prefix '" + row.prefix + "' begins with 0; no country code does";
    if (auto fault = find_fault_of_range(row); !fault.empty()) return fault;
    if (!is_country(row.network.country)) {
        return "'" + row.network.country + "' is not a country: two capital letters (ISO 3166), as DE";
    }
    if (!row.network.mccmnc.empty() && !is_mccmnc(row.network.mccmnc)) {
        return "'" + row.network.mccmnc + "' is not a network code: MCC and MNC, 5 or 6 digits, as 26201";
    }
    return row.network.name.empty() ? "the operator has no name" : "";
}

std::string text_of(const number_plan_row& row) {
    return row.to.empty() ? row.prefix : row.prefix + "-" + row.to;
}

uint64_t place_of(std::string_view digits) {
    digits = digits.substr(0, PREFIX_DIGITS_MAX);
    const uint64_t value = digits.size() < 8 ? value_of_few(digits) : value_of_many(digits);
    return value * POWERS[PREFIX_DIGITS_MAX - digits.size()];
}

number_range range_of(const number_plan_row& row) {
    const uint64_t unit = POWERS[PREFIX_DIGITS_MAX - row.prefix.size()];
    return {place_of(row.prefix), place_of(row.to.empty() ? row.prefix : row.to) + unit};
}

}  // namespace kaskad::routing
