#include "gateway/supplier_mapping.hpp"

#include "config/key.hpp"
#include "config/toml_text.hpp"
#include "gateway/api/number_text.hpp"

#include <algorithm>
#include <array>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::id_form;
using billing::reconciliation::parse_id_form;
using billing::reconciliation::row_status;

constexpr size_t WORD_MAX = 64;
constexpr size_t WORDS_MAX = 512;
constexpr size_t COUNTRY_DIGITS_MAX = 4;

struct named_column {
    const char* name;
    std::string mapped_columns::*column;
    const char* doc;
};

constexpr std::array COLUMNS{
    named_column{"id", &mapped_columns::id, "The id that the supplier gave in its submit_sm_resp."},
    named_column{"recipient", &mapped_columns::recipient, "The recipient's number."},
    named_column{"sender", &mapped_columns::sender, "The sender."},
    named_column{"part", &mapped_columns::part, "Which part of the message it is, from 1."},
    named_column{"time", &mapped_columns::time, "When it was submitted; of totals, the day."},
    named_column{"status", &mapped_columns::status, "What became of it."},
    named_column{"parts", &mapped_columns::parts, "How many parts are billed."},
    named_column{"price", &mapped_columns::price, "The price of a part."},
    named_column{"amount", &mapped_columns::amount, "What the row costs; absent = price times parts."},
    named_column{"currency", &mapped_columns::currency, "The currency, where it is not one throughout."},
    named_column{"network", &mapped_columns::network, "MCC and MNC, as 26201, or a word of [[network]]."},
    named_column{"units", &mapped_columns::units, "Of totals: how many parts the row stands for."},
};

config::section<mapped_columns> column_section() {
    config::section<mapped_columns> made{"Where each value stands.", {}};
    for (const auto& [name, column, doc] : COLUMNS)
        made.keys.push_back(config::keys_of<mapped_columns>::text(name, column, config::text_form({1, WORD_MAX}), doc));
    return made;
}

config::section<mapped_status> status_section() {
    using k = config::keys_of<mapped_status>;
    const std::vector<config::word<row_status>> meanings{{"accepted", row_status::accepted},
                                                         {"delivered", row_status::delivered},
                                                         {"failed", row_status::failed},
                                                         {"unknown", row_status::unknown}};
    return {"What a status means.",
            {k::required(k::text("word", &mapped_status::word, config::text_form({1, WORD_MAX}), "As it is written.")),
             k::required(k::text("means", &mapped_status::means, config::choice_form(meanings), "What it means."))}};
}

config::section<mapped_network> network_section() {
    using k = config::keys_of<mapped_network>;
    return {"Which network a word is.",
            {k::required(k::text("word", &mapped_network::word, config::text_form({1, WORD_MAX}), "As it is written.")),
             k::required(k::text("mccmnc", &mapped_network::mccmnc, config::mccmnc_form(), "Its MCC and MNC."))}};
}

config::form<std::optional<id_form>> id_form_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::optional<id_form>, std::string> {
        if (const auto form = parse_id_form(text)) return form;
        return std::unexpected("expected one of same, theirs_decimal, theirs_hex");
    };
    return {"word", "same, theirs_decimal, theirs_hex", parse, [](const auto&) { return std::string{}; }};
}

// A tab cannot be typed where everybody sees it.
config::form<std::string> separator_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        if (text == "tab") return "\t";
        if (text.size() > 1) return std::unexpected("expected one character, or tab");
        return std::string{text};
    };
    return {"text", "one character, or tab", parse, [](const auto& shown) { return shown == "\t" ? "tab" : shown; }};
}

// Of what may be left out.
template <typename Value>
config::form<std::optional<Value>> optional_form(config::form<Value> of) {
    const auto parse = [of](std::string_view text) -> std::expected<std::optional<Value>, std::string> {
        auto value = of.parse(text);
        if (!value) return std::unexpected(value.error());
        return *std::move(value);
    };
    const auto show = [of](const std::optional<Value>& shown) { return shown ? of.show(*shown) : std::string{}; };
    return {of.type, of.range, parse, show, of.expected};
}

config::section<supplier_mapping> mapping_section() {
    using m = supplier_mapping;
    using k = config::keys_of<m>;
    return {
        "How a supplier writes what it bills.",
        {k::text("shape", &m::shape,
                 config::choice_form<file_shape>({{"csv", file_shape::csv}, {"fixed", file_shape::fixed}}),
                 "Separated values (or XLSX), or columns of a fixed width."),
         k::text("rows", &m::unit,
                 config::choice_form<row_unit>(
                     {{"parts", row_unit::part}, {"messages", row_unit::message}, {"totals", row_unit::total}}),
                 "What one row is about."),
         k::text("separator", &m::separator, separator_form(), "Between values."),
         k::whole("header_rows", &m::header_rows, {0, 100}, "Rows before the first value; the last has the names."),
         k::whole("footer_rows", &m::footer_rows, {0, 100}, "Rows behind the last value."),
         k::text("encoding", &m::encoding, config::text_form({1, WORD_MAX}), "As iconv calls it."),
         k::text("zone", &m::zone, config::zone_form(), "The clock of its times."),
         k::text("date_format", &m::date_format, config::text_form({1, WORD_MAX}), "As strptime reads it."),
         k::text("decimal", &m::has_decimal_comma, config::choice_form<bool>({{"point", false}, {"comma", true}}),
                 "The decimal sign."),
         k::text("id_form", &m::form, id_form_form(), "How its ids are written, seen from ours."),
         k::text("currency", &m::currency, config::currency_form(), "Of rows that say none."),
         k::text("country_code", &m::country_code, config::digits_form({1, COUNTRY_DIGITS_MAX}, "digits"),
                 "Put in place of a leading 0 of recipients."),
         k::text("rounding", &m::rounding, config::amount_form(false), "What a row may differ by rounding."),
         k::whole("late_after_hours", &m::late_after_h, {1, 24 * 60}, "From when on their row is late."),
         k::whole("edge_minutes", &m::edge_minutes, {0, 24 * 60}, "How near the period's end a row may be another's."),
         k::whole("bad_rows_percent", &m::bad_rows_percent, {0, 100}, "More bad rows, and the file is refused."),
         k::text("tolerance_percent", &m::tolerance_ppm, optional_form(config::percent_form({0, 100})),
                 "Of our total: what they may bill above it and have it accepted."),
         k::text("tolerance", &m::tolerance, optional_form(config::amount_form(false)),
                 "The same as a sum; where both are said both must hold."),
         k::whole("dispute_days", &m::dispute_days, {1, 366}, "How long they have to answer what is disputed."),
         k::table("columns", &m::columns, column_section()),
         k::tables({"status", WORDS_MAX}, &m::statuses, status_section()),
         k::tables({"network", WORDS_MAX}, &m::networks, network_section())}};
}

bool is_position(std::string_view text) {
    const auto dash = text.find('-');
    return dash != text.npos && dash > 0 && text.find_first_not_of("0123456789-") == text.npos;
}

// What cannot be said by a single key.
void check_whole(const supplier_mapping& read, config::problems& found) {
    const auto complain = [&](const char* key, const char* why) { found.add({}, key, why); };
    const bool is_total = read.unit == row_unit::total;
    const auto& columns = read.columns;
    if (columns.amount.empty() && columns.price.empty())
        complain("columns.amount", "missing: without it, say price, which is taken times the parts");
    if (is_total && (columns.time.empty() || columns.units.empty()))
        complain("columns.units", "rows of totals need time (the day) and units");
    const bool can_match = !columns.id.empty() || (!columns.recipient.empty() && !columns.time.empty());
    if (!is_total && !can_match) complain("columns.id", "missing: rows are matched by id, or by recipient and time");
    if (columns.currency.empty() && read.currency == core::currency{})
        complain("currency", "missing: say it here, or columns.currency");
    if (read.shape == file_shape::csv) return;
    for (const auto& [name, column, doc] : COLUMNS)
        if (!(columns.*column).empty() && !is_position(columns.*column))
            complain(name, "of a fixed width, where it stands, as \"1-12\"");
}

// False: it is no TOML.
bool take_toml(std::string_view toml, supplier_mapping& into, config::problems& found) {
    const auto table = config::parse_toml(toml, found);
    if (table) config::read_section(mapping_section(), *table, into, {found, ""});
    return table.has_value();
}

config::value text_value(std::string text) {
    return {.kind = config::value_kind::text, .at = {}, .text = std::move(text), .items = {}, .members = {}};
}

// A query knows no numbers: which keys are, the section says.
config::value value_of(const std::string& name, const std::string& text,
                       const config::section<supplier_mapping>& known) {
    const auto key = std::ranges::find(known.keys, name, [](const auto& each) { return each.text.name; });
    auto made = text_value(text);
    const bool is_whole = key != known.keys.end() && key->text.type == "whole number";
    if (is_whole && api::read_number(text, made.number)) made.kind = config::value_kind::whole;
    return made;
}

config::value& member_named(config::value& table, const std::string& name, config::value_kind kind) {
    const auto found = std::ranges::find(table.members, name, &config::member::key);
    if (found != table.members.end()) return found->value;
    table.members.push_back({name, {}, {.kind = kind, .at = {}, .text = {}, .items = {}, .members = {}}});
    return table.members.back().value;
}

// "status.ok" = "delivered" is a [[status]] with that word.
config::value table_of(const std::vector<std::pair<std::string, std::string>>& keys,
                       const config::section<supplier_mapping>& known) {
    constexpr std::array LISTS{std::pair{"status", "means"}, std::pair{"network", "mccmnc"}};
    config::value made;
    for (const auto& [name, text] : keys) {
        const auto dot = name.find('.');
        const auto head = name.substr(0, dot);
        const auto rest = dot == name.npos ? std::string{} : name.substr(dot + 1);
        const auto list = std::ranges::find(LISTS, head, [](const auto& each) { return std::string{each.first}; });
        if (!rest.empty() && list != LISTS.end()) {
            config::value item;
            item.members = {{"word", {}, text_value(rest)}, {list->second, {}, text_value(text)}};
            member_named(made, head, config::value_kind::list).items.push_back(std::move(item));
        } else if (!rest.empty() && head == "columns") {
            member_named(made, head, config::value_kind::table).members.push_back({rest, {}, text_value(text)});
        } else {
            made.members.push_back({name, {}, value_of(name, text, known)});
        }
    }
    return made;
}

}  // namespace

std::expected<supplier_mapping, std::string> read_supplier_mapping(std::string_view toml, const std::string& file) {
    config::problems found{file};
    supplier_mapping made;
    if (take_toml(toml, made, found)) check_whole(made, found);
    if (found.is_empty()) return made;
    std::string text;
    for (const auto& each : found.in_order())
        text += (text.empty() ? "" : "\n") + config::to_string(each);
    return std::unexpected(text);
}

std::expected<supplier_mapping, std::vector<config::problem>> read_supplier_mapping(const written_mapping& from,
                                                                                    supplier_mapping begun) {
    config::problems found{"mapping"};
    const auto known = mapping_section();
    if (take_toml(from.toml, begun, found)) {
        config::read_section(known, table_of(from.keys, known), begun, {found, ""});
        check_whole(begun, found);
    }
    if (found.is_empty()) return begun;
    return std::unexpected(found.in_order());
}

}  // namespace kaskad::gateway
