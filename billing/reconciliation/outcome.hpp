#pragma once

#include "billing/reconciliation/waterfall.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

// What comes of a reconciliation: of what they bill above our total, how much is accepted and how much is disputed. Of
// one currency; says nothing of who pays what when. Pure.

namespace kaskad::billing::reconciliation {

// How much of a difference is not worth an argument, by the contract. Without either nothing is.
struct tolerance {
    std::optional<int32_t> percent_ppm;  // of our total
    std::optional<core::amount> most;

    // Each that is given must hold: half a percent of much is much.
    bool holds(__int128 difference_e6, __int128 our_e6) const;
};

struct outcome {
    core::amount theirs;
    core::amount ours;
    core::amount accepted;  // below 0: they bill less than we owe
    core::amount disputed;  // never below 0; with the accepted the difference

    friend bool operator==(const outcome&, const outcome&) = default;
};

// Accepted whole: what they bill less, and what the tolerance holds for. Of anything else only what stands under
// `rounding`, as far as it is above 0 and no more than the difference; the rest is disputed. Refused, in words: sums
// too large to be booked.
std::expected<outcome, std::string> make_outcome(const currency_waterfall& sums, const tolerance& agreed);

}  // namespace kaskad::billing::reconciliation
