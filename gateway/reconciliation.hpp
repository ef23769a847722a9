#pragma once

#include "gateway/currency_list.hpp"
#include "gateway/share_matching.hpp"
#include "gateway/supplier_reading.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A supplier's file against our books, from the file's first octet to sums that meet. Reads the file and what it is
// given of the books, changes nothing, and leaves nothing where it is stopped. Blocks.

namespace kaskad::gateway {

// By the supplier's calendar: local midnight counted as if it were UTC.
struct local_span {
    int64_t begin_ms = 0;
    int64_t end_ms = 0;
};

// "2026-11", or "2026-11-01/2026-11-16", whose second day is not part of it.
std::optional<local_span> parse_span(std::string_view text);

struct reconciliation_request {
    std::string file;
    std::string file_name;  // as people call it
    supplier_mapping mapping;
    local_span period;
    std::string folder;              // where rows are put aside
    bool keeps = false;              // findings, for lists of them
    uint64_t rows_max = UINT64_MAX;  // of each side
};

struct reconciled {
    file_identity identity;
    supplier_reading file;
    currency_list currencies;
    billing::reconciliation::comparison_terms terms;
    std::string zone_words;  // which clock the file has, and who says so
    std::string id_words;
    std::vector<std::string> warnings;
    matched_shares matched;
    uint64_t our_messages = 0;  // read
    bool is_doubled = false;    // so many of its rows stand there twice that it may be joined to itself
};

// What is being done, and how far it is; false = stop.
using reconciliation_progress = std::function<bool(const std::string& what)>;

// What has to be another one before it is worth while to ask again. name: of the client or link. work: nothing of what
// was given, but room on disk or our own sums. stopped: progress said so.
enum class refusal_cause : uint8_t { file, mapping, period, name, store, work, stopped };

struct reconciliation_refusal {
    refusal_cause cause = refusal_cause::work;
    std::string why;                     // what stands in the way, where, and what to do
    std::vector<supplier_fault> faults;  // the first rows that cannot be read
};

inline std::unexpected<reconciliation_refusal> refuse_run(refusal_cause cause, std::string why) {
    return std::unexpected(reconciliation_refusal{cause, std::move(why), {}});
}

inline std::unexpected<reconciliation_refusal> refuse_currencies() {
    return refuse_run(refusal_cause::file, "there are too many currencies: is its column the right one?");
}

// Our rows of the period and around it, as many as may be in their file: all of them to `take`. Gives back how many
// messages were read.
using owed_sink = std::function<void(const billing::reconciliation::row&)>;
using owed_source = std::function<std::expected<uint64_t, reconciliation_refusal>(
    currency_list& currencies, const owed_sink& take, const reconciliation_progress& progress)>;

std::expected<reconciled, reconciliation_refusal> reconcile(const reconciliation_request& asked,
                                                            const owed_source& ours,
                                                            const reconciliation_progress& progress);

}  // namespace kaskad::gateway
