#include "gateway/their_side.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::row;
using billing::reconciliation::total_row;

std::unexpected<reconciliation_refusal> refuse_file(const reconciliation_request& asked, const std::string& why,
                                                    std::vector<supplier_fault> faults = {}) {
    return std::unexpected(
        reconciliation_refusal{refusal_cause::file, asked.file_name + ": " + why, std::move(faults)});
}

}  // namespace

std::expected<void, reconciliation_refusal> read_their_side(const reconciliation_request& asked,
                                                            const smpp::time_zone& zone,
                                                            const std::function<bool(uint64_t)>& progress,
                                                            their_side& into) {
    auto identity = identify_file(asked.file);
    if (!identity) return refuse_run(refusal_cause::file, identity.error());
    into.identity = std::move(*identity);
    auto records = supplier_records::open(asked.file, into.identity, asked.mapping);
    if (!records) return refuse_file(asked, records.error());
    // Days of totals are the supplier's, whatever its zone.
    const smpp::time_zone utc;
    const bool is_total = asked.mapping.unit == row_unit::total;
    supplier_row_reader reader{asked.mapping, is_total ? utc : zone, into.currencies};
    const supplier_sinks sinks{[&](const row& each) { into.gathered.add(each); },
                               [&](const total_row& each) {
                                   if (into.totals.size() <= asked.rows_max) into.totals.push_back(each);
                               },
                               [&](uint64_t rows) { return rows <= asked.rows_max && progress(rows); }};
    auto read = read_supplier_file(*records, reader, asked.mapping, into.identity, sinks);
    if (into.gathered.is_too_large() || into.totals.size() > asked.rows_max)
        return refuse_file(asked, fmt::format("it has more than {} rows: send fewer days at once", asked.rows_max));
    if (!read) return refuse_file(asked, to_string(read.error()), std::move(read.error().faults));
    into.file = std::move(*read);
    return {};
}

}  // namespace kaskad::gateway
