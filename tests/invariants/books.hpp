#pragma once

#include "tests/invariants/balances.hpp"
#include "tests/invariants/charges.hpp"
#include "tests/invariants/reservations.hpp"

#include <span>

// All that must hold of the books (invariants 1 to 4), in one go: rows are taken as they are booked, records compared
// when they are seen.

namespace kaskad::invariants {

class books {
  public:
    void set_limit(const billing::account& declared) { balances_.set_limit(declared); }

    void take(const billing::posting& row, complaints& broken) {
        balances_.take(row, broken);
        reservations_.take(row, broken);
        charges_.take(row, broken);
    }

    void compare(const billing::account& recorded, complaints& broken) const { balances_.compare(recorded, broken); }
    void compare_all(std::span<const billing::account> recorded, complaints& broken) const {
        balances_.compare_all(recorded, broken);
    }
    void compare(const facts::message& recorded, complaints& broken) const {
        reservations_.compare(recorded, broken);
        charges_.compare(recorded, broken);
    }

    size_t open_reservations() const { return reservations_.open_count(); }

  private:
    balances balances_;
    reservations reservations_;
    charges charges_;
};

}  // namespace kaskad::invariants
