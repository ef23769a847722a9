#pragma once

#include <string_view>

// Compares what somebody claims with a secret, in a time that tells nothing but the length.

namespace kaskad::net {

bool is_same_secret(std::string_view claimed, std::string_view secret);

}  // namespace kaskad::net
