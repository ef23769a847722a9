#pragma once

#include "billing/reconciliation/finding.hpp"

// What a pair of rows, or a row that has no pair, differs in. The first that explains all of a difference takes it:
// currency, period, lateness, status. The others share it: parts at our price first, and what is left is of the network
// where networks differ, of rounding where it is no more than rounding may make, of the price else.

namespace kaskad::billing::reconciliation {

void judge_pair(const row& ours, const row& theirs, const comparison_terms& terms, finding_sink& into);

// Nothing is told of a row of ours outside the period.
void judge_ours_alone(const row& ours, const comparison_terms& terms, finding_sink& into);
void judge_theirs_alone(const row& theirs, const comparison_terms& terms, finding_sink& into);
void judge_duplicate(const row& theirs, finding_sink& into);

}  // namespace kaskad::billing::reconciliation
