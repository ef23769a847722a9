#include "billing/reconciliation/outcome.hpp"

#include <algorithm>
#include <limits>

namespace kaskad::billing::reconciliation {

namespace {

constexpr __int128 MILLION = 1'000'000;

bool fits(__int128 e6) {
    return e6 <= std::numeric_limits<int64_t>::max() && e6 >= std::numeric_limits<int64_t>::min();
}

__int128 accepted_of(const currency_waterfall& sums, const tolerance& agreed) {
    const auto difference = sums.their_e6 - sums.our_e6;
    if (difference <= 0 || agreed.holds(difference, sums.our_e6)) return difference;
    // Rounding that is in our favour leaves the rest as it is: no more is disputed than they bill above.
    return std::clamp<__int128>(sums.at(category::rounding).delta_e6, 0, difference);
}

}  // namespace

bool tolerance::holds(__int128 difference_e6, __int128 our_e6) const {
    if (!percent_ppm && !most) return false;
    if (most && difference_e6 > most->e6) return false;
    return !percent_ppm || difference_e6 * MILLION <= our_e6 * *percent_ppm;
}

std::expected<outcome, std::string> make_outcome(const currency_waterfall& sums, const tolerance& agreed) {
    const auto accepted = accepted_of(sums, agreed);
    const auto disputed = sums.their_e6 - sums.our_e6 - accepted;
    for (const auto sum : {sums.their_e6, sums.our_e6, accepted, disputed})
        if (!fits(sum)) return std::unexpected("a sum of " + exact_sum(sum) + " is more than can be booked");
    const auto as_amount = [](__int128 e6) { return core::amount{static_cast<int64_t>(e6)}; };
    return outcome{as_amount(sums.their_e6), as_amount(sums.our_e6), as_amount(accepted), as_amount(disputed)};
}

}  // namespace kaskad::billing::reconciliation
