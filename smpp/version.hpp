#pragma once

#include <cstdint>

// interface_version as peers really send it (3, 34 decimal, 44, 123 ...) and what it means (SMPP 3.4 §5.2.4): 0x35-0x4F
// count as 3.4, all above 0x50 as 5.0, and no value is a reason to refuse a bind.

namespace kaskad::smpp {

inline constexpr uint8_t VERSION_33 = 0x33;
inline constexpr uint8_t VERSION_34 = 0x34;
inline constexpr uint8_t VERSION_50 = 0x50;

constexpr uint8_t normal_version(uint8_t interface_version) {
    if (interface_version < VERSION_34) return VERSION_33;
    return interface_version < VERSION_50 ? VERSION_34 : VERSION_50;
}

}  // namespace kaskad::smpp
