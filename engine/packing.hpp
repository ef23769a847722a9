#pragma once

#include "core/assert.hpp"
#include "core/money.hpp"

#include <boost/pfr.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Octets of plain records for memory only, never for a disk: a bit for each member that is not zero, then these
// members. Integers take as many octets as they need, times as the distance to the time before them, strings of digits
// half an octet a digit, currencies two. Every member of a record is packed, named or not, so that none can be
// forgotten.

namespace kaskad::engine::packing {

template <typename T>
concept number = std::integral<T> || std::is_enum_v<T>;
// Milliseconds, all of them, in the records of engine/facts.
template <typename T>
concept time = std::same_as<T, int64_t>;
template <typename T>
concept record = std::is_aggregate_v<T> && !std::same_as<T, core::currency>;

template <typename T>
inline constexpr bool is_vector = false;
template <typename T>
inline constexpr bool is_vector<std::vector<T>> = true;

template <record T>
inline constexpr size_t MEMBERS = boost::pfr::tuple_size_v<T>;
template <record T>
inline constexpr size_t MARKS = (MEMBERS<T> + 7) / 8;

template <typename T>
bool is_nothing(const T& value) {
    if constexpr (number<T>) {
        return value == T{};
    } else if constexpr (std::same_as<T, core::currency>) {
        return value == core::currency{};
    } else if constexpr (record<T>) {
        bool nothing = true;
        boost::pfr::for_each_field(value, [&](const auto& member) { nothing = nothing && is_nothing(member); });
        return nothing;
    } else {
        return value.empty();
    }
}

inline constexpr size_t DIGITS_MAX = 15;
inline constexpr size_t VARINT_OCTETS = 10;
inline constexpr uint32_t LETTERS = 26;
inline constexpr uint8_t OTHER_CURRENCY = 0xFF;  // above the first octet of any three letters
inline constexpr size_t USUAL_OCTETS = 256;      // of a record; a longer one makes room as it goes

// Two times stand side by side in a record: the engine's own and the world's. Each is near one of the last two.
struct time_line {
    int64_t last[2] = {0, 0};
};

// Writes behind what `out` holds, and whole only when it is finished: until then there is room at its end.
class writer {
  public:
    explicit writer(std::string& out) : out_{out}, size_{out.size()} { out_.resize(size_ + USUAL_OCTETS); }

    void finish() { out_.resize(size_); }

    void octet(uint8_t value) {
        *room(1) = static_cast<char>(value);
        ++size_;
    }

    void varint(uint64_t value) {
        char* const begin = room(VARINT_OCTETS);
        char* at = begin;
        for (; value >= 0x80; value >>= 7)
            *at++ = static_cast<char>(value | 0x80);
        *at++ = static_cast<char>(value);
        size_ += static_cast<size_t>(at - begin);
    }

    void moment(int64_t value) {
        const uint64_t distances[2] = {zigzag(value, times_.last[0]), zigzag(value, times_.last[1])};
        const size_t nearer = distances[1] < distances[0] ? 1 : 0;
        // The distance's highest bit is kept apart: it is set for values no clock shows, and must come back all the
        // same.
        varint(distances[nearer] << 2 | (distances[nearer] >> 62 != 0 ? 2U : 0U) | nearer);
        if (distances[nearer] >> 62 != 0) octet(static_cast<uint8_t>(distances[nearer] >> 62));
        times_.last[nearer] = value;
    }

    // The distance to which the first times are short.
    void start_at(int64_t utc) { times_.last[1] = utc; }

    void text(std::string_view value) {
        if (is_short_number(value)) return digits(value);
        varint(value.size() << 1);
        append(value);
    }

    template <typename T>
    void value(const T& value) {
        if constexpr (time<T>) {
            moment(value);
        } else if constexpr (number<T>) {
            plain(value);
        } else if constexpr (std::same_as<T, core::currency>) {
            currency(value);
        } else if constexpr (record<T>) {
            if constexpr (MEMBERS<T> == 1) return single(boost::pfr::get<0>(value));
            members(
                value, [this](const auto& member) { this->value(member); },
                [](const auto& member) { return is_nothing(member); });
        } else if constexpr (is_vector<T>) {
            varint(value.size());
            for (const auto& element : value)
                this->value(element);
        } else {
            text(value);
        }
    }

    // Writes the members that are not nothing, by `write`.
    template <record T, typename Write, typename Nothing>
    void members(const T& value, Write&& write, Nothing&& nothing) {
        std::array<char, MARKS<T>> marks{};
        room(marks.size());
        const size_t at = size_;
        size_ += marks.size();
        boost::pfr::for_each_field(value, [&](const auto& member, size_t index) {
            if (nothing(member)) return;
            marks[index / 8] = static_cast<char>(marks[index / 8] | 1 << index % 8);
            write(member);
        });
        std::memcpy(out_.data() + at, marks.data(), marks.size());
    }

  private:
    // Three capital letters in two octets.
    void currency(const core::currency& value) {
        uint32_t number = 0;
        for (const char letter : value.code) {
            if (letter < 'A' || letter > 'Z') return other_currency(value);
            number = number * LETTERS + static_cast<uint32_t>(letter - 'A');
        }
        octet(static_cast<uint8_t>(number >> 8));
        octet(static_cast<uint8_t>(number));
    }

    void other_currency(const core::currency& value) {
        octet(OTHER_CURRENCY);
        append({value.code.data(), value.code.size()});
    }

    // Where the next octets go; no fewer than these may be written there.
    char* room(size_t octets) {
        if (out_.size() - size_ < octets) out_.resize(2 * out_.size() + octets);
        return out_.data() + size_;
    }

    void append(std::string_view octets) {
        if (!octets.empty()) std::memcpy(room(octets.size()), octets.data(), octets.size());
        size_ += octets.size();
    }

    static uint64_t zigzag(int64_t value, int64_t base) {
        const auto distance = static_cast<uint64_t>(value) - static_cast<uint64_t>(base);
        return distance << 1 ^ (distance >> 63 != 0 ? ~uint64_t{0} : 0);
    }

    template <typename T>
    void plain(T value) {
        if constexpr (std::is_enum_v<T>) {
            plain(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (sizeof(T) == 1) {
            octet(static_cast<uint8_t>(value));
        } else if constexpr (std::is_signed_v<T>) {
            varint(zigzag(value, 0));
        } else {
            varint(value);
        }
    }

    // Ids and money are numbers, not times.
    template <typename T>
    void single(const T& value) {
        if constexpr (number<T>) {
            plain(value);
        } else {
            this->value(value);
        }
    }

    static bool is_short_number(std::string_view value) {
        if (value.empty() || value.size() > DIGITS_MAX) return false;
        for (const char c : value) {
            if (c < '0' || c > '9') return false;
        }
        return true;
    }

    void digits(std::string_view value) {
        octet(static_cast<uint8_t>(value.size() << 1 | 1));
        for (size_t place = 0; place < value.size(); place += 2) {
            const auto high = static_cast<uint8_t>(value[place] - '0');
            const auto low = place + 1 < value.size() ? static_cast<uint8_t>(value[place + 1] - '0') : uint8_t{0};
            octet(static_cast<uint8_t>(high << 4 | low));
        }
    }

    std::string& out_;
    size_t size_;
    time_line times_;
};

// Reads back what a writer wrote into a record that is as it was made. The octets are our own: anything wrong with them
// is our bug.
class reader {
  public:
    explicit reader(std::string_view octets) : rest_{octets} {}

    bool is_at_end() const { return rest_.empty(); }

    uint8_t octet() {
        ASSERT(!rest_.empty());
        const auto value = static_cast<uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }

    uint64_t varint() {
        uint64_t value = octet();
        if (value < 0x80) return value;
        value &= 0x7F;
        for (unsigned shift = 7;; shift += 7) {
            const uint64_t next = octet();
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }

    int64_t moment() {
        const auto coded = varint();
        uint64_t distance = coded >> 2;
        if ((coded & 2) != 0) distance |= uint64_t{octet()} << 62;
        auto& last = times_.last[coded & 1];
        last = from_zigzag(distance, last);
        return last;
    }

    void start_at(int64_t utc) { times_.last[1] = utc; }

    void text(std::string& value) {
        const auto header = varint();
        if ((header & 1) != 0) return digits(header >> 1, value);
        ASSERT(header >> 1 <= rest_.size());
        value.assign(rest_.data(), header >> 1);
        rest_.remove_prefix(header >> 1);
    }

    template <typename T>
    void value(T& value) {
        if constexpr (time<T>) {
            value = moment();
        } else if constexpr (number<T>) {
            plain(value);
        } else if constexpr (std::same_as<T, core::currency>) {
            value = currency();
        } else if constexpr (record<T>) {
            if constexpr (MEMBERS<T> == 1) return single(boost::pfr::get<0>(value));
            members(value, [this](auto& member) { this->value(member); });
        } else if constexpr (is_vector<T>) {
            value.resize(varint());
            for (auto& element : value)
                this->value(element);
        } else {
            text(value);
        }
    }

    template <record T, typename Read>
    void members(T& value, Read&& read) {
        std::array<uint8_t, MARKS<T>> marks{};
        for (auto& mark : marks)
            mark = octet();
        boost::pfr::for_each_field(value, [&](auto& member, size_t index) {
            if ((marks[index / 8] >> index % 8 & 1) != 0) {
                read(member);
            } else {
                clear(member);
            }
        });
    }

  private:
    static int64_t from_zigzag(uint64_t coded, int64_t base) {
        const uint64_t distance = coded >> 1 ^ ((coded & 1) != 0 ? ~uint64_t{0} : 0);
        return static_cast<int64_t>(static_cast<uint64_t>(base) + distance);
    }

    template <typename T>
    void plain(T& value) {
        if constexpr (std::is_enum_v<T>) {
            std::underlying_type_t<T> number{};
            plain(number);
            value = static_cast<T>(number);
        } else if constexpr (sizeof(T) == 1) {
            value = static_cast<T>(octet());
        } else if constexpr (std::is_signed_v<T>) {
            value = static_cast<T>(from_zigzag(varint(), 0));
        } else {
            value = static_cast<T>(varint());
        }
    }

    template <typename T>
    void single(T& value) {
        if constexpr (number<T>) {
            plain(value);
        } else {
            this->value(value);
        }
    }

    // What is not there is zero, whatever the member begins with. Texts and lists begin empty.
    template <typename T>
    static void clear(T& value) {
        if constexpr (number<T>) {
            value = T{};
        } else if constexpr (record<T>) {
            boost::pfr::for_each_field(value, [](auto& member) { clear(member); });
        } else if constexpr (std::same_as<T, core::currency>) {
            value = T{};
        }
    }

    core::currency currency() {
        core::currency value;
        const uint32_t first = octet();
        if (first == OTHER_CURRENCY) {
            for (auto& letter : value.code)
                letter = static_cast<char>(octet());
            return value;
        }
        uint32_t number = first << 8 | octet();
        for (auto letter = value.code.rbegin(); letter != value.code.rend(); ++letter, number /= LETTERS)
            *letter = static_cast<char>('A' + number % LETTERS);
        return value;
    }

    void digits(size_t count, std::string& value) {
        ASSERT((count + 1) / 2 <= rest_.size());
        value.resize(count);
        for (size_t place = 0; place < count; ++place) {
            const auto pair = static_cast<uint8_t>(rest_[place / 2]);
            value[place] = static_cast<char>('0' + (place % 2 == 0 ? pair >> 4 : pair & 0xF));
        }
        rest_.remove_prefix((count + 1) / 2);
    }

    std::string_view rest_;
    time_line times_;
};

}  // namespace kaskad::engine::packing
