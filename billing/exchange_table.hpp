#pragma once

#include "core/money.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

// What currencies were worth in each other, by day. A rate holds from its day until the next that is known; whether it
// is too old then is the asker's to say.

namespace kaskad::billing {

struct currency_pair {
    core::currency base;
    core::currency quote;

    friend auto operator<=>(const currency_pair&, const currency_pair&) = default;
};

// Of no currency more than so many units for one: a slip in a file, not a rate.
inline constexpr int64_t EXCHANGE_RATE_MAX_E8 = 1'000'000LL * 100'000'000;

// One `base` is rate_e8 / 1e8 of `quote`, as of that day (since 1970). is_inverse: it is known the other way round, and
// rate_e8 is what one `quote` is in `base`.
struct exchange {
    int64_t rate_e8 = 0;
    uint32_t day = 0;
    bool is_inverse = false;

    friend auto operator<=>(const exchange&, const exchange&) = default;
};

class exchange_table {
  public:
    // rate_e8: 1 to EXCHANGE_RATE_MAX_E8. The rate of a day that is known is replaced.
    void assign(const currency_pair& pair, uint32_t day, int64_t rate_e8);

    size_t size() const { return size_; }  // days of pairs
    bool knows(const currency_pair& pair) const;

    // The newest as of that day, told directly or the other way round, whichever is newer; of the same currency 1.
    std::optional<exchange> find(const currency_pair& pair, uint32_t day) const;

    const std::map<currency_pair, std::map<uint32_t, int64_t>>& all() const { return days_; }

  private:
    std::optional<exchange> find_direct(const currency_pair& pair, uint32_t day) const;

    std::map<currency_pair, std::map<uint32_t, int64_t>> days_;
    size_t size_ = 0;
};

// What is worth `value` of the base in the quote; half to even. Nothing: it does not fit 64 bits.
std::optional<core::price> exchanged(core::price value, const exchange& at);

// What a sum that was exchanged at one rate comes to at another of the same pair; half to even. Nothing: it does not
// fit.
std::optional<core::amount> exchanged_anew(core::amount value, const exchange& was, const exchange& is);

}  // namespace kaskad::billing
