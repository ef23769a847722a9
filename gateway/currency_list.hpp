#pragma once

#include "billing/reconciliation/row.hpp"
#include "core/money.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

// The currencies of a run, which its rows name by their place here. Few: a file with more has another column in this
// one's place.

namespace kaskad::gateway {

class currency_list {
  public:
    // Nothing: there are CURRENCIES_MAX others already.
    std::optional<uint8_t> place_of(core::currency wanted) {
        const auto found = std::ranges::find(all_, wanted);
        if (found != all_.end()) return static_cast<uint8_t>(found - all_.begin());
        if (all_.size() == billing::reconciliation::CURRENCIES_MAX) return std::nullopt;
        all_.push_back(wanted);
        return static_cast<uint8_t>(all_.size() - 1);
    }

    const std::vector<core::currency>& all() const { return all_; }

  private:
    std::vector<core::currency> all_;
};

}  // namespace kaskad::gateway
