#include "routing/state_octets.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

constexpr int64_t TIME_MAX = int64_t{1} << 60;  // either way; sums of times stay far from overflow

}  // namespace

void state_writer::put_count(uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        octets_ += static_cast<char>(value | 0x80);
    octets_ += static_cast<char>(value);
}

// The sign goes into the lowest bit, so that small ones of both signs are short.
void state_writer::put_time(int64_t value_ms) {
    put_count(static_cast<uint64_t>(value_ms) << 1 ^ static_cast<uint64_t>(value_ms >> 63));
}

void state_writer::put_number(double value) {
    const auto bits = std::bit_cast<uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8)
        octets_ += static_cast<char>(bits >> shift);
}

void state_writer::put_numbers(std::span<const double> values) {
    while (!values.empty() && values.back() == 0)
        values = values.first(values.size() - 1);
    put_count(values.size());
    for (const double value : values)
        put_number(value);
}

void state_writer::put_text(std::string_view value) {
    put_count(value.size());
    octets_ += value;
}

uint8_t state_reader::take_octet() {
    if (rest_.empty()) refuse();
    if (!is_good_) return 0;
    const auto octet = static_cast<uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return octet;
}

uint64_t state_reader::take_group() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const uint64_t octet = take_octet();
        value |= (octet & 0x7f) << shift;
        if (octet < 0x80) return value;
    }
    refuse();
    return 0;
}

uint64_t state_reader::take_count(uint64_t most) {
    const auto value = take_group();
    if (value > most) refuse();
    return is_good_ ? value : 0;
}

void state_reader::shift_times(int64_t by_ms, int64_t latest_ms) {
    shift_ms_ = by_ms;
    latest_ms_ = latest_ms;
}

int64_t state_reader::take_time() {
    const auto bits = take_group();
    const auto value = static_cast<int64_t>(bits >> 1 ^ (~(bits & 1) + 1));
    if (value > std::min(TIME_MAX, latest_ms_) || value < -TIME_MAX) refuse();
    return is_good_ ? value + shift_ms_ : 0;
}

double state_reader::take_number() {
    uint64_t bits = 0;
    for (int shift = 0; shift < 64; shift += 8)
        bits |= static_cast<uint64_t>(take_octet()) << shift;
    const auto value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) refuse();
    return is_good_ ? value : 0;
}

void state_reader::take_numbers(std::span<double> values) {
    const auto size = take_count(values.size());
    std::ranges::fill(values, 0);
    for (double& value : values.first(size))
        value = take_number();
}

std::string state_reader::take_text(size_t size_max) {
    const auto size = take_count(size_max);
    if (size > rest_.size()) refuse();
    if (!is_good_) return {};
    std::string value{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return value;
}

}  // namespace kaskad::routing
