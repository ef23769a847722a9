#include "core/small_letters.hpp"

#include <algorithm>

namespace kaskad::core {

std::string in_small_letters(std::string_view text) {
    std::string small{text};
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
    return small;
}

}  // namespace kaskad::core
