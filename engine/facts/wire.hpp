#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "smpp/text_terms.hpp"

#include <boost/pfr.hpp>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

// The protobuf form of any plain record: field number = place of the member, counted from 1. So a struct is its own
// schema, no member can be forgotten, and members are only ever appended (facts.proto is the same in protobuf's
// words; a test holds the two together). Zeros and empty strings are not written, and what is not there is read as zero
// or empty, whatever a member's initializer says; unknown fields are skipped.
//
//   integers, enums, bool -> varint (signed ones zigzag, sint64)     strings, digests -> bytes     vectors -> repeated
//   ids, money (one member) -> that member                           records -> nested message
//   std::variant -> a message with one field, numbered by alternative
//
// Only this module includes it; everybody else calls codec.hpp.

namespace kaskad::facts::wire {

namespace protobuf = google::protobuf;
using lite = protobuf::internal::WireFormatLite;

template <typename T>
inline constexpr bool is_vector = false;
template <typename T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <typename T>
inline constexpr bool is_variant = false;
template <typename... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <typename T>
inline constexpr bool is_digest = false;
template <size_t N>
inline constexpr bool is_digest<std::array<uint8_t, N>> = true;

template <typename T>
concept varint = std::integral<T> || std::is_enum_v<T>;
template <typename T>
concept text = std::same_as<T, std::string> || std::same_as<T, core::currency>;
template <typename T>
concept aggregate = std::is_aggregate_v<T> && !text<T> && !varint<T> && !is_digest<T>;

template <aggregate T>
inline constexpr bool is_single = boost::pfr::tuple_size_v<T> == 1;

// A record that became a member later is not written while it is nothing, so that older records keep their octets.
template <typename T>
inline constexpr bool is_appended = std::same_as<T, smpp::text_terms>;

template <varint T>
uint64_t to_varint(T value) {
    if constexpr (std::is_enum_v<T>) {
        return to_varint(static_cast<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_signed_v<T>) {
        return lite::ZigZagEncode64(value);
    } else {
        return static_cast<uint64_t>(value);
    }
}

template <varint T>
T from_varint(uint64_t value) {
    if constexpr (std::is_enum_v<T>) {
        return static_cast<T>(from_varint<std::underlying_type_t<T>>(value));
    } else if constexpr (std::is_signed_v<T>) {
        return static_cast<T>(lite::ZigZagDecode64(value));
    } else {
        return static_cast<T>(value);
    }
}

class writer {
  public:
    explicit writer(std::string& out) : out_{out} {}

    template <typename T>
    void message(const T& value) {
        if constexpr (is_variant<T>) {
            const auto number = static_cast<int>(value.index()) + 1;
            std::visit([&](const auto& alternative) { nested(number, alternative); }, value);
        } else {
            boost::pfr::for_each_field(
                value, [&](const auto& member, size_t index) { field(static_cast<int>(index) + 1, member); });
        }
    }

    template <typename T>
    void field(int number, const T& value) {
        if constexpr (is_vector<T>) {
            for (const auto& element : value)
                repeated(number, element);
        } else if constexpr (std::same_as<T, core::currency>) {
            field(number, core::to_string(value));
        } else if constexpr (is_digest<T>) {
            if (value != T{}) field(number, std::string{value.begin(), value.end()});
        } else if constexpr (varint<T>) {
            if (to_varint(value) != 0) put_varint(number, to_varint(value));
        } else if constexpr (std::same_as<T, std::string>) {
            if (!value.empty()) put_octets(number, value);
        } else if constexpr (is_variant<T>) {
            nested(number, value);
        } else if constexpr (is_single<T>) {
            field(number, boost::pfr::get<0>(value));
        } else if constexpr (is_appended<T>) {
            if (value != T{}) nested(number, value);
        } else {
            nested(number, value);
        }
    }

  private:
    template <typename T>
    void repeated(int number, const T& element) {
        if constexpr (varint<T>) {
            put_varint(number, to_varint(element));
        } else if constexpr (std::same_as<T, std::string>) {
            put_octets(number, element);
        } else if constexpr (aggregate<T>) {
            if constexpr (is_single<T>) {
                repeated(number, boost::pfr::get<0>(element));
            } else {
                nested(number, element);
            }
        } else {
            nested(number, element);
        }
    }

    // The length is not known beforehand: one octet is kept for it, and widened in the rare record over 127 octets.
    template <typename T>
    void nested(int number, const T& value) {
        put_head(number, lite::WIRETYPE_LENGTH_DELIMITED, 0);
        const size_t begin = out_.size();
        message(value);
        const size_t length = out_.size() - begin;
        if (length < ONE_OCTET_END) {
            out_[begin - 1] = static_cast<char>(length);
            return;
        }
        uint8_t buffer[VARINT_MAX];
        const auto width = static_cast<size_t>(write(length, buffer) - buffer);
        out_.insert(begin, width - 1, '\0');
        std::copy(buffer, buffer + width, out_.begin() + static_cast<std::ptrdiff_t>(begin - 1));
    }

    void put_varint(int number, uint64_t value) { put_head(number, lite::WIRETYPE_VARINT, value); }

    void put_octets(int number, const std::string& value) {
        put_head(number, lite::WIRETYPE_LENGTH_DELIMITED, value.size());
        out_.append(value);
    }

    // A field's tag and its number or length, put behind the rest in one go.
    void put_head(int number, lite::WireType type, uint64_t value) {
        uint8_t buffer[2 * VARINT_MAX];
        const auto* end = write(value, write(lite::MakeTag(number, type), buffer));
        out_.append(reinterpret_cast<const char*>(buffer), static_cast<size_t>(end - buffer));
    }

    static uint8_t* write(uint64_t value, uint8_t* to) {
        while (value >= ONE_OCTET_END) {
            *to++ = static_cast<uint8_t>(value | ONE_OCTET_END);
            value >>= 7;
        }
        *to++ = static_cast<uint8_t>(value);
        return to;
    }

    static constexpr uint64_t ONE_OCTET_END = 0x80;
    static constexpr size_t VARINT_MAX = 10;

    std::string& out_;
};

// Protobuf's idea of nothing: zero, empty, false.
template <typename T>
void clear(T& value) {
    if constexpr (varint<T>) {
        value = static_cast<T>(0);
    } else if constexpr (aggregate<T>) {
        boost::pfr::for_each_field(value, [](auto& member) { clear(member); });
    } else {
        value = T{};
    }
}

class reader {
  public:
    explicit reader(std::string_view octets)
        : in_{reinterpret_cast<const uint8_t*>(octets.data()), static_cast<int>(octets.size())} {}

    // False: the octets are cut or are no such message. `value` may then be half filled.
    template <typename T>
    bool message(T& value) {
        if constexpr (is_variant<T>) {
            return has_more() && next(value) && !has_more();  // exactly one alternative
        } else {
            clear(value);
            while (has_more()) {
                if (!next(value)) return false;
            }
            return true;
        }
    }

  private:
    // Within the message that is being read.
    bool has_more() const { return in_.BytesUntilLimit() > 0; }

    template <typename T>
    bool next(T& value) {
        const uint32_t tag = in_.ReadTagNoLastTag();
        return tag != 0 && member(value, tag);
    }

    template <typename... T>
    bool member(std::variant<T...>& value, uint32_t tag) {
        const auto number = static_cast<size_t>(lite::GetTagFieldNumber(tag));
        if (number == 0 || number > sizeof...(T)) return false;  // a newer kind: it cannot be applied, so it is refused
        if (lite::GetTagWireType(tag) != lite::WIRETYPE_LENGTH_DELIMITED) return false;
        return alternative(value, number - 1, std::index_sequence_for<T...>{});
    }

    template <typename V, size_t... I>
    bool alternative(V& value, size_t index, std::index_sequence<I...>) {
        bool ok = false;
        ((I == index ? void(ok = nested(value.template emplace<I>())) : void()), ...);
        return ok;
    }

    template <typename T>
    requires(!is_variant<T>) bool member(T& value, uint32_t tag) {
        const auto number = static_cast<size_t>(lite::GetTagFieldNumber(tag));
        bool known = false;
        bool ok = true;
        boost::pfr::for_each_field(value, [&](auto& place, size_t index) {
            if (index + 1 != number) return;
            known = true;
            ok = matches(place, tag) && field(place);
        });
        return known ? ok : lite::SkipField(&in_, tag);
    }

    template <typename T>
    static bool matches(const T&, uint32_t tag) {
        return lite::GetTagWireType(tag) == type_of<T>();
    }

    template <typename T>
    static constexpr lite::WireType type_of() {
        if constexpr (is_vector<T>) {
            return type_of<typename T::value_type>();
        } else if constexpr (varint<T>) {
            return lite::WIRETYPE_VARINT;
        } else if constexpr (aggregate<T>) {
            if constexpr (is_single<T>) return type_of<boost::pfr::tuple_element_t<0, T>>();
            return lite::WIRETYPE_LENGTH_DELIMITED;
        } else {
            return lite::WIRETYPE_LENGTH_DELIMITED;
        }
    }

    template <typename T>
    bool field(T& value) {
        if constexpr (is_vector<T>) {
            return element(value.emplace_back());
        } else if constexpr (std::same_as<T, core::currency>) {
            std::string code;
            if (!field(code)) return false;
            const auto parsed = core::parse_currency(code);
            if (parsed) value = *parsed;
            return parsed.has_value();
        } else if constexpr (is_digest<T>) {
            std::string octets;
            if (!field(octets) || octets.size() != value.size()) return false;
            std::copy(octets.begin(), octets.end(), value.begin());
            return true;
        } else if constexpr (varint<T>) {
            uint64_t raw = 0;
            if (!in_.ReadVarint64(&raw)) return false;
            value = from_varint<T>(raw);
            return true;
        } else if constexpr (std::same_as<T, std::string>) {
            uint32_t size = 0;
            return in_.ReadVarint32(&size) && in_.ReadString(&value, static_cast<int>(size));
        } else if constexpr (is_variant<T>) {
            return nested(value);
        } else if constexpr (is_single<T>) {
            return field(boost::pfr::get<0>(value));
        } else {
            return nested(value);
        }
    }

    template <typename T>
    bool element(T& value) {
        if constexpr (varint<T> || std::same_as<T, std::string>) {
            return field(value);
        } else if constexpr (aggregate<T>) {
            if constexpr (is_single<T>) return element(boost::pfr::get<0>(value));
            return nested(value);
        } else {
            return nested(value);
        }
    }

    template <typename T>
    bool nested(T& value) {
        uint32_t size = 0;
        if (!in_.ReadVarint32(&size)) return false;
        if (static_cast<int>(size) < 0 || in_.BytesUntilLimit() < static_cast<int>(size)) return false;
        const auto limit = in_.PushLimit(static_cast<int>(size));
        const bool is_read = message(value);
        in_.PopLimit(limit);
        return is_read;
    }

    protobuf::io::CodedInputStream in_;
};

}  // namespace kaskad::facts::wire
