#include "gateway/supplier_records.hpp"

#include "routing/csv_records.hpp"
#include "routing/trimmed.hpp"
#include "smpp/unicode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <strings.h>
#include <utility>

namespace kaskad::gateway {

namespace {

using routing::csv_records;
using routing::trimmed;

constexpr std::array COLUMNS{&mapped_columns::id,       &mapped_columns::recipient, &mapped_columns::sender,
                             &mapped_columns::part,     &mapped_columns::time,      &mapped_columns::status,
                             &mapped_columns::parts,    &mapped_columns::price,     &mapped_columns::amount,
                             &mapped_columns::currency, &mapped_columns::network,   &mapped_columns::units};
static_assert(COLUMNS.size() == FIELDS);

constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";

bool is_utf8_name(const std::string& name) {
    return strcasecmp(name.c_str(), "UTF-8") == 0 || strcasecmp(name.c_str(), "UTF8") == 0;
}

bool is_ascii(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<uint8_t>(c) >= 0x80; });
}

std::optional<size_t> read_count(std::string_view text) {
    size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
    return value;
}

std::string without_mark(std::string_view text) {
    return std::string{text.starts_with(BYTE_ORDER_MARK) ? text.substr(BYTE_ORDER_MARK.size()) : text};
}

}  // namespace

std::string to_string(const supplier_fault& fault) {
    const auto where = fault.column.empty() ? std::string{} : ", " + fault.column;
    return fmt::format("line {}{}: {}", fault.line, where, fault.why);
}

supplier_records::supplier_records(supplier_lines lines, charset_converter converter, bool is_utf8,
                                   const supplier_mapping& mapping)
    : lines_{std::move(lines)},
      converter_{std::move(converter)},
      is_utf8_{is_utf8},
      mapping_{mapping},
      places_(FIELDS),
      names_(FIELDS) {}

std::expected<supplier_records, std::string> supplier_records::open(const std::string& path,
                                                                    const file_identity& identity,
                                                                    const supplier_mapping& mapping) {
    charset_converter converter{mapping.encoding.c_str()};
    if (!converter.is_there()) return std::unexpected("encoding: this system knows no '" + mapping.encoding + "'");
    auto lines = supplier_lines::open(path, identity.is_spreadsheet, mapping.date_format);
    if (!lines) return std::unexpected(lines.error());
    const bool is_utf8 = identity.is_spreadsheet || is_utf8_name(mapping.encoding);
    supplier_records made{std::move(*lines), std::move(converter), is_utf8, mapping};
    std::string header;
    for (int64_t row = 0; row < mapping.header_rows; ++row) {
        const auto line = made.lines_.next();
        if (!line) return std::unexpected("ends within its header");
        header = row == 0 ? without_mark(*line) : std::string{*line};
        if (line->contains('\0')) return std::unexpected("is not text (UTF-16?): save it as UTF-8");
    }
    if (const auto read = made.read_header(header); !read) return std::unexpected(read.error());
    return made;
}

std::expected<supplier_records::column_place, std::string> supplier_records::find_column(
    const std::string& wanted, const std::vector<std::string>& header) const {
    if (wanted.empty()) return column_place{};
    if (mapping_.shape == file_shape::fixed) {
        const auto dash = wanted.find('-');
        const auto first = read_count(std::string_view{wanted}.substr(0, dash));
        const auto last = read_count(std::string_view{wanted}.substr(dash + 1));
        if (!first || !last || *last < *first) return std::unexpected("'" + wanted + "' is no place, as 1-12");
        return column_place{*first - 1, *last, true};
    }
    if (wanted.starts_with('#')) {
        const auto number = read_count(std::string_view{wanted}.substr(1));
        if (!number) return std::unexpected("'" + wanted + "' is no column, as #3");
        return column_place{*number - 1, 0, true};
    }
    const auto is_wanted = [&](const std::string& name) {
        return strcasecmp(std::string{trimmed(name)}.c_str(), wanted.c_str()) == 0;
    };
    const auto found = std::ranges::find_if(header, is_wanted);
    if (found == header.end())
        return std::unexpected(fmt::format("line {} names no column '{}'", mapping_.header_rows, wanted));
    return column_place{static_cast<size_t>(found - header.begin()), 0, true};
}

std::expected<void, std::string> supplier_records::read_header(std::string_view last_header) {
    std::vector<std::string> header;
    if (mapping_.shape == file_shape::csv && mapping_.header_rows > 0) {
        csv_records names = mapping_.separator.empty() ? csv_records{last_header}
                                                       : csv_records{last_header, mapping_.separator.front()};
        if (!names.next()) return std::unexpected("its header is empty");
        header = names.fields();
        separator_ = names.separator();
        width_ = header.size();
        if (!is_utf8_)
            for (auto& each : header)
                each = converter_.to_utf8(each).value_or(each);
    } else if (!mapping_.separator.empty()) {
        separator_ = mapping_.separator.front();
    }
    for (size_t index = 0; index < FIELDS; ++index) {
        const auto& wanted = mapping_.columns.*COLUMNS[index];
        const auto place = find_column(wanted, header);
        if (!place) return std::unexpected(place.error());
        places_[index] = *place;
        names_[index] = wanted;
    }
    return {};
}

std::optional<supplier_records::held_line> supplier_records::next_line() {
    const auto footer = static_cast<size_t>(mapping_.footer_rows);
    while (held_.size() <= footer) {
        const auto line = lines_.next();
        if (!line) return std::nullopt;
        if (!trimmed(*line).empty()) held_.push_back({std::string{*line}, lines_.line(), lines_.offset()});
    }
    auto next = std::move(held_.front());
    held_.pop_front();
    return next;
}

bool supplier_records::next() {
    auto line = next_line();
    if (!line) return false;
    fault_.reset();
    record_.line = line->line;
    record_.offset = line->offset;
    if (line->line == 1) line->text = without_mark(line->text);
    split(std::move(line->text));
    return true;
}

void supplier_records::split(std::string text) {
    if (mapping_.shape == file_shape::fixed) return take_fields(text, {});
    if (width_ == 0 && mapping_.separator.empty()) separator_ = csv_records{text}.separator();
    for (;;) {
        csv_records values{text, separator_};
        const bool is_there = values.next();
        if (!values.is_unclosed()) return take_fields(text, is_there ? values.fields() : std::vector<std::string>{});
        // A quoted value may go on in the next line.
        const auto more = text.size() < LINE_OCTETS_MAX ? next_line() : std::nullopt;
        if (!more) return refuse("", "a quote is never closed");
        text += "\n" + more->text;
    }
}

void supplier_records::take_fields(std::string_view text, const std::vector<std::string>& values) {
    const bool is_fixed = mapping_.shape == file_shape::fixed;
    if (width_ == 0) width_ = values.size();
    if (!is_fixed && values.size() != width_)
        return refuse("", fmt::format("it has {} fields, the first row {}", values.size(), width_));
    const bool needs_converting = !is_ascii(text);
    for (size_t index = 0; index < FIELDS; ++index) {
        const auto& place = places_[index];
        auto& into = record_.fields[index];
        into.clear();
        if (!place.is_there) continue;
        const bool is_short = place.first >= (is_fixed ? text.size() : values.size());
        if (is_short) return refuse(names_[index], "the row ends before it");
        const auto whole = is_fixed ? text.substr(place.first, place.end - place.first) : values[place.first];
        into = trimmed(whole);
        if (needs_converting) convert(into);
        if (fault_) return;
    }
}

void supplier_records::convert(std::string& value) {
    if (is_utf8_) {
        if (const auto wrong = smpp::find_invalid_utf8(value))
            refuse("", fmt::format("octet {} of a value is no UTF-8: is this row in another encoding?",
                                   wrong->position + 1));
        return;
    }
    auto converted = converter_.to_utf8(value);
    if (!converted) return refuse("", "is not in the encoding " + mapping_.encoding);
    value = std::move(*converted);
}

void supplier_records::refuse(std::string column, std::string why) {
    fault_ = supplier_fault{record_.line, std::move(column), std::move(why)};
}

const supplier_record& supplier_records::read_again(uint64_t offset) {
    fault_.reset();
    record_.offset = offset;
    const auto text = lines_.at(offset);
    if (mapping_.shape == file_shape::fixed) {
        take_fields(text.substr(0, text.find_first_of("\r\n")), {});
        return record_;
    }
    csv_records values{text, separator_};
    if (values.next()) take_fields(text, values.fields());
    return record_;
}

}  // namespace kaskad::gateway
