#include "routing/number_check.hpp"

#include "routing/mobile_ranges.hpp"

#include <algorithm>
#include <bit>
#include <span>

namespace kaskad::routing {

namespace {

// No prefix of a table begins another one, so only the last one not above the digits can begin them.
const mobile_range* find_range(std::span<const mobile_range> table, std::string_view digits) {
    const auto above = std::ranges::upper_bound(table, digits, {}, &mobile_range::prefix);
    if (above == table.begin()) return nullptr;
    const auto& found = *(above - 1);
    return digits.starts_with(found.prefix) ? &found : nullptr;
}

bool has_length(uint16_t lengths, size_t count) {
    return count < 16 && (lengths >> count & 1) != 0;
}

number_fault fault_of(uint16_t lengths, size_t count) {
    if (has_length(lengths, count)) return number_fault::none;
    if (count < static_cast<size_t>(std::countr_zero(lengths))) return number_fault::too_short;
    if (count >= static_cast<size_t>(std::bit_width(lengths))) return number_fault::too_long;
    return number_fault::wrong_length;
}

// "12", "12 or 13", "10, 12 or 13".
std::string list_of(uint16_t lengths) {
    std::string text;
    for (int length = 0; length < 16; ++length) {
        if (!has_length(lengths, static_cast<size_t>(length))) continue;
        const bool is_last = (lengths >> length) == 1;
        if (!text.empty()) text += is_last ? " or " : ", ";
        text += std::to_string(length);
    }
    return text;
}

std::string_view end_of(number_fault fault) {
    switch (fault) {
        case number_fault::too_short:
            return ": it is too short";
        case number_fault::too_long:
            return ": it is too long";
        case number_fault::none:
        case number_fault::unknown_code:
        case number_fault::wrong_length:
            break;
    }
    return {};
}

}  // namespace

number_check check_number(std::string_view digits) {
    const auto* code = find_range(mobile_codes(), digits);
    if (code == nullptr) return {.fault = number_fault::unknown_code};
    const auto* range = find_range(mobile_ranges(), digits);
    return {.fault = fault_of(code->lengths, digits.size()),
            .code = code->prefix,
            .lengths = code->lengths,
            .is_known_range = range != nullptr && has_length(range->lengths, digits.size())};
}

std::string say_fault(const number_check& check, std::string_view digits) {
    if (check.fault == number_fault::none) return {};
    if (check.fault == number_fault::unknown_code) {
        return "no mobile number begins with +" + std::string{digits.substr(0, 3)};
    }
    std::string text = "a mobile number of +" + std::string{check.code} + " has " + list_of(check.lengths) +
                       " digits with its calling code; this one has " + std::to_string(digits.size());
    return text.append(end_of(check.fault));
}

}  // namespace kaskad::routing
