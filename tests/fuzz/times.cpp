#include "choices.hpp"
#include "smpp/time_format.hpp"

#include <string>

// A time and a receipt's date of any characters, at any moment, in any zone: what is read reads the same when written
// again, and a relative time never leads back.

namespace {

using namespace kaskad::smpp;

constexpr int64_t MINUTE_MS = 60'000;
constexpr int64_t YEAR_2000_MS = 946'684'800'000;
constexpr int64_t YEAR_2100_MS = 4'102'444'800'000;
constexpr int64_t DAY_MS = 86'400'000;

// The years two digits can name by the pivot of the specification, and a day less for the zones.
bool is_named_by_two_digits(int64_t utc_ms) {
    return utc_ms >= YEAR_2000_MS + DAY_MS && utc_ms < YEAR_2000_MS + 37 * 365 * DAY_MS;
}

void check_time(std::string_view text, const time_options& options, int64_t now) {
    const auto time = parse_time(text, options);
    if (!time) return must(!to_string(time.error()).empty());
    if (time->is_relative) return must(resolve(*time, now) >= now);
    must(resolve(*time, now) == time->utc_ms);
    if (is_named_by_two_digits(time->utc_ms))
        must(parse_time(format_absolute(time->utc_ms, time->offset_quarters)) == *time);
}

void check_duration(int64_t duration, int64_t now) {
    const auto time = parse_time(format_relative(duration));
    must(time && time->is_relative);
    const int64_t moved = resolve(*time, now) - now;
    must(moved % 1000 == 0 && moved <= 99 * DAY_MS);
    if (duration >= 0 && duration <= 99 * DAY_MS) must(moved >= duration && moved < duration + 1000);
}

void check_date(std::string_view text, const time_zone& zone) {
    const auto date = parse_receipt_date(text, zone);
    if (!date || *date < YEAR_2000_MS + DAY_MS || *date >= YEAR_2100_MS - DAY_MS) return;
    must(parse_receipt_date(format_receipt_date(*date, zone), zone) == *date - *date % MINUTE_MS);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    choices input{data, size};
    const time_zone zone{(input.octet() - 128) * 7};
    const int pivot = input.below(100);
    const int64_t now =
        YEAR_2000_MS + int64_t{load_uint16(std::array{input.octet(), input.octet()}.data())} * 17'000'123;
    const auto text = as_text(input.rest());
    check_time(text, {pivot, zone}, now);
    check_date(text, zone);
    check_duration((int64_t{input.octet()} - 1) * 33'554'433 + input.octet(), now);
    return 0;
}
