#include "gateway/spreadsheet.hpp"

#include "gateway/limited_program.hpp"

namespace kaskad::gateway {

namespace {

constexpr std::string_view ZIP_BEGIN = "PK\x03\x04";

std::string why_not(const program_failure& failure) {
    switch (failure.end) {
        case program_end::not_started:
        case program_end::too_long:
        case program_end::too_large:
            return failure.why;
        case program_end::not_installed:
            return "xlsx2csv is not installed";
        case program_end::out_of_limits:
            return "xlsx2csv needs more time or memory than it is given";
        case program_end::damaged:
            break;
    }
    return "xlsx2csv says that it is damaged, or needs more memory than it is given";
}

}  // namespace

bool is_spreadsheet(std::string_view octets) {
    return octets.starts_with(ZIP_BEGIN);
}

std::expected<std::string, std::string> spreadsheet_to_csv(std::string_view octets, const spreadsheet_limits& limits) {
    const auto csv = run_limited({limits.program, "--dateformat", limits.date_format, PROGRAM_INPUT}, octets,
                                 {.time_max = limits.time_max,
                                  .processor_s = limits.processor_s,
                                  .memory_max = limits.memory_max,
                                  .output_max = limits.csv_octets_max});
    if (csv) return *csv;
    return std::unexpected("The spreadsheet cannot be read: " + why_not(csv.error()) + ". Save it as CSV.");
}

}  // namespace kaskad::gateway
