#pragma once

#include "billing/reconciliation/finding.hpp"

#include <array>
#include <cstdint>
#include <expected>
#include <string>

// The way from our total to theirs, category by category, in each currency. What both sides are in all is counted as
// their rows come in, what differs as it is found: the two must meet to the last millionth and to the last row, or the
// run is refused.

namespace kaskad::billing::reconciliation {

struct waterfall_step {
    uint64_t findings = 0;
    __int128 delta_e6 = 0;
};

struct currency_waterfall {
    __int128 their_e6 = 0;
    __int128 our_e6 = 0;
    std::array<waterfall_step, CATEGORIES> steps{};

    const waterfall_step& at(category of) const { return steps[static_cast<size_t>(of)]; }
};

class waterfall final : public finding_sink {
  public:
    explicit waterfall(const comparison_terms& terms) : terms_{terms} {}

    // As rows come in; one of ours counts where it is in the period.
    void expect_ours(const row& each);
    void expect_theirs(const row& each);
    void expect_ours(const total_row& each);
    void expect_theirs(const total_row& each);

    void take(const finding& found) override;

    // What a worker found on its share of the rows.
    void add(const waterfall& other);

    const currency_waterfall& of(uint8_t currency) const { return currencies_[currency]; }
    uint64_t their_rows() const { return theirs_.expected; }
    uint64_t our_rows() const { return ours_.expected; }

    // Refused, in words: it does not add up, and by how much.
    std::expected<void, std::string> check() const;

  private:
    struct row_count {
        uint64_t expected = 0;
        uint64_t told = 0;
    };

    comparison_terms terms_;
    std::array<currency_waterfall, CURRENCIES_MAX> currencies_{};
    row_count ours_;
    row_count theirs_;
};

// Decimal, as core::to_string() writes amounts, of sums that may not fit one.
std::string exact_sum(__int128 e6);

}  // namespace kaskad::billing::reconciliation
