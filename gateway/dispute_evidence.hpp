#pragma once

#include "gateway/difference_list.hpp"
#include "gateway/reconciliation_order.hpp"
#include "gateway/reconciliation_report.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <set>
#include <string>

// What a supplier is shown of a dispute: every row that differs, with both sides' words, the PDUs that we got about it
// as they came, and the rows of our books with their hashes in the chain. Of other suppliers, and of what clients pay,
// nothing. Blocks.

namespace kaskad::gateway {

struct evidence_sources {
    difference_list& list;
    store::reader& messages;
    const std::set<core::link_id>& links;  // the supplier's
};

struct evidence_sink {
    std::function<void(std::string)> write;
    std::function<bool(uint64_t rows)> progress;  // false = stop
};

// JSON, a line each: what was compared; each difference that is neither exact nor rounding nor without money; how many
// they are and what they sum to. Refused, in words: what cannot be read, or that it was stopped.
std::expected<void, std::string> write_evidence(const evidence_sources& from, const reconciled& run,
                                                const reconciliation_order& order, const report_heading& heading,
                                                const evidence_sink& to);

}  // namespace kaskad::gateway
