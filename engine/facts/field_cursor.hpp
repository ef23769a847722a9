#pragma once

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <cstdint>
#include <optional>
#include <string_view>

// The fields of one message in protobuf's wire format, in the order in which they stand, without making anything of
// them. Only this module includes it; everybody else calls scan.hpp.

namespace kaskad::facts {

// A number or octets, as the field's wire type says.
struct scanned_field {
    int number = 0;
    uint64_t value = 0;
    std::string_view octets;

    int64_t signed_value() const { return google::protobuf::internal::WireFormatLite::ZigZagDecode64(value); }
};

class field_cursor {
  public:
    explicit field_cursor(std::string_view octets)
        : octets_{octets}, in_{reinterpret_cast<const uint8_t*>(octets.data()), static_cast<int>(octets.size())} {}

    bool has_failed() const { return has_failed_; }

    // Also nothing when the octets end in the middle of a field: has_failed().
    std::optional<scanned_field> next() {
        if (at() == octets_.size()) return std::nullopt;
        scanned_field field;
        if (read(field)) return field;
        has_failed_ = true;
        return std::nullopt;
    }

  private:
    using lite = google::protobuf::internal::WireFormatLite;

    size_t at() const { return static_cast<size_t>(in_.CurrentPosition()); }

    bool read(scanned_field& field) {
        const uint32_t tag = in_.ReadTagNoLastTag();
        if (tag == 0) return false;
        field.number = lite::GetTagFieldNumber(tag);
        if (lite::GetTagWireType(tag) == lite::WIRETYPE_VARINT) return in_.ReadVarint64(&field.value);
        uint32_t size = 0;
        if (lite::GetTagWireType(tag) != lite::WIRETYPE_LENGTH_DELIMITED || !in_.ReadVarint32(&size)) return false;
        if (size > octets_.size() - at()) return false;
        field.octets = octets_.substr(at(), size);
        return in_.Skip(static_cast<int>(size));
    }

    std::string_view octets_;
    google::protobuf::io::CodedInputStream in_;
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
