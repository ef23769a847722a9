#include "routing/codes.hpp"

#include <algorithm>

namespace kaskad::routing {

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_country(std::string_view text) {
    return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_mcc(std::string_view text) {
    return text.size() == 3 && is_digits(text);
}

bool is_mccmnc(std::string_view text) {
    return (text.size() == 5 || text.size() == 6) && is_digits(text);
}

bool is_number_prefix(std::string_view text) {
    return is_digits(text) && text.size() <= NUMBER_DIGITS_MAX && text.front() != '0';
}

}  // namespace kaskad::routing
