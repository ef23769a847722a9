#pragma once

#include "routing/delay_law.hpp"
#include "routing/state_octets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

// What has been seen of receipts' delays, step by step: attempts that were open when the step began, and those whose
// receipt came within it. So attempts that are still open count as far as they have got (a life table), and no delay is
// judged by those alone that were quick. Old counts fade.

namespace kaskad::routing {

class delay_counts {
  public:
    // `count` attempts were open when this step began.
    void note_open(size_t step, double count) { open_[step] += count; }
    void note_delivered(size_t step) { delivered_[step] += 1; }
    void note_failed(size_t step) { failed_[step] += 1; }
    void fade(double factor);
    void add(const delay_counts& other);

    double delivered() const;
    double failed() const;

    // As far as the counts reach, by the weight of what was seen; beyond, and where little was seen, as `parent` says.
    // How many are delivered at all is none of its business: shapes only.
    delay_law law(const delay_law& parent) const;

    void save(state_writer& to) const;
    void load(state_reader& from);

  private:
    using counts = std::array<double, DELAY_STEPS>;

    size_t reach() const;

    counts open_{};
    counts delivered_{};
    counts failed_{};
};

}  // namespace kaskad::routing
