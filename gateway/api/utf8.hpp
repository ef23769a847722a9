#pragma once

#include <cstddef>
#include <string_view>

// Where a UTF-8 character ends (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.

namespace kaskad::gateway::api {

// Octets of the first character; 0 if the text does not begin with a valid one (or is empty).
size_t utf8_character_size(std::string_view text);

// Characters of a valid text.
size_t utf8_length(std::string_view text);

}  // namespace kaskad::gateway::api
