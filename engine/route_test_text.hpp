#pragma once

#include "engine/facts/route_test.hpp"

#include <array>
#include <cstdint>
#include <string>

// The texts of a route test: one of each kind that networks are known to spoil. Each carries a tag by which an SMS is
// known again on the phone. The same test and place give the same tag and text. Pure.

namespace kaskad::engine {

inline constexpr std::array TEST_TEXTS{facts::test_text::latin, facts::test_text::cyrillic, facts::test_text::emoji,
                                       facts::test_text::url, facts::test_text::code};

// Seven letters and digits that are not mistaken for each other; of one test no two are the same.
std::string make_test_tag(uint64_t test, uint32_t place);

// latin: of the GSM alphabet and its extension, one part. cyrillic: UCS-2, three parts. emoji: joined ones, flags and
// tones of skin, one part. url, code: what is rewritten or held back.
std::string make_test_text(facts::test_text kind, const std::string& tag);

}  // namespace kaskad::engine
