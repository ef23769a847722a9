#include "gateway/api/timestamp.hpp"

#include "core/calendar.hpp"

#include <date/date.h>

#include <chrono>

namespace kaskad::gateway::api {

namespace {

using std::chrono::milliseconds;

constexpr size_t FRACTION_DIGITS_MAX = 9;

// Takes fields of a fixed width from the front of a text; once something does not fit, it stays failed.
class scanner {
  public:
    explicit scanner(std::string_view text) : rest_{text} {}

    bool is_complete() const { return ok_ && rest_.empty(); }
    bool begins_with(char c) const { return ok_ && rest_.starts_with(c); }

    int digits(size_t count) {
        ok_ = ok_ && rest_.size() >= count;
        int value = 0;
        for (size_t i = 0; ok_ && i < count; ++i) {
            ok_ = is_digit(rest_[i]);
            value = value * 10 + (rest_[i] - '0');
        }
        if (ok_) rest_.remove_prefix(count);
        return value;
    }

    // One of these characters; the one that was there.
    char one_of(std::string_view allowed) {
        ok_ = ok_ && !rest_.empty() && allowed.contains(rest_.front());
        if (!ok_) return '\0';
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    // ".250": thousandths; nothing there is 0.
    int milliseconds() {
        if (!begins_with('.')) return 0;
        rest_.remove_prefix(1);
        size_t count = 0;
        int value = 0;
        for (; count < rest_.size() && is_digit(rest_[count]); ++count)
            if (count < 3) value = value * 10 + (rest_[count] - '0');
        ok_ = count > 0 && count <= FRACTION_DIGITS_MAX;
        for (size_t i = count; i < 3; ++i)
            value *= 10;
        if (ok_) rest_.remove_prefix(count);
        return value;
    }

  private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    std::string_view rest_;
    bool ok_ = true;
};

// Every event has one, so it is written digit by digit.
void put_digits(std::string& text, size_t place, size_t count, int64_t value) {
    for (; count > 0; --count, value /= 10)
        text[place + count - 1] = static_cast<char>('0' + value % 10);
}

// Minutes east of UTC.
std::optional<int> scan_offset(scanner& in) {
    const char sign = in.one_of("Zz+-");
    if (sign == 'Z' || sign == 'z') return 0;
    const int hours = in.digits(2);
    in.one_of(":");
    const int minutes = in.digits(2);
    if (hours > 23 || minutes > 59) return std::nullopt;
    return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
}

}  // namespace

std::optional<int64_t> parse_timestamp(std::string_view text) {
    scanner in{text};
    const int year = in.digits(4);
    in.one_of("-");
    const auto month = static_cast<unsigned>(in.digits(2));
    in.one_of("-");
    const auto day = static_cast<unsigned>(in.digits(2));
    in.one_of("Tt");
    const int hour = in.digits(2);
    in.one_of(":");
    const int minute = in.digits(2);
    in.one_of(":");
    const int second = in.digits(2);
    const int fraction = in.milliseconds();
    const auto offset = scan_offset(in);
    if (!in.is_complete() || !offset || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const auto when = date::year{year} / date::month{month} / date::day{day};
    if (!when.ok()) return std::nullopt;
    const auto time = std::chrono::hours{hour} + std::chrono::minutes{minute - *offset} + std::chrono::seconds{second};
    return std::chrono::duration_cast<milliseconds>(date::sys_days{when}.time_since_epoch() + time).count() + fraction;
}

std::string render_timestamp(int64_t utc_ms) {
    const date::sys_time<milliseconds> when{milliseconds{utc_ms}};
    const auto midnight = date::floor<date::days>(when);
    const date::year_month_day day{midnight};
    const auto since = (when - midnight).count();
    std::string text = "0000-00-00T00:00:00.000Z";
    put_digits(text, 0, 4, static_cast<int>(day.year()));
    put_digits(text, 5, 2, static_cast<unsigned>(day.month()));
    put_digits(text, 8, 2, static_cast<unsigned>(day.day()));
    put_digits(text, 11, 2, since / 3'600'000);
    put_digits(text, 14, 2, since / 60'000 % 60);
    put_digits(text, 17, 2, since / 1'000 % 60);
    put_digits(text, 20, 3, since % 1'000);
    return text;
}

std::optional<uint32_t> parse_day(std::string_view text) {
    constexpr size_t DAY_LENGTH = std::string_view{"2026-11-01"}.size();
    if (text.size() != DAY_LENGTH) return std::nullopt;
    const auto begin = parse_timestamp(std::string{text} + "T00:00:00Z");
    if (!begin || *begin < 0) return std::nullopt;
    return static_cast<uint32_t>(*begin / core::DAY_MS);
}

std::string render_day(uint32_t day) {
    constexpr size_t DAY_LENGTH = std::string_view{"2026-11-01"}.size();
    return render_timestamp(int64_t{day} * core::DAY_MS).substr(0, DAY_LENGTH);
}

std::optional<uint32_t> parse_month(std::string_view text) {
    return parse_day(std::string{text} + "-01");
}

}  // namespace kaskad::gateway::api
