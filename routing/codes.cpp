#include "routing/codes.hpp"

#include <algorithm>

namespace kaskad::routing {

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_country(std::string_view text) {
    return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_mccmnc(std::string_view text) {
    return (text.size() == 5 || text.size() == 6) && is_digits(text);
}

}  // namespace kaskad::routing
