#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

// The octets in which advisory state outlives a restart: whole numbers as base-128 groups, the others as they lie in
// memory, least octet first. Its reader trusts nothing: past the end, or at what cannot be, it turns bad and stays so.

namespace kaskad::routing {

enum class state_fault : uint8_t { unknown_version, damaged };

class state_writer {
  public:
    void put_count(uint64_t value);
    void put_time(int64_t value_ms);
    void put_number(double value);
    void put_numbers(std::span<const double> values);  // those behind the last that is not 0 take no room
    void put_text(std::string_view value);

    std::string take() { return std::move(octets_); }

  private:
    std::string octets_;
};

class state_reader {
  public:
    explicit state_reader(std::string_view octets) : rest_{octets} {}

    bool is_good() const { return is_good_; }
    bool is_at_end() const { return rest_.empty(); }

    // Of times read from here on: none may be later than `latest_ms`, and each becomes later by `by_ms`.
    void shift_times(int64_t by_ms, int64_t latest_ms);
    void refuse() { is_good_ = false; }

    uint64_t take_count(uint64_t most);
    int64_t take_time();
    double take_number();  // finite
    void take_numbers(std::span<double> values);
    std::string take_text(size_t size_max);

  private:
    uint8_t take_octet();
    uint64_t take_group();

    std::string_view rest_;
    int64_t shift_ms_ = 0;
    int64_t latest_ms_ = INT64_MAX;
    bool is_good_ = true;
};

}  // namespace kaskad::routing
