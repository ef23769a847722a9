#pragma once

#include "billing/reconciliation/finding.hpp"

#include <vector>

// The third step, for operators that send totals and no rows: a day's units over one network at one price. Rows that
// are the same in all three are a pair; then those of one day and network, in the order of their prices; then those of
// one day, price and count, whose networks differ.

namespace kaskad::billing::reconciliation {

// Each side's rows of one day, network, currency and price become one.
std::vector<total_row> gathered(std::vector<total_row> rows);

// Both gathered. More or fewer units are theirs_only or ours_only, at our price; what is left is of the price, or of
// rounding.
void match_totals(std::vector<total_row> ours, std::vector<total_row> theirs, const comparison_terms& terms,
                  finding_sink& into);

}  // namespace kaskad::billing::reconciliation
