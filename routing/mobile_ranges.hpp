#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// How many digits mobile numbers have, by how they begin: generated tables (routing/data/generate.py), made of
// libphonenumber's metadata. What they know ages: new ranges open every month, while the lengths of a whole country
// changed in five countries in four years. number_check.hpp asks them.

namespace kaskad::routing {

// Bit n of `lengths`: a mobile number that begins with the prefix may have n digits in all, calling code included.
struct mobile_range {
    std::string_view prefix;
    uint16_t lengths = 0;
};

// Every calling code with mobile numbers, with all their lengths; in order of the prefix. None begins another one.
std::span<const mobile_range> mobile_codes();

// The ranges that mobile numbers were in, to three digits behind the calling code; in order, and none begins another.
std::span<const mobile_range> mobile_ranges();

}  // namespace kaskad::routing
