#pragma once

#include "core/money.hpp"

#include <expected>
#include <string>
#include <string_view>

// What a supplier says is left, read out of its JSON. A number is read as the text it was written as: it never becomes
// floating point. Pure.

namespace kaskad::gateway {

// pointer: RFC 6901. Digits beyond millionths are cut off: other programs write 12.340000000000001. The error is a
// sentence for the operator.
std::expected<core::amount, std::string> read_balance(std::string_view body, std::string_view pointer);

}  // namespace kaskad::gateway
