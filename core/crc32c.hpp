#pragma once

#include <cstdint>
#include <string_view>

// CRC-32C (Castagnoli; RFC 3720 §B.4), by the processor's instruction where it has one.

namespace kaskad::core {

uint32_t crc32c(std::string_view octets);

// The slow, portable form: what the fast one is checked against.
uint32_t crc32c_portable(std::string_view octets);

}  // namespace kaskad::core
