#pragma once

#include "billing/seal.hpp"

#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What dropped messages came to, as the CSV that is hashed, kept and printed: a line for each day, account, network and
// state. Pure.

namespace kaskad::gateway {

std::string sealed_text(std::span<const billing::sealed_total> totals);

// The error names the line.
std::expected<std::vector<billing::sealed_total>, std::string> parse_sealed(std::string_view text);

}  // namespace kaskad::gateway
