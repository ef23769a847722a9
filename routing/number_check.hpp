#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Whether a number can be a mobile one at all, asked before anything is spent on it. Judges by calling code and length
// only; that a range is known to be mobile is told beside it, since new ranges are opened faster than any list learns.

namespace kaskad::routing {

// In order of precedence.
enum class number_fault : uint8_t { none, unknown_code, too_short, too_long, wrong_length };

// code: the calling code, empty where it is unknown. lengths: bit n = a mobile number of that code may have n digits.
// is_known_range: libphonenumber knows mobile numbers that begin so and are so long.
struct number_check {
    number_fault fault = number_fault::none;
    std::string_view code;
    uint16_t lengths = 0;
    bool is_known_range = false;
};

// digits: E.164 without "+", all digits. What it points to lives as long as the program.
number_check check_number(std::string_view digits);

// For a person: "a mobile number of +49 has 12 or 13 digits with its calling code; this one has 9: it is too short".
// Empty where there is no fault.
std::string say_fault(const number_check& check, std::string_view digits);

}  // namespace kaskad::routing
