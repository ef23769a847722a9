#pragma once

#include "billing/exchange_table.hpp"
#include "core/boxed.hpp"
#include "core/id.hpp"
#include "core/money.hpp"
#include "engine/facts/backward_octets.hpp"
#include "engine/facts/channel.hpp"
#include "engine/facts/supplier_terms.hpp"
#include "smpp/text_terms.hpp"

#include <boost/pfr.hpp>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
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
inline constexpr bool is_appended = std::same_as<T, smpp::text_terms> || std::same_as<T, channel_capability> ||
                                    std::same_as<T, supplier_terms> || std::same_as<T, billing::exchange>;

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

// Puts before what is there, from the last field to the first: so what is nested stands there before its length, and
// none is written twice or moved to make room for it.
class writer {
  public:
    explicit writer(backward_octets& octets) : octets_{octets} {}
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    template <typename T>
    void put_message(const T& value) {
        if constexpr (is_variant<T>) {
            const auto number = static_cast<int>(value.index()) + 1;
            std::visit([&](const auto& alternative) { put_nested(number, core::unboxed(alternative)); }, value);
        } else {
            put_members(boost::pfr::structure_tie(value), std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
        }
    }

    template <typename T>
    void put_field(int number, const T& value) {
        if constexpr (is_vector<T>) {
            for (auto element = value.rbegin(); element != value.rend(); ++element)
                put_repeated(number, *element);
        } else if constexpr (std::same_as<T, core::currency>) {
            put_field(number, core::to_string(value));
        } else if constexpr (is_digest<T>) {
            if (value != T{}) put_octets(number, {reinterpret_cast<const char*>(value.data()), value.size()});
        } else if constexpr (varint<T>) {
            if (to_varint(value) != 0) put_head(number, lite::WIRETYPE_VARINT, to_varint(value));
        } else if constexpr (std::same_as<T, std::string>) {
            if (!value.empty()) put_octets(number, value);
        } else if constexpr (is_variant<T>) {
            put_nested(number, value);
        } else if constexpr (is_single<T>) {
            put_field(number, boost::pfr::get<0>(value));
        } else if constexpr (is_appended<T>) {
            if (value != T{}) put_nested(number, value);
        } else {
            put_nested(number, value);
        }
    }

  private:
    template <typename Members, size_t... I>
    void put_members(const Members& members, std::index_sequence<I...>) {
        constexpr size_t COUNT = sizeof...(I);
        (put_field(static_cast<int>(COUNT - I), std::get<COUNT - 1 - I>(members)), ...);
    }

    template <typename T>
    void put_repeated(int number, const T& element) {
        if constexpr (varint<T>) {
            put_head(number, lite::WIRETYPE_VARINT, to_varint(element));
        } else if constexpr (std::same_as<T, std::string>) {
            put_octets(number, element);
        } else if constexpr (aggregate<T>) {
            if constexpr (is_single<T>) {
                put_repeated(number, boost::pfr::get<0>(element));
            } else {
                put_nested(number, element);
            }
        } else {
            put_nested(number, element);
        }
    }

    template <typename T>
    void put_nested(int number, const T& value) {
        const size_t behind = octets_.size();
        put_message(value);
        put_head(number, lite::WIRETYPE_LENGTH_DELIMITED, octets_.size() - behind);
    }

    void put_octets(int number, std::string_view value) {
        std::ranges::copy(value, octets_.put(value.size()));
        put_head(number, lite::WIRETYPE_LENGTH_DELIMITED, value.size());
    }

    // A field's tag and its number or length.
    void put_head(int number, lite::WireType type, uint64_t value) {
        const uint64_t tag = lite::MakeTag(number, type);
        if ((tag | value) < ONE_OCTET_END) {
            char* to = octets_.put(2);
            to[0] = static_cast<char>(tag);
            to[1] = static_cast<char>(value);
        } else {
            write(value, write(tag, octets_.put(width(tag) + width(value))));
        }
    }

    static size_t width(uint64_t value) { return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7; }

    static char* write(uint64_t value, char* to) {
        while (value >= ONE_OCTET_END) {
            *to++ = static_cast<char>(value | ONE_OCTET_END);
            value >>= 7;
        }
        *to++ = static_cast<char>(value);
        return to;
    }

    static constexpr uint64_t ONE_OCTET_END = 0x80;

    backward_octets& octets_;
};

template <typename T>
void append(const T& value, std::string& out) {
    backward_octets octets;
    writer{octets}.put_message(value);
    out += octets.view();
}

template <typename T>
void append_field(int number, const T& value, std::string& out) {
    backward_octets octets;
    writer{octets}.put_field(number, value);
    out += octets.view();
}

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
        ((I == index ? void(ok = nested(core::unboxed(value.template emplace<I>()))) : void()), ...);
        return ok;
    }

    template <typename T>
    requires(!is_variant<T>) bool member(T& value, uint32_t tag) {
        constexpr size_t COUNT = boost::pfr::tuple_size_v<T>;
        const auto number = static_cast<size_t>(lite::GetTagFieldNumber(tag));
        if (number == 0 || number > COUNT) return lite::SkipField(&in_, tag);
        return member_at(value, number - 1, tag, std::make_index_sequence<COUNT>{});
    }

    // By a table: to ask each member in turn whether it is meant took longer than to read it.
    template <typename T, size_t... I>
    bool member_at(T& value, size_t place, uint32_t tag, std::index_sequence<I...>) {
        static constexpr std::array READS{&reader::read_member<I, T>...};
        return (this->*READS[place])(value, tag);
    }

    template <size_t I, typename T>
    bool read_member(T& value, uint32_t tag) {
        constexpr auto TYPE = type_of<boost::pfr::tuple_element_t<I, T>>();
        return lite::GetTagWireType(tag) == TYPE && field(std::get<I>(boost::pfr::structure_tie(value)));
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
