#pragma once

#include "core/money.hpp"

#include <array>
#include <cstdint>
#include <optional>

// What was bought over a link in each hour of the last week, by the clock of UTC: from it one can say how long what is
// left will do at the pace of the same hours a week before. Told the sum of all that was ever bought, as often as one
// likes. Pure.

namespace kaskad::engine {

class supplier_burn {
  public:
    static constexpr size_t HOURS = 168;
    static constexpr int64_t MINUTES_MAX = 4 * HOURS * 60;

    void note(int64_t utc_ms, core::amount bought);

    // In the last whole hour; 0 where that was not watched.
    core::amount last_hour() const;
    // Until `left` is spent. Nothing: no hour has been watched yet, or it does for longer than MINUTES_MAX.
    std::optional<int64_t> minutes_left(int64_t utc_ms, core::amount left) const;

    // As kept over a restart.
    struct kept {
        int64_t hour = 0;  // since 1970, that is under way
        int64_t begun_e6 = 0;
        std::array<int64_t, HOURS> spent_e6{};
        std::array<uint8_t, HOURS> watched{};

        friend bool operator==(const kept&, const kept&) = default;
    };
    const kept& state() const { return state_; }
    static supplier_burn restored(const kept& state);

  private:
    size_t place(int64_t hour) const { return static_cast<size_t>(hour % static_cast<int64_t>(HOURS)); }
    int64_t pace_of(int64_t hour) const;

    kept state_;
};

}  // namespace kaskad::engine
