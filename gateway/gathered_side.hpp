#pragma once

#include "billing/reconciliation/row_sample.hpp"
#include "billing/reconciliation/zone_shift.hpp"
#include "gateway/reconciliation.hpp"
#include "gateway/record_spool.hpp"

#include <cstdint>

// One side's rows as they come in, put aside until it is known how the two compare: with the counts and the sample by
// which that is found out.

namespace kaskad::gateway {

struct gathered_side {
    explicit gathered_side(const reconciliation_request& asked)
        : rows{asked.folder}, sample{!asked.mapping.columns.recipient.empty()}, rows_max{asked.rows_max} {}

    // What is too much is not put aside but for one row, which says that it is.
    void add(const billing::reconciliation::row& each) {
        if (is_too_large()) return;
        rows.add(each);
        sample.add(each);
        if (each.time_ms != 0) counts.add(each.time());
    }

    bool is_too_large() const { return rows.size() > rows_max; }

    record_spool<billing::reconciliation::row> rows;
    billing::reconciliation::row_sample sample;
    billing::reconciliation::quarter_counts counts;
    uint64_t rows_max;
};

}  // namespace kaskad::gateway
