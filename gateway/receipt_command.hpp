#pragma once

#include <string>
#include <string_view>

// `kaskad receipt STRING` and `kaskad time STRING`: how the gateway reads a receipt's text or an SMPP time, as one JSON
// object. They read no file and ask no gateway.

namespace kaskad::gateway {

// {"id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err", "state", "text"}; what the text does not say, or
// says unreadably, is absent. Dates as they stand there, in no zone.
std::string describe_receipt(std::string_view text);

struct described_time {
    std::string json;
    bool is_time = true;
};

// {"utc"}, {"relative": {...}} or {"error"}. Twelve digits are taken for UTC.
described_time describe_time(std::string_view text);

// Print a line; return the exit code.
int print_receipt(std::string_view text);
int print_time(std::string_view text);

}  // namespace kaskad::gateway
