#pragma once

#include "billing/reconciliation/row.hpp"

#include <cstdint>
#include <vector>

// Rows by which it is found out how ids are written: chosen by their recipients, or by where in a quarter of an hour
// they lie, so that both sides choose the same ones, however many there are and whatever their zone.

namespace kaskad::billing::reconciliation {

inline constexpr size_t SAMPLE_ROWS_MAX = 20'000;

class row_sample {
  public:
    explicit row_sample(bool by_recipient) : by_recipient_{by_recipient} {}

    void add(const row& each);
    // Only what the other one would have chosen too.
    void narrow_to(const row_sample& other);

    const std::vector<row>& rows() const { return rows_; }

  private:
    bool is_chosen(const row& each) const;
    void drop_rest();

    bool by_recipient_;
    uint64_t limit_ = UINT64_MAX;  // of the hash: all at first, half of them each time there are too many
    std::vector<row> rows_;
};

}  // namespace kaskad::billing::reconciliation
