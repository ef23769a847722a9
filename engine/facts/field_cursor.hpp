#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

// The fields of one message in protobuf's wire format, in the order in which they stand, without making anything of
// them. Protobuf's own CodedInputStream is made for whole messages: to set one up for each of the some hundred small
// ones in a group cost more than to read them. Only this module includes it; everybody else calls scan.hpp.

namespace kaskad::facts {

// A number or octets, as the field's wire type says.
struct scanned_field {
    int number = 0;
    uint64_t value = 0;
    std::string_view octets;

    // Of a zigzag number.
    int64_t signed_value() const { return static_cast<int64_t>(value >> 1 ^ (~(value & 1) + 1)); }
};

class field_cursor {
  public:
    explicit field_cursor(std::string_view octets) : left_{octets} {}

    bool has_failed() const { return has_failed_; }

    // Also nothing when the octets end in the middle of a field: has_failed().
    std::optional<scanned_field> next() {
        if (left_.empty()) return std::nullopt;
        scanned_field field;
        if (read(field)) return field;
        has_failed_ = true;
        return std::nullopt;
    }

  private:
    static constexpr uint64_t VARINT = 0;
    static constexpr uint64_t LENGTH_DELIMITED = 2;

    [[gnu::always_inline]] bool read(scanned_field& field) {
        uint64_t tag = 0;
        if (!read_varint(tag)) return false;
        field.number = static_cast<int>(tag >> 3);
        if ((tag & 7) == VARINT) return read_varint(field.value);
        uint64_t size = 0;
        if ((tag & 7) != LENGTH_DELIMITED || !read_varint(size) || size > left_.size()) return false;
        field.octets = left_.substr(0, size);
        left_.remove_prefix(size);
        return true;
    }

    // Seven bits an octet, the lowest first; the highest bit says that more follow.
    bool read_varint(uint64_t& value) {
        if (!left_.empty() && static_cast<uint8_t>(left_.front()) < 0x80) {  // most are so short
            value = static_cast<uint8_t>(left_.front());
            left_.remove_prefix(1);
            return true;
        }
        return read_long_varint(value);
    }

    bool read_long_varint(uint64_t& value) {
        constexpr size_t OCTETS_MAX = 10;
        value = 0;
        for (size_t i = 0; i < std::min(OCTETS_MAX, left_.size()); ++i) {
            const auto octet = static_cast<uint8_t>(left_[i]);
            value |= uint64_t{octet & 0x7FU} << (7 * i);
            if (octet >= 0x80) continue;
            left_.remove_prefix(i + 1);
            return true;
        }
        return false;
    }

    std::string_view left_;
    bool has_failed_ = false;
};

// Calls `take(field)` for each field; it says whether it can go on.
template <typename Take>
bool each_field(std::string_view octets, Take&& take) {
    field_cursor cursor{octets};
    while (const auto field = cursor.next()) {
        if (!take(*field)) return false;
    }
    return !cursor.has_failed();
}

}  // namespace kaskad::facts
