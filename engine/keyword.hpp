#pragma once

#include <string>
#include <string_view>

// How words of texts from handsets are compared: without case, white space as one space, and without the marks people
// put behind a word. Pure.

namespace kaskad::engine {

// The whole text as its words, each with a space behind it: "Join  NEWS!" becomes "join news ".
std::string fold_words(std::string_view text);

// Whether the folded text begins with the words of the folded keyword.
inline bool begins_with(std::string_view folded_text, std::string_view folded_keyword) {
    return folded_text.starts_with(folded_keyword);
}

}  // namespace kaskad::engine
