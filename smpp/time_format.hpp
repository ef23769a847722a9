#pragma once

#include "smpp/time_zone.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

// SMPP times: absolute "YYMMDDhhmmsstnnp" and relative "YYMMDDhhmmss000R" (SMPP 3.4 §7.1.1), and the dates of receipts.
// Everything is UTC milliseconds inside.

namespace kaskad::smpp {

// The calendar fields of a relative time; each 0 to 99 as peers really send them.
struct relative_time {
    int years = 0;
    int months = 0;
    int days = 0;
    int hours = 0;
    int minutes = 0;
    int seconds = 0;

    friend bool operator==(const relative_time&, const relative_time&) = default;
};

struct smpp_time {
    bool is_relative = false;
    relative_time relative;       // when relative
    int64_t utc_ms = 0;           // when absolute
    int16_t offset_quarters = 0;  // when absolute: local time was ahead of UTC by so many quarter hours

    friend bool operator==(const smpp_time&, const smpp_time&) = default;
};

enum class time_error : uint8_t { wrong_length, not_digits, wrong_sign, not_in_calendar };

std::string_view to_string(time_error error);

struct time_options {
    int pivot_year = 38;  // from here to 99 is 19xx, below it 20xx (SMPP 3.4 Appendix C)
    time_zone zone;       // of the message centre
};

// 16 characters, or 12 (YYMMDDhhmmss in the message centre's local time, as some answer a query_sm: §7.1.1). The empty
// string is not a time: as a field it means the default of the message centre.
std::expected<smpp_time, time_error> parse_time(std::string_view text, const time_options& options = {});

// The moment meant: years and months of a relative time are calendar units from now (31 January + 1 month is the last
// of February), the rest exact.
int64_t resolve(const smpp_time& time, int64_t now_utc_ms);

std::string format_absolute(int64_t utc_ms, int16_t offset_quarters = 0);

// For a validity_period: rounded up to whole seconds, days and less only (no calendar units); 0 or less gives zero, and
// more than 99 days gives 99 days.
std::string format_relative(int64_t duration_ms);

// Dates of receipts, in the message centre's local time: YYMMDDhhmm, YYMMDDhhmmss, YYYYMMDDhhmm (only where the other
// reading of 12 digits is no date), YYYYMMDDhhmmss; separators are skipped. All zeros, or anything else: empty.
std::optional<int64_t> parse_receipt_date(std::string_view text, const time_zone& zone = {});
// YYMMDDhhmm, or with seconds YYMMDDhhmmss.
std::string format_receipt_date(int64_t utc_ms, const time_zone& zone = {}, bool with_seconds = false);

}  // namespace kaskad::smpp
