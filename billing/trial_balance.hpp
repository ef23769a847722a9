#pragma once

#include "billing/account.hpp"

#include <span>
#include <vector>

// The accountant's check that nothing was lost or made: every ledger sums to zero. For invariants, tests and `kaskad
// ledger verify`; never on a message's path.

namespace kaskad::billing {

// The currencies whose posted amounts do not sum to zero (in 128 bits); empty when the books are right.
std::vector<core::currency> unbalanced_currencies(std::span<const account> accounts);

}  // namespace kaskad::billing
