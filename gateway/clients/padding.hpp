#pragma once

#include <string_view>

// Old clients pad their strings with spaces (SMPP 3.3 §6.3.1).

namespace kaskad::gateway::clients {

constexpr std::string_view without_padding(std::string_view text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace kaskad::gateway::clients
