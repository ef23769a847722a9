#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Views of wire octets. Octets that are kept live in std::string; octets that are only read are a span. SMPP integers
// are big-endian and unsigned (SMPP 3.4 §3.1).

namespace kaskad::smpp {

using octets = std::span<const uint8_t>;

inline octets as_octets(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(octets value) {
    return {reinterpret_cast<const char*>(value.data()), value.size()};
}

inline uint16_t load_uint16(const uint8_t* from) {
    return static_cast<uint16_t>(from[0] << 8 | from[1]);
}

inline uint32_t load_uint32(const uint8_t* from) {
    return uint32_t{from[0]} << 24 | uint32_t{from[1]} << 16 | uint32_t{from[2]} << 8 | uint32_t{from[3]};
}

inline void append_uint16(std::string& out, uint16_t value) {
    const char raw[2] = {static_cast<char>(value >> 8), static_cast<char>(value)};
    out.append(raw, sizeof raw);
}

inline void append_uint32(std::string& out, uint32_t value) {
    const char raw[4] = {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
                         static_cast<char>(value)};
    out.append(raw, sizeof raw);
}

}  // namespace kaskad::smpp
