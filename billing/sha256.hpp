#pragma once

#include "billing/posting.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>

// SHA-256 (FIPS 180-4) of octets that lie apart. OpenSSL's; nothing of it shows here.

namespace kaskad::billing {

digest sha256(std::initializer_list<std::span<const uint8_t>> pieces);

}  // namespace kaskad::billing
