#pragma once

#include "billing/reconciliation/row_sample.hpp"
#include "billing/reconciliation/zone_shift.hpp"
#include "gateway/record_spool.hpp"

#include <string>

// One side's rows as they come in, put aside until it is known how the two compare: with the counts and the sample by
// which that is found out.

namespace kaskad::gateway {

struct gathered_side {
    gathered_side(const std::string& folder, bool samples_by_recipient) : rows{folder}, sample{samples_by_recipient} {}

    void add(const billing::reconciliation::row& each) {
        rows.add(each);
        sample.add(each);
        if (each.time_ms != 0) counts.add(each.time());
    }

    record_spool<billing::reconciliation::row> rows;
    billing::reconciliation::row_sample sample;
    billing::reconciliation::quarter_counts counts;
};

}  // namespace kaskad::gateway
