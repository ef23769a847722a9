#pragma once

#include "smpp/octets.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

// UTF-8 for us and UTF-16BE for the wire. What a client gives is validated strictly; what the wire brings is read
// leniently, every fault becoming U+FFFD (peers cut through surrogate pairs and send odd numbers of octets).

namespace kaskad::smpp {

inline constexpr char32_t REPLACEMENT_CHARACTER = 0xFFFD;

struct invalid_utf8 {
    size_t position = 0;  // of the first octet that does not belong

    friend bool operator==(const invalid_utf8&, const invalid_utf8&) = default;
};

// Reads UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF) one code point at a time.
class utf8_reader {
  public:
    explicit utf8_reader(std::string_view text) : text_{text} {}

    bool is_at_end() const { return position_ == text_.size(); }
    size_t position() const { return position_; }
    std::string_view rest() const { return text_.substr(position_); }
    // So many octets that are known to be whole characters.
    void skip(size_t octets) { position_ += octets; }
    // Empty at the first fault; the position stays there.
    std::optional<char32_t> next() {
        if (is_at_end()) return std::nullopt;
        const auto lead = static_cast<uint8_t>(text_[position_]);
        if (lead >= 0x80) return next_sequence();
        ++position_;
        return lead;
    }

  private:
    std::optional<char32_t> next_sequence();

    std::string_view text_;
    size_t position_ = 0;
};

std::optional<invalid_utf8> find_invalid_utf8(std::string_view text);
void append_utf8(std::string& out, char32_t code_point);

// 1, or 2 for a surrogate pair.
constexpr size_t utf16_units(char32_t code_point) {
    return code_point > 0xFFFF ? 2 : 1;
}
void append_utf16(std::string& out, char32_t code_point);
// The same where there is room; gives the end of what was written.
char* write_utf16(char* out, char32_t code_point);

std::expected<std::string, invalid_utf8> encode_utf16(std::string_view text);
enum class octet_order : uint8_t { big_endian = 0, little_endian = 1 };
// Lenient. `order` is the peer's habit; a byte order mark at the start decides, and is dropped.
std::string decode_utf16(octets input, octet_order order = octet_order::big_endian);
std::string decode_latin1(octets input);
// What claims to be UTF-8 and is not is shown as Latin-1: nothing is lost.
std::string decode_utf8(octets input);

}  // namespace kaskad::smpp
