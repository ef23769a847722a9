#pragma once

#include <string_view>

// Where a reader sees a new character begin: extended grapheme clusters (UAX #29), so that a message is not cut inside
// a flag, a family of emoji, a letter and its accents, a Hangul syllable or an Indic conjunct.

namespace kaskad::smpp {

// Whether a cluster ends between the two, which are valid UTF-8 and not empty. It looks back in `before` as far as the
// cluster reaches, forward at one character.
bool is_grapheme_boundary(std::string_view before, std::string_view after);

}  // namespace kaskad::smpp
