#include "gateway/sheet_form.hpp"

#include "gateway/api/json_writer.hpp"
#include "gateway/api/timestamp.hpp"
#include "net/zone.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr size_t COLUMN_NAME_MAX = 64;
constexpr uint32_t PERCENT_MAX = 1'000'000;

struct named_column {
    std::string_view name;
    std::string routing::price_sheet_form::*column;
};

constexpr std::array COLUMNS{named_column{"network", &routing::price_sheet_form::network},
                             named_column{"submit", &routing::price_sheet_form::submit},
                             named_column{"delivered", &routing::price_sheet_form::delivered},
                             named_column{"currency", &routing::price_sheet_form::currency},
                             named_column{"effective", &routing::price_sheet_form::effective}};

std::unexpected<api::problem> refuse(std::string_view code, const std::string& name, const std::string& why) {
    auto problem = api::make_problem(code, fmt::format("{}: {}.", name.substr(0, COLUMN_NAME_MAX), why));
    problem.errors.push_back({name.substr(0, COLUMN_NAME_MAX), why});
    return std::unexpected(std::move(problem));
}

// Ours, as to_json() wrote it: what does not fit is passed over.
void take_last(const std::string& last, sheet_form& form) {
    boost::system::error_code trouble;
    const auto root = json::parse(last, trouble);
    const auto* fields = trouble ? nullptr : root.if_object();
    if (fields == nullptr) return;
    const auto take = [&](std::string_view name, std::string& into) {
        const auto* found = fields->if_contains(name);
        if (found != nullptr && found->is_string()) into = found->get_string();
    };
    for (const auto& [name, column] : COLUMNS)
        take(name, form.columns.*column);
    std::string decimal;
    take("decimal", decimal);
    take("zone", form.zone);
    form.columns.decimal_comma = decimal == "comma";
}

// One of two words.
std::optional<bool> choose(std::string_view value, std::string_view yes, std::string_view no) {
    if (value == yes) return true;
    if (value == no) return false;
    return std::nullopt;
}

std::optional<uint32_t> read_percent(std::string_view text) {
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > PERCENT_MAX) return std::nullopt;
    return value;
}

// Empty: taken. Otherwise what it should be.
std::string take_word(const std::string& name, const std::string& value, sheet_form& form) {
    const auto set = [&](std::string_view yes, std::string_view no, bool& into) {
        const auto chosen = choose(value, yes, no);
        if (chosen) into = *chosen;
        return chosen ? std::string{} : fmt::format("{} or {}", yes, no);
    };
    if (name == "form") return set("full", "partial", form.is_full);
    if (name == "decimal") return set("comma", "point", form.columns.decimal_comma);
    return set("true", "false", name == "skip_bad" ? form.skips_bad : form.moves_to_notice);
}

std::string take_value(const std::string& name, const std::string& value, sheet_form& form) {
    if (name == "zone") {
        if (const auto zone = net::load_zone(value); !value.empty() && !zone) return zone.error();
        form.zone = value;
        return {};
    }
    if (name == "over") {
        const auto percent = read_percent(value);
        if (percent) form.large_percent = *percent;
        return percent ? "" : "per cent, a whole number";
    }
    form.at_local_ms = api::parse_timestamp(value + "T00:00:00Z");
    return form.at_local_ms ? "" : "a day, as 2026-01-31";
}

}  // namespace

std::expected<sheet_form, api::problem> read_sheet_form(const std::string& last, const net::query_parameters& given) {
    sheet_form form;
    take_last(last, form);
    bool is_said = false;
    for (const auto& [name, value] : given) {
        const auto column = std::ranges::find(COLUMNS, std::string_view{name}, &named_column::name);
        if (column != COLUMNS.end()) {
            if (value.empty() || value.size() > COLUMN_NAME_MAX)
                return refuse("invalid_field", name, "the name of a column, at most 64 octets");
            form.columns.*(column->column) = value;
            continue;
        }
        const bool is_word = name == "form" || name == "decimal" || name == "skip_bad" || name == "move_to_notice";
        if (!is_word && name != "zone" && name != "over" && name != "at")
            return refuse("unknown_field", name, "is no parameter of this address");
        const auto wanted = is_word ? take_word(name, value, form) : take_value(name, value, form);
        if (!wanted.empty()) return refuse("invalid_field", name, wanted);
        is_said = is_said || name == "form";
    }
    if (!is_said) {
        return refuse("missing_field", "form",
                      "say form=full if the sheet has all of the owner's prices, form=partial if it has some");
    }
    return form;
}

std::string to_json(const sheet_form& form) {
    api::json_writer out;
    out.begin_object();
    for (const auto& [name, column] : COLUMNS)
        out.text(name, form.columns.*column);
    out.text("decimal", form.columns.decimal_comma ? "comma" : "point");
    out.text("zone", form.zone);
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway
