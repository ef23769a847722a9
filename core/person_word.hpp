#pragma once

#include <cstdint>
#include <string_view>

// What a person means who writes back a single word: the same over SMS and over messengers.

namespace kaskad::core {

enum class person_word : uint8_t { none = 0, opts_out = 1, opts_in = 2 };

// opts_out: "STOP", "Stop!", "СТОП", "/stop"; opts_in: "START". A text that only begins so is a text. CANCEL, END and
// QUIT are none of these words here: shops ask questions that people answer with them.
person_word read_person_word(std::string_view text);

}  // namespace kaskad::core
