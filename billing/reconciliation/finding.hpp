#pragma once

#include "billing/reconciliation/category.hpp"
#include "billing/reconciliation/row.hpp"

#include <cstdint>
#include <optional>

// One difference, or that there is none. The findings about a pair of rows sum to what theirs is above ours: in each
// currency, for nothing is converted.

namespace kaskad::billing::reconciliation {

// What was compared, and how far the two may lie apart.
struct comparison_terms {
    int64_t begin_utc_ms = 0;  // of the period
    int64_t end_utc_ms = 0;    // not part of it
    int64_t nearness_ms = 120'000;
    int64_t late_after_ms = 86'400'000;
    int64_t edge_ms = 3'600'000;  // of the period: what is missing there may stand in the neighbour's file
    core::amount rounding_max{1};

    bool is_inside(int64_t utc_ms) const { return utc_ms >= begin_utc_ms && utc_ms < end_utc_ms; }
    // Our total is of the period; theirs is of their file.
    bool counts(const row& ours) const { return is_inside(ours.time()); }
};

// By their rows of totals: a day's units over one network at one price.
struct total_row {
    int64_t day = 0;  // since 1970, by the supplier's calendar
    uint32_t network = 0;
    uint8_t currency = 0;
    core::price price;
    int64_t units = 0;
    core::amount amount;
    uint64_t place = 0;
};

struct finding {
    category why = category::exact;
    uint8_t currency = 0;
    core::amount delta;       // theirs less ours
    bool is_further = false;  // about rows that another finding told of already
    std::optional<row> ours;
    std::optional<row> theirs;
    std::optional<total_row> our_total;
    std::optional<total_row> their_total;
};

class finding_sink {
  public:
    virtual ~finding_sink() = default;
    virtual void take(const finding& found) = 0;
};

}  // namespace kaskad::billing::reconciliation
