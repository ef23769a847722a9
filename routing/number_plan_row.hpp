#pragma once

#include "routing/network.hpp"
#include "routing/number_intervals.hpp"

#include <string>

// What a single rule of a number plan says: whether it makes sense by itself, how it is written, which numbers it
// covers.

namespace kaskad::routing {

// Empty: it is right. Else why not, for a person.
std::string find_fault(const number_plan_row& row);

// "49151", or for a range "4915110-4915119".
std::string text_of(const number_plan_row& row);

// The row is right.
number_range range_of(const number_plan_row& row);

// Of the first 15 digits; the place of "49" is that of "490" too.
uint64_t place_of(std::string_view digits);

}  // namespace kaskad::routing
