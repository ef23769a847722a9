#pragma once

#include "billing/reconciliation/finding.hpp"
#include "gateway/supplier_row.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

// A supplier's file from its first row to its last: its rows to whoever takes them, and what is wrong with it, by line.
// What cannot be read is never passed over in silence, and a file with too much of it is refused.

namespace kaskad::gateway {

inline constexpr size_t SUPPLIER_FAULTS_TOLD_MAX = 20;

struct supplier_reading {
    uint64_t rows = 0;
    uint64_t below_zero = 0;  // rows that give money back
    uint64_t fault_count = 0;
    std::vector<supplier_fault> faults;  // the first
    int64_t first_ms = 0;
    int64_t last_ms = 0;
    int decimals = 0;
    std::map<std::string, uint64_t> unknown_statuses;
};

struct supplier_sinks {
    std::function<void(const billing::reconciliation::row&)> row;
    std::function<void(const billing::reconciliation::total_row&)> total;
    // Now and then; false: stop.
    std::function<bool(uint64_t rows)> progress;
};

// Why a file is not used: it cannot be read, is cut, or holds too many bad rows.
struct unusable_file {
    std::string why;
    std::vector<supplier_fault> faults;  // the first of its rows
    uint64_t fault_count = 0;
};

// A sentence, and a line for each fault.
std::string to_string(const unusable_file& file);

std::expected<supplier_reading, unusable_file> read_supplier_file(supplier_records& records,
                                                                  supplier_row_reader& reader,
                                                                  const supplier_mapping& mapping,
                                                                  const file_identity& identity,
                                                                  const supplier_sinks& sinks);

}  // namespace kaskad::gateway
