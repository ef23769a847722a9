#pragma once

#include "billing/reconciliation/finding.hpp"
#include "billing/reconciliation/row_id.hpp"

#include <cstdint>
#include <vector>

// The first two steps of a reconciliation, each on rows that may belong together: all of one share of the keys. Every
// row goes either into a finding or on to the next step; behind the second there is none.

namespace kaskad::billing::reconciliation {

// The share of `shares` that the row belongs to: by its id's key, and by its recipient.
size_t id_share(const row& of, size_t shares);
size_t recipient_share(const row& of, size_t shares);

// Puts the key of its id in the id's place.
void settle_id(row& of, side whose, id_form form);

struct two_sides {
    std::vector<row> ours;
    std::vector<row> theirs;
};

// Step 1: rows with one id are a pair, whatever their times; where an id stands several times those nearest in time
// are. The same id, recipient and part once more in their file is a duplicate. Given back: what has no pair. Rows
// without an id are no business of this step.
two_sides match_by_id(two_sides rows, const comparison_terms& terms, finding_sink& into);

// Step 2: recipient, sender and part, and times that are near. What has no pair is judged alone; their row without an
// id that is like one before it in all of this is a duplicate.
void match_by_number(two_sides rows, const comparison_terms& terms, finding_sink& into);

}  // namespace kaskad::billing::reconciliation
