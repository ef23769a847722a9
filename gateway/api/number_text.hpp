#pragma once

#include <charconv>
#include <concepts>
#include <string_view>

// Whole numbers and flags as addresses and their parameters write them. Pure.

namespace kaskad::gateway::api {

// False: it is no number, not all of it, or too large; what is in `into` then means nothing.
template <std::integral Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

// False: it is neither true nor false.
inline bool read_flag(std::string_view text, bool& into) {
    into = text == "true";
    return into || text == "false";
}

}  // namespace kaskad::gateway::api
