#include "routing/price_sheet.hpp"

#include "core/calendar.hpp"
#include "routing/codes.hpp"
#include "routing/csv_records.hpp"
#include "routing/trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace kaskad::routing {

namespace {

constexpr std::string_view DEFAULT_BEGIN = "[DEFAULT";

bool is_same_name(std::string_view left, std::string_view right) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(left, right, {}, lower, lower);
}

// One sign at most, and that the supplier's: 1.234,50 has a sign of thousands, whichever it is.
std::expected<core::price, std::string> read_price(std::string_view text, bool decimal_comma) {
    const char decimal = decimal_comma ? ',' : '.';
    const bool is_number = text.find_first_not_of("0123456789.,") == std::string_view::npos;
    if (text.empty() || !is_number) return std::unexpected("'" + std::string{text} + "' is not a price, as 0.0345");
    if (text.contains(decimal_comma ? '.' : ',') || std::ranges::count(text, decimal) > 1) {
        return std::unexpected("'" + std::string{text} + "' has a sign of thousands; the decimal sign is '" + decimal +
                               "'");
    }
    std::string plain{text};
    std::ranges::replace(plain, ',', '.');
    return core::parse_price(plain);
}

std::optional<int> read_number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (!is_digits(text) || error != std::errc{}) return std::nullopt;
    return value;
}

std::expected<int64_t, std::string> read_day(std::string_view text) {
    const bool is_iso = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const bool is_dotted = text.size() == 10 && text[2] == '.' && text[5] == '.';
    if (is_iso || is_dotted) {
        const auto year = read_number(is_iso ? text.substr(0, 4) : text.substr(6));
        const auto month = read_number(is_iso ? text.substr(5, 2) : text.substr(3, 2));
        const auto day = read_number(is_iso ? text.substr(8) : text.substr(0, 2));
        if (year && month && day)
            if (const auto begin = core::to_utc_ms({*year, *month, *day})) return *begin;
    }
    return std::unexpected("'" + std::string{text} + "' is not a day, as 2026-01-31 or 31.01.2026");
}

// 26201, [DEFAULT 262], DE or [DEFAULT].
bool read_destination(std::string_view text, sheet_price& into) {
    if (is_mccmnc(text)) {
        into.mccmnc = text;
        return true;
    }
    if (is_country(text)) {
        into.country = text;
        return true;
    }
    if (!text.starts_with(DEFAULT_BEGIN) || !text.ends_with(']')) return false;
    text.remove_prefix(DEFAULT_BEGIN.size());
    text.remove_suffix(1);
    if (text.empty()) return true;
    const auto mcc = trimmed(text);
    if (!text.starts_with(' ') || mcc.size() != 3 || !is_digits(mcc)) return false;
    into.mcc = mcc;
    return true;
}

class sheet_reading {
  public:
    sheet_reading(std::string_view text, const price_sheet_form& form) : records_{text}, form_{form} {}

    price_sheet read() {
        if (!find_columns()) return std::move(sheet_);
        while (records_.next())
            read_row();
        if (records_.is_unclosed()) refuse("", "a quote is never closed");
        return std::move(sheet_);
    }

  private:
    static constexpr size_t NONE = static_cast<size_t>(-1);

    bool find_columns() {
        if (!records_.next()) {
            refuse("", "the file is empty");
            return false;
        }
        width_ = records_.fields().size();
        network_ = column(form_.network, true);
        submit_ = column(form_.submit, true);
        delivered_ = column(form_.delivered, false);
        currency_ = column(form_.currency, true);
        effective_ = column(form_.effective, false);
        return sheet_.faults.empty();
    }

    size_t column(const std::string& name, bool required) {
        const auto& names = records_.fields();
        const auto found =
            std::ranges::find_if(names, [&](const auto& each) { return is_same_name(trimmed(each), name); });
        if (found != names.end()) return static_cast<size_t>(found - names.begin());
        if (required) refuse(name, "the first line names no such column");
        return NONE;
    }

    std::string_view field(size_t at) const { return at == NONE ? "" : trimmed(records_.fields()[at]); }

    void read_row() {
        if (records_.fields().size() != width_) {
            return refuse("", "it has " + std::to_string(records_.fields().size()) + " fields, the first line " +
                                  std::to_string(width_));
        }
        const size_t faults_before = sheet_.fault_count;
        sheet_price row;
        row.line = records_.line();
        if (!read_destination(field(network_), row)) {
            refuse(form_.network, "'" + std::string{field(network_)} +
                                      "' is not a network, as 26201, nor [DEFAULT 262], DE or [DEFAULT]");
        }
        take(form_.submit, read_price(field(submit_), form_.decimal_comma), row.submit);
        if (!field(delivered_).empty())
            take(form_.delivered, read_price(field(delivered_), form_.decimal_comma), row.delivered);
        take(form_.currency, core::parse_currency(field(currency_)), row.currency);
        if (!field(effective_).empty()) take(form_.effective, read_day(field(effective_)), row.from_local_ms);
        if (sheet_.fault_count == faults_before) refuse_repeat(row);
        if (sheet_.fault_count == faults_before) sheet_.rows.push_back(std::move(row));
    }

    // Two prices from the same day: which one counts nobody could say.
    void refuse_repeat(const sheet_price& row) {
        const auto [first, is_new] =
            lines_.try_emplace({row.mccmnc, row.mcc, row.country, row.from_local_ms}, row.line);
        if (!is_new)
            refuse(form_.network, "it has a price from that day already, on line " + std::to_string(first->second));
    }

    template <typename T>
    void take(const std::string& name, std::expected<T, std::string> read, T& into) {
        if (!read) return refuse(name, std::move(read.error()));
        into = *read;
    }

    void refuse(std::string name, std::string why) {
        ++sheet_.fault_count;
        if (sheet_.faults.size() < SHEET_FAULTS_MAX)
            sheet_.faults.push_back({records_.line(), std::move(name), std::move(why)});
    }

    csv_records records_;
    const price_sheet_form& form_;
    price_sheet sheet_;
    std::map<std::tuple<std::string, std::string, std::string, int64_t>, size_t> lines_;  // of sound rows
    size_t width_ = 0;
    size_t network_ = NONE;
    size_t submit_ = NONE;
    size_t delivered_ = NONE;
    size_t currency_ = NONE;
    size_t effective_ = NONE;
};

}  // namespace

std::string destination_of(const sheet_price& row) {
    if (!row.mccmnc.empty()) return row.mccmnc;
    if (!row.country.empty()) return row.country;
    return std::string{DEFAULT_BEGIN} + (row.mcc.empty() ? "" : " " + row.mcc) + ']';
}

price_sheet read_price_sheet(std::string_view text, const price_sheet_form& form) {
    return sheet_reading{text, form}.read();
}

}  // namespace kaskad::routing
