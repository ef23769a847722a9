#pragma once

#include <string>
#include <string_view>

// The letters A to Z made small; all other octets stay, so that UTF-8 stays what it is. For words of protocols and
// what machines write: no language's rules.

namespace kaskad::core {

std::string in_small_letters(std::string_view text);

}  // namespace kaskad::core
