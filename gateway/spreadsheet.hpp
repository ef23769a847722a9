#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// A spreadsheet (XLSX) as CSV, by Debian's xlsx2csv in a process of its own: a file from outside, which may be made to
// take all time and memory, can take no more than is given here. Blocks; for a thread that may.

namespace kaskad::gateway {

struct spreadsheet_limits {
    std::chrono::milliseconds time_max{20'000};
    uint32_t processor_s = 15;
    uint64_t memory_max = uint64_t{1} << 30;  // address space
    size_t csv_octets_max = 64 * 1024 * 1024;
    std::string program = "xlsx2csv";
    std::string date_format = "%Y-%m-%d";  // of cells that hold dates
};

// XLSX is a ZIP archive.
bool is_spreadsheet(std::string_view octets);

// The first sheet, dates as 2026-01-31 unless the limits say another form. The error is a sentence.
std::expected<std::string, std::string> spreadsheet_to_csv(std::string_view octets,
                                                           const spreadsheet_limits& limits = {});

}  // namespace kaskad::gateway
