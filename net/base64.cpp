#include "net/base64.hpp"

#include <cstdint>

namespace kaskad::net {

namespace {

constexpr std::string_view ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

uint32_t octet(std::string_view octets, size_t index) {
    return index < octets.size() ? static_cast<uint8_t>(octets[index]) : 0U;
}

// Four characters without padding as 24 bits.
std::optional<uint32_t> decode_quartet(std::string_view quartet) {
    uint32_t bits = 0;
    for (const char c : quartet) {
        const auto value = ALPHABET.find(c);
        if (value == ALPHABET.npos) return std::nullopt;
        bits = bits << 6 | static_cast<uint32_t>(value);
    }
    return bits;
}

size_t padding_of(std::string_view text) {
    if (text.ends_with("==")) return 2;
    return text.ends_with('=') ? 1 : 0;
}

}  // namespace

std::string to_base64(std::string_view octets) {
    std::string out;
    out.reserve((octets.size() + 2) / 3 * 4);
    for (size_t i = 0; i < octets.size(); i += 3) {
        const uint32_t bits = octet(octets, i) << 16 | octet(octets, i + 1) << 8 | octet(octets, i + 2);
        out += ALPHABET[bits >> 18];
        out += ALPHABET[bits >> 12 & 63];
        out += i + 1 < octets.size() ? ALPHABET[bits >> 6 & 63] : '=';
        out += i + 2 < octets.size() ? ALPHABET[bits & 63] : '=';
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    const size_t padding = padding_of(text);
    std::string characters{text.substr(0, text.size() - padding)};
    characters.append(padding, 'A');
    std::string out;
    for (size_t i = 0; i < characters.size(); i += 4) {
        const auto bits = decode_quartet(std::string_view{characters}.substr(i, 4));
        if (!bits) return std::nullopt;
        out += {static_cast<char>(*bits >> 16), static_cast<char>(*bits >> 8), static_cast<char>(*bits)};
    }
    out.resize(out.size() - padding);
    // One octets has one text: what the padding cuts off must be 0.
    if (to_base64(out) != text) return std::nullopt;
    return out;
}

}  // namespace kaskad::net
