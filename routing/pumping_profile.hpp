#pragma once

#include "routing/state_octets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

// What was usual in the seven days before today: how busy the busiest hour was, and how many messages had their effect.
// What was held or blocked is not in it, so that an attack does not become the custom.

namespace kaskad::routing {

class pumping_profile {
  public:
    static constexpr size_t DAYS = 7;

    // hour: messages that passed within the last hour, with this one.
    void note_passed(uint32_t hour, int64_t now_ms);
    void note_converted(int64_t sent_ms, int64_t now_ms);

    // Of the seven days; today is not in them.
    uint32_t busiest_hour(int64_t now_ms);
    // Share of messages that had their effect; negative: too few to tell.
    double conversion(int64_t now_ms);

    void save(state_writer& to) const;
    void load(state_reader& from);

  private:
    struct day {
        uint32_t passed = 0;
        uint32_t converted = 0;
        uint32_t busiest_hour = 0;
    };

    void turn(int64_t now_ms);
    size_t place(size_t age) const;
    day& today() { return days_[place(0)]; }

    std::array<day, DAYS + 1> days_{};  // days_[n % 8] is the n-th day
    int64_t newest_ = 0;
};

}  // namespace kaskad::routing
