#include "billing/trial_balance.hpp"

#include <map>

namespace kaskad::billing {

std::vector<core::currency> unbalanced_currencies(std::span<const account> accounts) {
    std::map<core::currency, __int128> sums;
    for (const auto& value : accounts)
        sums[value.currency] += value.posted.e6;
    std::vector<core::currency> unbalanced;
    for (const auto& [currency, sum] : sums) {
        if (sum != 0) unbalanced.push_back(currency);
    }
    return unbalanced;
}

}  // namespace kaskad::billing
