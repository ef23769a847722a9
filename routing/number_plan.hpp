#pragma once

#include "routing/network.hpp"
#include "routing/number_intervals.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which network a number belongs to, by the narrowest known prefix or range. An immutable version: a change is a new
// plan. Knows the network a number was first given to; ported numbers are another table's business.

namespace kaskad::routing {

// Which rule decided. Points into the plan, which must outlive it. prefix: the rule as written, "49151" or, for a
// range, "4915110-4915119". zone: where its phones are, IANA names with a space between; empty = not known.
struct network_match {
    const routing::network* network = nullptr;
    std::string_view prefix;
    std::string_view zone;
    bool is_range = false;
};

inline constexpr size_t NUMBER_PLAN_ROWS_MAX = 1'000'000;
inline constexpr size_t PREFIX_DIGITS_MAX = 15;

class number_plan {
  public:
    number_plan() = default;

    // Refused, with the row: too many rows, a prefix that is not 1 to 15 digits or begins with 0, a range whose ends
    // are not of one length or in order, a country that is not two capitals, a code that is not 5 or 6 digits, no
    // operator name, a prefix given twice, two ranges that overlap where neither is narrower, more than 64 rules over
    // one number.
    static std::expected<number_plan, row_error> build(uint32_t version, std::span<const number_plan_row> rows);

    uint32_t version() const { return version_; }
    // Of the rows, whatever their order and lines: equal plans have equal fingerprints. Not cryptographic.
    uint64_t fingerprint() const { return fingerprint_; }
    size_t size() const { return size_; }

    // digits: E.164 without "+". The rule that covers the fewest numbers decides, so a longer prefix goes before a
    // shorter one. Empty result: no rule covers it.
    std::optional<network_match> find(std::string_view digits) const;

    // The networks whose code begins so (an MCC, or a whole code), in order of their codes; at() tells of each.
    std::span<const uint32_t> networks_of(std::string_view code) const;
    const routing::network& at(uint32_t network) const { return networks_[network]; }

  private:
    // What a step of the intervals says. text: the place and length of the rule as written, in texts_. digits: so many
    // a number must have to fit. wider: the next step.
    struct rule {
        uint32_t text = 0;
        uint8_t text_length = 0;
        uint8_t digits = 0;
        uint32_t network = 0;
        uint32_t zone = 0;
        uint32_t wider = 0;
    };

    void fill(std::span<const number_plan_row> rows);
    void sort_codes();

    uint32_t version_ = 0;
    uint64_t fingerprint_ = 0;
    number_intervals intervals_;
    size_t size_ = 0;
    std::vector<rule> rules_;  // by step
    std::string texts_;
    std::vector<routing::network> networks_;
    std::vector<std::string> zones_;
    std::vector<uint32_t> by_code_;  // of networks_, those that have one
};

}  // namespace kaskad::routing
