#pragma once

#include <cstddef>
#include <string_view>

// The form of the codes that number plan and price book name destinations by. Says nothing about whether one exists.

namespace kaskad::routing {

bool is_digits(std::string_view text);   // one or more of 0-9
bool is_country(std::string_view text);  // ISO 3166-1 alpha-2: two capitals
bool is_mcc(std::string_view text);      // ITU-T E.212: 3 digits
bool is_mccmnc(std::string_view text);   // ITU-T E.212: MCC (3 digits) and MNC (2 or 3 digits)

// ITU-T E.164: so many digits has a number at most, and what it begins with.
inline constexpr size_t NUMBER_DIGITS_MAX = 15;
// Country code (never 0) first.
bool is_number_prefix(std::string_view text);

}  // namespace kaskad::routing
