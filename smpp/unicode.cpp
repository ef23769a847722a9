#include "smpp/unicode.hpp"

#include <array>

namespace kaskad::smpp {

namespace {

constexpr char32_t CODE_POINT_MAX = 0x10FFFF;

bool is_surrogate(char32_t code_point) {
    return code_point >= 0xD800 && code_point <= 0xDFFF;
}

bool is_continuation(uint8_t octet) {
    return (octet & 0xC0) == 0x80;
}

struct lead_octet {
    size_t length;     // of the whole sequence; 0 = cannot lead
    char32_t bits;     // of the lead octet
    char32_t minimum;  // below it the form is overlong
};

lead_octet read_lead(uint8_t octet) {
    if ((octet & 0xE0) == 0xC0) return {2, octet & 0x1FU, 0x80};
    if ((octet & 0xF0) == 0xE0) return {3, octet & 0x0FU, 0x800};
    if ((octet & 0xF8) == 0xF0) return {4, octet & 0x07U, 0x10000};
    return {0, 0, 0};
}

// Units of UTF-16 in either order; an odd octet at the end is not a unit.
class unit_reader {
  public:
    unit_reader(octets input, bool is_little_endian) : input_{input}, is_little_endian_{is_little_endian} {}

    bool is_at_end() const { return input_.size() < 2; }
    bool has_odd_octet() const { return input_.size() == 1; }
    uint16_t peek() const {
        const uint16_t value = load_uint16(input_.data());
        return is_little_endian_ ? static_cast<uint16_t>(value >> 8 | value << 8) : value;
    }
    uint16_t next() {
        const uint16_t value = peek();
        input_ = input_.subspan(2);
        return value;
    }

  private:
    octets input_;
    bool is_little_endian_;
};

char32_t read_utf16(unit_reader& reader) {
    const char32_t first = reader.next();
    if (!is_surrogate(first)) return first;
    const bool is_high = first < 0xDC00;
    if (!is_high || reader.is_at_end()) return REPLACEMENT_CHARACTER;
    const char32_t second = reader.peek();
    if (second < 0xDC00 || second > 0xDFFF) return REPLACEMENT_CHARACTER;
    reader.next();
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

}  // namespace

std::optional<char32_t> utf8_reader::next_sequence() {
    const auto octet_at = [this](size_t offset) { return static_cast<uint8_t>(text_[position_ + offset]); };
    const lead_octet lead = read_lead(octet_at(0));
    if (lead.length == 0 || text_.size() - position_ < lead.length) return std::nullopt;
    char32_t code_point = lead.bits;
    for (size_t i = 1; i < lead.length; ++i) {
        if (!is_continuation(octet_at(i))) return std::nullopt;
        code_point = code_point << 6 | (octet_at(i) & 0x3FU);
    }
    if (code_point < lead.minimum || code_point > CODE_POINT_MAX || is_surrogate(code_point)) return std::nullopt;
    position_ += lead.length;
    return code_point;
}

std::optional<invalid_utf8> find_invalid_utf8(std::string_view text) {
    utf8_reader reader{text};
    while (reader.next()) {
    }
    return reader.is_at_end() ? std::nullopt : std::optional{invalid_utf8{reader.position()}};
}

void append_utf8(std::string& out, char32_t code_point) {
    const auto append = [&out](char32_t octet) { out.push_back(static_cast<char>(octet)); };
    const auto append_tail = [&](int shift) { append(0x80 | ((code_point >> shift) & 0x3F)); };
    if (code_point < 0x80) return append(code_point);
    if (code_point < 0x800) {
        append(0xC0 | code_point >> 6);
    } else if (code_point < 0x10000) {
        append(0xE0 | code_point >> 12);
        append_tail(6);
    } else {
        append(0xF0 | code_point >> 18);
        append_tail(12);
        append_tail(6);
    }
    append_tail(0);
}

char* write_utf16(char* out, char32_t code_point) {
    const auto write_unit = [&out](char32_t unit) {
        *out++ = static_cast<char>(unit >> 8);
        *out++ = static_cast<char>(unit & 0xFF);
    };
    if (utf16_units(code_point) == 1) {
        write_unit(code_point);
        return out;
    }
    const char32_t offset = code_point - 0x10000;
    write_unit(0xD800 + (offset >> 10));
    write_unit(0xDC00 + (offset & 0x3FF));
    return out;
}

void append_utf16(std::string& out, char32_t code_point) {
    std::array<char, 4> octets{};
    char* const end = write_utf16(octets.data(), code_point);
    out.append(octets.data(), static_cast<size_t>(end - octets.data()));
}

std::expected<std::string, invalid_utf8> encode_utf16(std::string_view text) {
    std::string encoded;
    encoded.reserve(2 * text.size());
    utf8_reader reader{text};
    while (const auto code_point = reader.next())
        append_utf16(encoded, *code_point);
    if (!reader.is_at_end()) return std::unexpected(invalid_utf8{reader.position()});
    return encoded;
}

std::string decode_utf16(octets input, octet_order order) {
    const uint16_t mark = input.size() >= 2 ? load_uint16(input.data()) : uint16_t{0};
    const bool is_marked = mark == 0xFFFE || mark == 0xFEFF;
    const bool is_little_endian = is_marked ? mark == 0xFFFE : order == octet_order::little_endian;
    if (is_marked) input = input.subspan(2);

    std::string decoded;
    decoded.reserve(input.size());
    unit_reader reader{input, is_little_endian};
    while (!reader.is_at_end())
        append_utf8(decoded, read_utf16(reader));
    if (reader.has_odd_octet()) append_utf8(decoded, REPLACEMENT_CHARACTER);
    return decoded;
}

std::string decode_latin1(octets input) {
    std::string decoded;
    decoded.reserve(input.size());
    for (const uint8_t octet : input)
        append_utf8(decoded, octet);
    return decoded;
}

std::string decode_utf8(octets input) {
    const auto text = as_text(input);
    return find_invalid_utf8(text) ? decode_latin1(input) : std::string{text};
}

}  // namespace kaskad::smpp
