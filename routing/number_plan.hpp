#pragma once

#include "routing/network.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Which network a number belongs to, by its longest known prefix. An immutable version: a change is a new plan. Knows
// the network a number was first given to; ported numbers are another table's business.

namespace kaskad::routing {

// Which rule decided. Points into the plan, which must outlive it.
struct network_match {
    const routing::network* network = nullptr;
    std::string_view prefix;
};

inline constexpr size_t NUMBER_PLAN_ROWS_MAX = 1'000'000;
inline constexpr size_t PREFIX_DIGITS_MAX = 15;

class number_plan {
  public:
    number_plan() = default;

    // Refused, with the row: too many rows, a prefix that is not 1 to 15 digits or begins with 0, a country that is not
    // two capitals, a code that is not 5 or 6 digits, no operator name, a prefix given twice.
    static std::expected<number_plan, row_error> build(uint32_t version, std::span<const number_plan_row> rows);

    uint32_t version() const { return version_; }
    // Of the rows, whatever their order and lines: equal plans have equal fingerprints. Not cryptographic.
    uint64_t fingerprint() const { return fingerprint_; }
    size_t size() const { return keys_.size(); }

    // digits: E.164 without "+". Empty result: no rule covers it.
    std::optional<network_match> find(std::string_view digits) const;

  private:
    struct rule {
        std::string prefix;
        uint32_t network = 0;
        uint32_t parent = 0;  // 1 + the place of the longest shorter prefix of this one; 0 = none
    };

    void fill(std::span<const number_plan_row> rows, std::span<const size_t> order);

    uint32_t version_ = 0;
    uint64_t fingerprint_ = 0;
    std::vector<uint64_t> keys_;    // sorted; rules_[i] belongs to keys_[i]
    std::vector<uint32_t> starts_;  // by the first three digits: where in keys_ to look; empty in an empty plan
    std::vector<rule> rules_;
    std::vector<routing::network> networks_;
};

}  // namespace kaskad::routing
